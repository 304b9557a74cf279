"""The five steps of a new agency, each told from what is really there."""

from __future__ import annotations

from dataclasses import dataclass

from lapor.agencies.models import Agency, Competence, Membership, Role
from lapor.people.actor import Actor
from lapor.reports import queries as reports

# Agencies that have answered once; nothing takes that back, so nobody asks again.
_answered: set[int] = set()


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it is done, how it stands, and the route where it is done ("" for none)."""

    name: str
    done: bool
    stands: str
    route: str
    argument: int | None = None


def forget() -> None:
    """Ask again for every agency (after the rows were emptied)."""
    _answered.clear()


def own_agency(actor: Actor) -> Agency | None:
    """The highest agency of which this person is the admin."""
    seats = sorted((seat for seat in actor.seats if seat.role == Role.AGENCY_ADMIN), key=lambda seat: len(seat.path))
    return Agency.objects.select_related("region").filter(pk=seats[0].agency_id).first() if seats else None


def to_do(actor: Actor) -> list[Step]:
    """The steps of an agency that has not answered any report yet; none for all others."""
    seats = {seat.agency_id for seat in actor.seats if seat.role == Role.AGENCY_ADMIN}
    if not seats or seats & _answered:
        return []
    agency = own_agency(actor)
    return steps_of(agency) if agency and not _has_answered(agency) else []


def _has_answered(agency: Agency) -> bool:
    if agency.pk not in _answered and reports.answered_below(agency):
        _answered.add(agency.pk)
    return agency.pk in _answered


def steps_of(agency: Agency) -> list[Step]:
    """All five, done or not."""
    below = Agency.objects.filter(path__startswith=agency.path, realm=agency.realm, is_open=True).exclude(pk=agency.pk)
    units = list(below.values_list("pk", flat=True))
    return [_profile(agency), _units(agency, units), _people(agency, units), _answers(agency, units), _test(agency)]


def _profile(agency: Agency) -> Step:
    heads = Membership.objects.open().filter(agency=agency, role=Role.LEADER)
    missing = [] if agency.email else ["surel kantor belum diisi"]
    if agency.region_id is None:
        missing.append("wilayah belum diisi")
    if not heads.exists():
        missing.append("pimpinan belum ada")
    elif not Membership.objects.active().filter(agency=agency, role=Role.LEADER).exists():
        missing.append("pimpinan belum menerima undangannya")
    return Step("Profil instansi dan pimpinannya", not missing, _sentence(missing), "desk:agency", agency.pk)


def _sentence(parts: list[str]) -> str:
    return f"{', '.join(parts).capitalize()}." if parts else "Lengkap."


def _units(agency: Agency, units: list[int]) -> Step:
    stands = f"{len(units)} unit." if units else "Belum ada unit di bawah instansi Anda."
    return Step("Unit di bawahnya", bool(units), stands, "desk:setup")


def _people(agency: Agency, units: list[int]) -> Step:
    """Every unit has somebody who answers, and who said yes."""
    wanted = units or [agency.pk]
    seats = Membership.objects.open().filter(agency__in=wanted, role=Role.LIAISON)
    here = set(
        Membership.objects.active()
        .filter(agency__in=wanted, role=Role.LIAISON, user__is_active=True)
        .values_list("agency_id", flat=True)
    )
    waiting = seats.exclude(unaccepted_since=None).count()
    stands = f"{len(here)} dari {len(wanted)} unit punya pejabat penghubung"
    stands += f"; {waiting} undangan menunggu jawaban." if waiting else "."
    route = "desk:people" if waiting else "desk:setup"
    return Step("Orang, dan kesediaan mereka", len(here) == len(wanted), stands, route)


def _answers(agency: Agency, units: list[int]) -> Step:
    found = Competence.objects.filter(agency__in=[agency.pk, *units]).values("agency").distinct().count()
    stands = f"{found} unit punya kewenangan." if found else "Belum tertulis siapa menjawab tentang apa."
    return Step("Siapa menjawab tentang apa", found > 0, stands, "desk:setup")


def _test(agency: Agency) -> Step:
    done = _has_answered(agency)
    stands = "Laporan pertama sudah dijawab." if done else _stage(agency)
    return Step("Laporan uji dikirim, diteruskan dan dijawab", done, stands, "desk:setup-steps")


def _stage(agency: Agency) -> str:
    test = reports.newest_test(agency)
    if test is None or not test.is_open:
        return "Belum dikirim."
    where = "menunggu diteruskan" if test.holder_id == agency.pk else f"menunggu jawaban {test.holder.short_name}"
    return f"Laporan uji {where}."
