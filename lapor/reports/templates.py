"""Templates of answers: filling in what is known of a report, and refusing to send what nobody has changed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lapor.agencies.models import PATH_STEP, Agency
from lapor.kit import codes
from lapor.kit.errors import Refused
from lapor.people.actor import Actor
from lapor.reports import policies, words
from lapor.reports.models import AnswerTemplate, Report
from lapor.reports.workflow import Move
from lapor.ui import dates

# What may stand in a template between braces, and what it stands for, with an example for the preview.
VARIABLES: dict[str, tuple[str, str]] = {
    "nama_pelapor": ("nama pelapor bila Anda boleh membacanya, jika tidak “Bapak/Ibu”", "Ibu Ani"),
    "kode": ("kode laporan", "7K4-M9Q-XT2"),
    "judul": ("judul laporan", "Jalan berlubang di depan pasar"),
    "instansi": ("nama unit yang menjawab", "Dinas Pekerjaan Umum"),
    "tenggat": ("tenggat yang sedang berjalan", "Senin, 30 November 2026"),
    "nama_petugas": ("nama petugas yang menjawab", "Dewi Rahayu"),
}
NO_NAME = "Bapak/Ibu"
NO_DAY = "[tanggal …]"
# The moves whose words go to the reporter, with the field that holds them. Not those with one-line boxes, in which
# Enter presses the first button of the form.
FIELD = {
    "hold": "questions",
    "ask": "questions",
    "follow_up": "text",
    "archive": "reason",
    "close": "reason",
    "unpublish": "reason",
    "accept_objection": "reason",
    "reject_objection": "reason",
}

_VARIABLE = re.compile(r"\{([^{}\n]*)\}")
_IN_BRACKETS = r"\[[^\[\]\n]{0,200}(?:…|\.\.\.)[^\[\]\n]{0,200}\]|\[[\s_]*\]"
_GAP = re.compile("|".join((_IN_BRACKETS, *(re.escape(f"{{{name}}}") for name in VARIABLES))))


def example(body: str) -> str:
    """A template as a form would show it for an invented report."""
    return _filled(body, {name: shown for name, (_, shown) in VARIABLES.items()})


def unknown(body: str) -> list[str]:
    """What stands between braces and is no variable."""
    return [found[0] for found in _VARIABLE.finditer(body) if found[1] not in VARIABLES]


def has_stray_brace(body: str) -> bool:
    """Whether a brace has no partner on its line: the variable that it begins or ends would go out as it is typed."""
    return not {"{", "}"}.isdisjoint(_VARIABLE.sub("", body))


def offered(report: Report, move: Move, actor: Actor) -> list[AnswerTemplate]:
    """The templates of the unit that would make the move, and of those above it in its government."""
    seat_id = policies.seat_for(actor, move, report) if move.name in FIELD else None
    rows = _of_unit(actor, seat_id, move) if seat_id else []
    return [row for row in rows if row.state in ("", report.state)]


def fill(template: AnswerTemplate, report: Report, move: Move, *, viewer: Actor) -> str:
    """The words with what this viewer may know of the report."""
    return _filled(template.body, _values(report, viewer, policies.seat_for(viewer, move, report)))


def refuse_unready(report: Report, move: Move, body: str, *, by: Actor, agency_id: int | None) -> None:
    """Raise Refused when an answer still has gaps, or is a template as it came."""
    if gap := _GAP.search(body):
        raise Refused(f"Tulisan masih memuat bagian yang belum diisi: “{gap[0]}”. Isi dulu, lalu kirim lagi.")
    given = _squeezed(body)
    rows = _of_unit(by, agency_id, move) if move.name in FIELD and agency_id else []
    alike = [row for row in rows if given.startswith(_squeezed(_VARIABLE.split(row.body)[0]))]
    values = _values(report, by, agency_id) if alike else {}
    for row in alike:
        if _squeezed(_filled(row.body, values)) == given:
            raise Refused(f"Tulisan ini sama persis dengan templat “{row.name}”. Sesuaikan dulu dengan laporan ini.")


def _of_unit(actor: Actor, agency_id: int, move: Move) -> list[AnswerTemplate]:
    seat = next(seat for seat in actor.seats if seat.agency_id == agency_id)
    above = [seat.path[:end] for end in range(PATH_STEP, len(seat.path) + 1, PATH_STEP)]
    rows = AnswerTemplate.objects.filter(agency__path__in=above, agency__realm=seat.realm, move=move.name)
    return list(rows.order_by("-agency__path", "name"))


def _filled(body: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), body)


def _values(report: Report, viewer: Actor, agency_id: int | None) -> dict[str, str]:
    key = words.key_of(report)
    agency = report.holder if report.holder_id == agency_id else Agency.objects.filter(pk=agency_id or 0).first()
    due = report.due_at.astimezone(report.holder.zone).date() if report.due_at else None
    return {
        "nama_pelapor": policies.name_for(report, viewer, key) or NO_NAME,
        "kode": codes.grouped(report.code),
        "judul": words.title(report, key),
        "instansi": agency.name if agency else "",
        "tenggat": dates.day(due) if due else NO_DAY,
        "nama_petugas": viewer.name,
    }


def _squeezed(words: str) -> str:
    return " ".join(words.split())
