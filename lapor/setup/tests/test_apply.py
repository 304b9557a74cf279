"""A plan is applied as it was seen, whole or not at all, and taken back as far as nothing was built on it."""

from __future__ import annotations

from time import monotonic

import pytest
from django.core.management import call_command

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Category, Competence, Membership
from lapor.agencies.queries import actor_for
from lapor.desk.tests.scenes import assigned
from lapor.kit.errors import Refused
from lapor.notices.models import Delivery
from lapor.people.models import User
from lapor.reports import actions
from lapor.reports.world import World
from lapor.setup.applying import Stale, apply
from lapor.setup.models import Application
from lapor.setup.planning import plan
from lapor.setup.reading import rows_of
from lapor.setup.tests.files import CATEGORIES, PEOPLE, UNITS, agency_of_thirty, csv_of, xlsx_of
from lapor.setup.undoing import undo

pytestmark = pytest.mark.django_db


def applied(world: World, content: bytes, who: str = "citra") -> Application:
    rows = rows_of(content)
    return apply(rows, seen=plan(rows, by=world.actor(who)).digest, by=world.actor(who))


def state() -> tuple[object, ...]:
    return (
        list(Agency.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values_list("email")),
        list(Competence.objects.order_by("pk").values()),
        list(Category.objects.order_by("pk").values()),
    )


def test_thirty_units_with_their_people_come_and_go_again(world: World) -> None:
    before = state()
    done = applied(world, agency_of_thirty())
    assert done.counts == {"new": 61, "changed": 0, "same": 0, "refused": 0}
    upt = Agency.objects.select_related("parent").get(name="UPT Baru 3")
    assert upt.parent
    assert upt.parent.name == "Dinas Baru 4"
    assert upt.realm == world.agencies["dinas-pu"].realm
    seat = Membership.objects.get(agency=upt)
    assert seat.unaccepted_since
    assert Delivery.objects.filter(seat=seat, kind="invited").count() == 1
    again = plan(rows_of(agency_of_thirty()), by=world.actor("citra"))
    assert again.counts["same"] == 61
    undone = undo(done, by=world.actor("citra"))
    assert undone.kept == []
    assert state() == before
    with pytest.raises(Refused, match="sudah dibatalkan"):
        undo(done, by=world.actor("citra"))


def test_names_and_places_are_changed_and_put_back(world: World) -> None:
    before, old = state(), world.agencies["dinas-pu"]
    other = Agency.objects.exclude(pk=old.pk).filter(parent=old.parent, is_inspectorate=False).exclude(is_open=False)
    to = other.order_by("pk").last()
    assert to
    done = applied(world, csv_of(UNITS, ("Dinas Baru", "", to.name, "", "", "", old.slug)))
    changed = Agency.objects.get(pk=old.pk)
    assert (changed.name, changed.parent, changed.slug) == ("Dinas Baru", to, old.slug)
    undo(done, by=world.actor("citra"))
    now = Agency.objects.get(pk=old.pk)
    assert (now.name, now.parent_id) == (old.name, old.parent_id)
    assert len(state()[0]) == len(before[0])  # type: ignore[arg-type]


def test_what_has_been_built_on_stays_and_is_named(world: World) -> None:
    rows = [("Unit Pakai", "Pakai", "Dinas Atas", "", ""), ("Unit Bebas", "Bebas", "", "", "")]
    people = [("Satu", "satu@contoh.go.id", "Unit Bebas", "Pejabat penghubung")]
    file = xlsx_of(Unit=[UNITS[:5], ("Dinas Atas", "Atas", "", "", ""), *rows], Orang=[PEOPLE[:4], *people])
    done = applied(world, file)
    unit = Agency.objects.get(name="Unit Pakai")
    actions.dispose(assigned(world), by=world.actor("citra"), to=unit, oversight="no")
    seat = Membership.objects.get(user__email="satu@contoh.go.id")
    agencies.accept(seat, by=actor_for(seat.user))
    kept = " ".join(undo(done, by=world.actor("citra")).kept)
    assert all(name in kept for name in ("Unit Pakai", "Dinas Atas", "Unit Bebas", "Pejabat penghubung"))
    assert Agency.objects.filter(name__in=("Unit Pakai", "Dinas Atas", "Unit Bebas")).count() == 3


def test_only_who_applied_takes_back(world: World) -> None:
    done = applied(world, csv_of(UNITS, ("Unit A", "A", "", "", "", "", "")))
    with pytest.raises(Refused, match="yang menerapkannya"):
        undo(done, by=world.actor("gilang"))


def test_what_was_seen_is_what_is_applied(world: World) -> None:
    rows = rows_of(csv_of(UNITS, ("Unit A", "A", "", "", "", "", "")))
    seen = plan(rows, by=world.actor("citra")).digest
    agencies.add_agency(
        name="Unit A", short_name="A", kind="unit", parent=world.agencies["dinas-pu"], by=world.actor("citra")
    )
    count = Agency.objects.count()
    with pytest.raises(Stale):
        apply(rows, seen=seen, by=world.actor("citra"))
    assert Agency.objects.count() == count


def test_categories_are_changed_and_put_back(world: World) -> None:
    group = Category.objects.filter(parent=None).order_by("pk").first()
    assert group
    rows = [(group.code, "Nama lain", "", "", "ya"), ("baru-sekali", "Baru sekali", group.code, "", "")]
    done = applied(world, csv_of(CATEGORIES, *rows), who="budi")
    assert Category.objects.get(code="baru-sekali").parent == group
    assert Category.objects.get(pk=group.pk).sensitive
    assert undo(done, by=world.actor("budi")).kept == []
    assert Category.objects.get(pk=group.pk).name == group.name
    assert not Category.objects.filter(code="baru-sekali").exists()


def test_five_thousand_rows_are_applied(world: World) -> None:
    units = [(f"Unit {n}", f"U{n}", f"Unit {n // 50}" if n >= 50 else "", "", "") for n in range(1, 2_501)]
    people = [(f"Orang {n}", f"o{n}@contoh.go.id", f"Unit {n}", "Pejabat penghubung") for n in range(1, 2_501)]
    content = xlsx_of(Unit=[UNITS[:5], *units], Orang=[PEOPLE[:4], *people])
    start = monotonic()
    done = applied(world, content)
    took = monotonic() - start
    assert done.counts["new"] == 5_000
    assert undo(done, by=world.actor("citra")).kept == []
    assert took < 120  # measured: 8 s on SQLite


def test_the_console_shows_applies_and_takes_back(
    world: World, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path_factory.mktemp("berkas") / "unit.csv"
    file.write_bytes(
        csv_of(UNITS, ("Unit A", "A", "dinas-tidak-ada", "", "", "", ""), ("Unit B", "B", "", "", "", "", ""))
    )
    call_command("setup", str(file), by="citra@lapor.example")
    assert not Agency.objects.filter(name="Unit B").exists()
    call_command("setup", str(file), by="citra@lapor.example", apply=True)
    shown = capsys.readouterr().out
    assert "Baris 2: ditolak · Unit A" in shown
    assert Agency.objects.filter(name="Unit B").exists()
    call_command("setup", by="citra@lapor.example", undo=Application.objects.get().pk)
    assert not Agency.objects.filter(name="Unit B").exists()
