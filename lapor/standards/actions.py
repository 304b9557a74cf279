"""What changes the rules. Each change is seen at once in this process and soon in the others."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q

from lapor.agencies.models import PATH_STEP, Agency, Category
from lapor.kit.clock import today
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.standards import catalogue, policies, rulebook
from lapor.standards.models import LONGEST, Clock, DayOff, OfficeHours, ServiceStandard, Step, Unit

# Limits of those who work on reports. All others are the reporter's time, which no agency may shorten.
OF_AGENCIES = frozenset({Clock.VERIFICATION, Clock.REDISPOSITION, Clock.RESPONSE, Clock.COMPLETION, Clock.OBJECTION})


@transaction.atomic
def load_defaults() -> int:
    """Write the general rules of the catalogue that are not there yet; answer how many were written.

    A rule that somebody has changed or ended stays as it is.
    """
    written = 0
    for entry in (*catalogue.standards(), *catalogue.later()):
        key = {"clock": entry["clock"], "classification": entry["classification"], "valid_from": entry["valid_from"]}
        _, created = ServiceStandard.objects.get_or_create(**key, category=None, agency=None, defaults=dict(entry))
        written += created
    for step in catalogue.steps():
        _, created = Step.objects.get_or_create(**step, clock="", agency=None)
        written += created
    _, created = OfficeHours.objects.get_or_create(agency=None, defaults=dict(catalogue.office_hours()))
    changed()
    return written + created


def add_standard(
    *,
    by: Actor,
    clock: str,
    amount: int,
    legal_basis: str,
    valid_from: date,
    unit: str = Unit.WORKING_DAYS,
    classification: str = "",
    category: Category | None = None,
    agency: Agency | None = None,
    note: str = "",
    valid_until: date | None = None,
) -> ServiceStandard:
    """Write a rule that holds from a day to come: reports sent before keep the rule under which they were sent.

    An agency's admin may only promise more than the rule above his; the nation's may grant time. Raises Refused.
    """
    row = ServiceStandard(
        clock=clock,
        amount=amount,
        unit=unit,
        classification=classification,
        category=category,
        agency=agency,
        legal_basis=legal_basis.strip(),
        note=note.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    refuse_wrong_rule(row, by=by)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused("Aturan untuk hal yang sama sudah ada pada tanggal itu. Pilih tanggal lain.") from None
        changed()
    return row


def refuse_wrong_rule(row: ServiceStandard, *, by: Actor) -> None:
    """Raise Refused for a rule that this person may not make, or that nobody may make."""
    if not policies.may_change_rules(by, agency=row.agency):
        raise Refused("Anda tidak dapat membuat aturan di sini. Mintalah kepada admin instansi atau admin nasional.")
    if not row.legal_basis:
        raise Refused("Tulis dasarnya: peraturan, keputusan atau maklumat pelayanan. Pelapor membacanya.")
    if not 1 <= row.amount <= LONGEST:
        raise Refused(f"Jumlah hari harus antara 1 dan {LONGEST}.")
    if row.valid_from <= _today(row.agency):
        raise Refused("Aturan baru berlaku paling cepat besok, supaya laporan yang sudah masuk tidak berubah.")
    if row.valid_until and row.valid_until < row.valid_from:
        raise Refused("Tanggal akhir harus sesudah tanggal mulai.")
    if row.agency and not policies.may_change_rules(by, agency=None):
        _refuse_slower_than_above(row, row.agency)


def _refuse_slower_than_above(row: ServiceStandard, agency: Agency) -> None:
    """An agency may promise to be quicker; it may neither take time from reporters nor give itself more."""
    if row.clock not in OF_AGENCIES:
        raise Refused("Batas waktu bagi pelapor sama di semua instansi. Hanya admin nasional yang mengubahnya.")
    above = rulebook.current().find(
        row.clock, row.classification, row.category_id, agency.path[:-PATH_STEP], row.valid_from
    )
    if above and (row.unit != above.unit or row.amount > above.amount):
        limit = f"{above.amount} {above.get_unit_display()}"
        raise Refused(f"Aturan di atas instansi ini adalah {limit}. Instansi hanya dapat menjanjikan yang lebih cepat.")


def end_standard(row: ServiceStandard, *, by: Actor, last_day: date) -> ServiceStandard:
    """Let a rule hold no longer than up to a day, today at the earliest. Raises Refused."""
    if not policies.may_change_rules(by, agency=row.agency):
        raise Refused("Anda tidak dapat mengakhiri aturan ini. Mintalah kepada admin nasional.")
    if row.agency is None and row.category is None and not _has_successor(row, last_day):
        raise Refused("Buat dulu aturan penggantinya: tanpa itu laporan baru tidak punya batas waktu.")
    if last_day < max(_today(row.agency), row.valid_from):
        raise Refused("Hari terakhir paling cepat hari ini, dan tidak sebelum aturan mulai berlaku.")
    row.valid_until = last_day
    with transaction.atomic():
        row.save(update_fields=["valid_until"])
        changed()
    return row


def _has_successor(row: ServiceStandard, last_day: date) -> bool:
    """Whether another general rule of this clock holds on the day after, for the same kind of report or for all."""
    after = last_day + timedelta(days=1)
    others = ServiceStandard.objects.filter(clock=row.clock, agency=None, category=None, valid_from__lte=after)
    others = others.filter(Q(valid_until=None) | Q(valid_until__gte=after), classification__in=("", row.classification))
    return others.exclude(pk=row.pk).exists()


def _today(agency: Agency | None) -> date:
    return today(agency.zone if agency else ZoneInfo("Asia/Jakarta"))


def add_day_off(day: date, *, by: Actor, name: str, agency: Agency | None = None, is_working: bool = False) -> DayOff:
    """Make a day off (or, with `is_working`, a working day) for an agency and everything below it, or for everybody.

    Saying it again about the same day replaces what was said. Raises Refused.
    """
    if not policies.may_change_rules(by, agency=agency):
        raise Refused(
            "Anda tidak dapat mengubah hari libur di sini. Mintalah kepada admin instansi atau admin nasional."
        )
    if not name.strip():
        raise Refused("Beri nama untuk hari itu, supaya pelapor tahu alasannya.")
    with transaction.atomic():
        row, _ = DayOff.objects.update_or_create(
            date=day, agency=agency, defaults={"name": name.strip(), "is_working": is_working}
        )
        changed()
    return row


def changed() -> None:
    """Let this process read the rules again: now for this transaction, after commit for the others."""
    rulebook.forget()
    transaction.on_commit(rulebook.forget)
