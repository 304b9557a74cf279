"""A configuration goes out as one document and comes in again: shown first, whole or not at all, and only once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lapor.agencies.actions import add_agency, close_agency, grant, share_reports
from lapor.agencies.models import Agency, Category, Competence, Membership, Role, today
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM, Actor
from lapor.people.models import User
from lapor.reports.actions.templates import write_template
from lapor.reports.models import AnswerTemplate, RoutingRule
from lapor.reports.tests.scenes import submitted
from lapor.reports.world import World
from lapor.reports.world.cast import SINCE
from lapor.setup.configuration import TABLES, export
from lapor.setup.importing import Outcome, bring_in
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard, Step

pytestmark = pytest.mark.django_db
Document = dict[str, Any]


@pytest.fixture
def furnished(world: World) -> World:
    """The stage with a row in every table."""
    regency, unit, budi = world.agencies["luwu-timur"], world.agencies["dinas-pu"], world.actor("budi")
    leaf = Category.objects.exclude(parent=None).order_by("code")[0]
    Competence.objects.create(agency=unit, category=leaf, region=regency.region)
    RoutingRule.objects.create(agency=regency, category=leaf, unit=unit, user=world.users["budi"], since=clock.now())
    write_template(unit, by=budi, move="follow_up", name="Jadwal", body="Kami datang {tenggat}.")
    OfficeHours.objects.create(agency=regency, opens=time(7, 30), closes=time(15, 0))
    DayOff.objects.create(date=date(2026, 12, 24), agency=regency, name="Hari jadi kabupaten")
    Step.objects.create(measure="percent", amount=70, tells="leader", agency=regency)
    Agency.objects.filter(pk=unit.pk).update(name="Dinas “Lubang” & Jalan", slug="alamat-lama")
    share_reports(unit, way="turn", by=SYSTEM)
    close_agency(world.agencies["bina-marga"], by=SYSTEM)
    return world


def document() -> Document:
    return dict(json.loads(export()))


def brought(changed: Document, *, by: Actor = SYSTEM, apply: bool = True) -> Outcome:
    return bring_in(json.dumps(changed).encode(), by=by, apply=apply)


def row_of(changed: Document, table: str, **wanted: Any) -> Document:
    found: Document = next(row for row in changed[table] if wanted.items() <= row.items())
    return found


def empty() -> None:
    """Nothing is left but the places."""
    for kind in (AnswerTemplate, RoutingRule, DayOff, OfficeHours, Step, ServiceStandard, Competence, Membership):
        kind._default_manager.all().delete()
    Category.objects.exclude(parent=None).delete()
    Category.objects.all().delete()
    for row in sorted(Agency.objects.all(), key=lambda one: -len(one.path)):
        row.delete()
    User.objects.all().delete()


def first_admin(name: str) -> Actor:
    """The one whom an installation begins with."""
    root = add_agency(name=name, short_name=name, kind="nation", parent=None, by=SYSTEM)
    user = User.objects.create(email="admin@lapor.example", name="Admin")
    grant(user, agency=root, role=Role.NATIONAL_ADMIN, since=SINCE, by=SYSTEM)
    return actor_for(user)


def test_out_and_into_an_empty_installation_and_out_again_is_the_same_to_the_byte(furnished: World) -> None:
    before = export()
    assert all(json.loads(before)[table.name] for table in TABLES)
    empty()
    by = first_admin(json.loads(before)["agencies"][0]["name"])
    outcome = bring_in(before.encode(), by=by, apply=True)
    assert [(row.subject, row.says) for row in outcome.rows if row.outcome == "refused"] == []
    assert outcome.applied
    assert export() == before


def test_the_same_again_changes_nothing(furnished: World) -> None:
    outcome = brought(document())
    assert {name for name, count in outcome.counts.items() if count} == {"same"}


def test_no_person_and_no_key_goes_out(furnished: World) -> None:
    text = export()
    for user in User.objects.all():
        assert user.email not in text
        assert user.name not in text


def test_looking_writes_nothing_and_says_x_to_y(furnished: World) -> None:
    changed, before = document(), export()
    row_of(changed, "agencies", slug="alamat-lama")["short_name"] = "PU Baru"
    changed["categories"].append(changed["categories"][0] | {"code": "baru-sekali", "name": "Baru", "lapor_id": None})
    outcome = brought(changed, apply=False)
    assert {row.outcome: row.says for row in outcome.rows if row.outcome in ("new", "changed")} == {
        "changed": f"short_name: {Agency.objects.get(slug='alamat-lama').short_name} → PU Baru",
        "new": "",
    }
    assert (outcome.applied, export()) == (False, before)
    assert brought(changed).applied
    assert Agency.objects.get(slug="alamat-lama").short_name == "PU Baru"


def _strange(changed: Document) -> None:
    changed["agencies"][1]["sandi"] = "rahasia"


def _circle(changed: Document) -> None:
    one, two = (changed["agencies"][1] | {"slug": f"lingkar-{n}", "name": f"Lingkar {n}"} for n in (1, 2))
    changed["agencies"] += [one | {"parent": "lingkar-2"}, two | {"parent": "lingkar-1"}]


def _below_itself(changed: Document) -> None:
    row_of(changed, "agencies", slug=_regency())["parent"] = "alamat-lama"


def _regency() -> str:
    return Agency.objects.get(slug="alamat-lama").parent.slug  # type: ignore[union-attr] # it has one


def _foreign_rule(changed: Document) -> None:
    changed["routing_rules"][0]["agency"] = "tidak-ada"


def _other_wall(changed: Document) -> None:
    other = next(row for row in changed["agencies"] if row["kind"] == "regency" and row["slug"] != _regency())
    row_of(changed, "agencies", slug="alamat-lama")["parent"] = other["slug"]


def _group_in_group(changed: Document) -> None:
    groups = [row for row in changed["categories"] if row["parent"] is None]
    groups[0]["parent"] = groups[1]["code"]


def _twice(changed: Document) -> None:
    changed["days_off"].append(changed["days_off"][0])


def _nul(changed: Document) -> None:
    changed["days_off"][0]["name"] = "a\x00b"


def _half(changed: Document) -> None:
    changed["office_hours"][0]["closes"] = "05:00:00"


def _kind(changed: Document) -> None:
    changed["standards"][0]["amount"] = True


def _place(changed: Document) -> None:
    changed["agencies"][1]["region"] = "99.99"


def _sharing(changed: Document) -> None:
    row_of(changed, "agencies", slug="alamat-lama")["sharing"] = "dadu"


def _no_writer(changed: Document) -> None:
    changed["answer_templates"][0]["body"] = "Lain."


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_strange, "Kolom “sandi” tidak dikenal."),
        (_circle, "Induknya berputar"),
        (_below_itself, "Induknya berputar"),
        (_foreign_rule, "Instansi “tidak-ada” tidak ada"),
        (_other_wall, "pemerintahan lain"),
        (_group_in_group, "di dalam kelompok lain"),
        (_twice, "sudah disebut di atasnya"),
        (_nul, "tidak dapat disimpan"),
        (_half, "periksa tanggal, jam dan jumlahnya"),
        (_kind, "harus berupa bilangan bulat"),
        (_place, "Wilayah dengan kode “99.99” tidak dikenal."),
        (_sharing, "Kolom “sharing”"),
        (_no_writer, "--by SUREL"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_applied(
    furnished: World, spoil: Callable[[Document], None], says: str
) -> None:
    changed, before = document(), export()
    spoil(changed)
    changed["steps"].append(changed["steps"][0] | {"amount": 33})
    outcome = brought(changed)
    assert any(says in row.says for row in outcome.rows if row.outcome == "refused")
    assert (outcome.applied, export()) == (False, before)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "bukan JSON"),
        (b"\xff\xfe\x00", "bukan JSON"),
        (b"[" * 100_000, "bukan JSON"),
        (b"[]", "bukan konfigurasi"),
        (b'{"format": "lapor-konfigurasi", "version": 2}', "versi lain"),
        (b'{"format": "lapor-konfigurasi", "version": 1}', "tidak ada"),
    ],
)
def test_what_is_no_configuration_is_one_sentence(world: World, content: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        bring_in(content, by=SYSTEM, apply=True)
    assert says in refused.value.sentence


def test_an_unknown_part_and_a_part_that_is_no_list_are_named(world: World) -> None:
    for changed, says in ((document() | {"people": []}, "people"), (document() | {"steps": {}}, "steps")):
        with pytest.raises(Refused) as refused:
            brought(changed)
        assert f"“{says}”" in refused.value.sentence


def test_what_was_promised_to_reports_that_are_here_stays(world: World) -> None:
    submitted(world)
    changed = document()
    changed["standards"][0]["amount"] += 1
    assert "sudah berlaku" in next(row.says for row in brought(changed).rows if row.outcome == "refused")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    later = document()
    later["standards"].append(later["standards"][0] | {"valid_from": tomorrow, "valid_until": None, "amount": 2})
    assert brought(later).applied


def test_the_console_shows_then_applies_and_fails_when_a_row_is_refused(
    furnished: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "konfigurasi.json"
    call_command("config", "export", str(path))
    changed = json.loads(path.read_text(encoding="utf-8"))
    changed["answer_templates"][0]["body"] = "Kami datang besok."
    path.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(CommandError, match="perbaiki baris yang ditolak"):
        call_command("config", "import", str(path), "--apply")
    call_command("config", "import", str(path), "--by", "budi@lapor.example")
    assert "Terapkan dengan --apply" in capsys.readouterr().out
    call_command("config", "import", str(path), "--apply", "--by", "budi@lapor.example")
    assert AnswerTemplate.objects.get().body == "Kami datang besok."
    with pytest.raises(CommandError, match="bukan admin nasional"):
        call_command("config", "import", str(path), "--by", "citra@lapor.example")
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        call_command("config", "import", str(tmp_path / "tidak-ada.json"))
