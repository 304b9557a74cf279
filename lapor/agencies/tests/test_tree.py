from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies import actions, queries
from lapor.agencies.models import PATH_DEEPEST, PATH_STEP, Agency
from lapor.agencies.regions import ensure_region
from lapor.agencies.tests.conftest import Scene
from lapor.kit.errors import Refused
from lapor.people.actor import SYSTEM


def add(name: str, parent: Agency | None, **fields: object) -> Agency:
    kind = Agency.Kind.UNIT if parent else Agency.Kind.NATION
    return actions.add_agency(name=name, short_name=name, kind=kind, parent=parent, by=SYSTEM, **fields)  # type: ignore[arg-type]  # free-form test fields


def check_tree() -> None:
    """Every path is its parent's and one step more, no two are equal, and nobody stands above himself."""
    rows = {row.pk: row for row in Agency.objects.all()}
    assert len({row.path for row in rows.values()}) == len(rows)
    for row in rows.values():
        above = rows[row.parent_id].path if row.parent_id else ""
        assert row.path[:-PATH_STEP] == above
        assert len(row.path) == len(above) + PATH_STEP
        seen = set()
        step: Agency | None = row
        while step is not None:
            assert step.pk not in seen
            seen.add(step.pk)
            step = rows[step.parent_id] if step.parent_id else None


steps = st.lists(
    st.tuples(st.sampled_from(["add", "move"]), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=25
)


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_adding_and_moving_keeps_the_tree_a_tree(steps: list[tuple[str, int, int]]) -> None:
    Agency.objects.all().update(parent=None)
    Agency.objects.all().delete()
    pks = [add("Akar", None).pk]
    for verb, one, other in steps:
        first = Agency.objects.get(pk=pks[one % len(pks)])
        second = Agency.objects.get(pk=pks[other % len(pks)])
        if verb == "move" and first.covers(second):
            with pytest.raises(Refused):
                actions.move_branch(first, to=second, by=SYSTEM)
        elif verb == "move":
            with suppress(Refused):  # only for a branch that would hang too deep
                actions.move_branch(first, to=second, by=SYSTEM)
        elif first.depth < PATH_DEEPEST:
            pks.append(add(f"Unit {len(pks)}", first).pk)
        check_tree()


@pytest.mark.django_db
def test_a_branch_takes_everything_below_it_along() -> None:
    root = add("Akar", None)
    left, right = add("Kiri", root), add("Kanan", root)
    leaf = add("Daun", add("Ranting", left))
    moved = actions.move_branch(left, to=right, by=SYSTEM)
    leaf.refresh_from_db()
    assert moved.path.startswith(right.path)
    assert leaf.path.startswith(moved.path)
    assert [agency.name for agency in queries.ancestors(leaf)] == ["Akar", "Kanan", "Kiri", "Ranting"]
    assert [agency.name for agency in queries.subtree(right)] == ["Kanan", "Kiri", "Ranting", "Daun"]
    with pytest.raises(Refused, match="ke bawah dirinya sendiri"):
        actions.move_branch(right, to=leaf, by=SYSTEM)


@pytest.mark.django_db
def test_the_tree_has_a_deepest_level_and_says_so() -> None:
    step = add("Akar", None)
    for level in range(PATH_DEEPEST - 1):
        step = add(f"Tingkat {level}", step)
    with pytest.raises(Refused, match="paling dalam 16 tingkat"):
        add("Terlalu dalam", step)


@pytest.mark.django_db
def test_equal_names_get_different_addresses() -> None:
    root = add("Akar", None)
    slugs = [add("Dinas Kesehatan", root).slug for _ in range(3)]
    assert slugs == ["dinas-kesehatan", "dinas-kesehatan-2", "dinas-kesehatan-3"]


@pytest.mark.django_db
def test_the_hundredth_child_sorts_after_the_ninetyninth() -> None:
    root = add("Akar", None)
    names = [add(f"Unit {number}", root).name for number in range(100)]
    assert [agency.name for agency in queries.children_of(root)] == names


@pytest.mark.django_db
def test_an_agency_keeps_the_clock_of_its_region_or_of_its_parent() -> None:
    root = add("Akar", None)
    papua = add("Provinsi Papua", root, region=ensure_region("91"))
    assert (root.zone_name, papua.zone_name) == ("Asia/Jakarta", "Asia/Jayapura")
    assert add("Dinas", papua).zone_name == "Asia/Jayapura"
    assert add("Kantor perwakilan", papua, zone_name="Asia/Jakarta").zone_name == "Asia/Jakarta"


def test_who_may_change_the_tree(scene: Scene) -> None:
    unit = actions.add_agency(
        name="Bidang Cipta Karya", short_name="Cipta Karya", kind="unit", parent=scene.at["dinas-pu"],
        by=scene.actor("citra"),
    )  # fmt: skip
    assert unit.path.startswith(scene.at["dinas-pu"].path)
    for name, sentence in (("dewi", "bukan admin yang membawahi"), ("gilang", "Dinas Pekerjaan Umum")):
        with pytest.raises(Refused, match=sentence):
            actions.add_agency(name="X", short_name="X", kind="unit", parent=scene.at["dinas-pu"], by=scene.actor(name))
    with pytest.raises(Refused, match="bukan admin yang membawahi"):
        actions.move_branch(unit, to=scene.at["luwu-utara-pu"], by=scene.actor("citra"))
    with pytest.raises(Refused, match="tanpa induk"):
        actions.add_agency(name="X", short_name="X", kind="nation", parent=None, by=scene.actor("budi"))


def test_an_agency_with_open_units_is_not_closed(scene: Scene) -> None:
    with pytest.raises(Refused, match="Masih ada 1 unit terbuka"):
        actions.close_agency(scene.at["dinas-pu"], by=scene.actor("citra"))
    actions.close_agency(scene.at["bina-marga"], by=scene.actor("citra"))
    closed = actions.close_agency(scene.at["dinas-pu"], by=scene.actor("citra"))
    assert not closed.is_open
    assert closed not in queries.search_agencies("dinas pu")
    with pytest.raises(Refused, match="paling atas"):
        actions.close_agency(scene.at["nasional"], by=scene.actor("budi"))


@pytest.mark.parametrize("text", ["dinas pu", "pu dinas", "PEKERJAAN UMUM luwu timur", "timur luwu penataan"])
def test_words_find_an_agency_in_any_order(tree: dict[str, Agency], text: str) -> None:
    assert queries.search_agencies(text)[0] == tree["dinas-pu"]
    assert queries.search_agencies(text, within=tree["luwu-utara"], limit=3) == (
        [tree["luwu-utara-pu"]] if "timur" not in text else []
    )


def test_the_coordinator_is_the_nearest_agency_with_an_admin(scene: Scene) -> None:
    assert queries.coordinator_for(scene.at["bina-marga"]) == scene.at["luwu-timur"]
    assert queries.coordinator_for(scene.at["sulawesi-selatan"]) == scene.at["nasional"]
    membership = scene.people["citra"].memberships.get()
    actions.end_membership(membership, by=scene.actor("budi"))
    assert queries.coordinator_for(scene.at["bina-marga"]) == scene.at["nasional"]


def test_an_inspectorate_never_examines_itself_or_what_it_belongs_to(tree: dict[str, Agency]) -> None:
    assert queries.inspectorate_of(tree["bina-marga"]) == tree["inspektorat"]
    for key in ("inspektorat", "luwu-timur", "luwu-utara-pu"):
        assert queries.inspectorate_of(tree[key]) == tree["inspektorat-provinsi"]
    assert queries.inspectorate_of(tree["nasional"]) is None


def test_a_new_government_or_inspectorate_is_the_nations_to_make(scene: Scene) -> None:
    for kind, is_inspectorate in (("regency", False), ("company", False), ("unit", True)):
        with pytest.raises(Refused, match="hanya dapat dibuat oleh admin nasional"):
            actions.add_agency(
                name="X",
                short_name="X",
                kind=kind,
                parent=scene.at["luwu-timur"],
                by=scene.actor("citra"),
                is_inspectorate=is_inspectorate,
            )
    with pytest.raises(Refused, match="1 sampai 200 huruf"):
        actions.add_agency(name=" \x00", short_name="X", kind="unit", parent=scene.at["dinas-pu"], by=SYSTEM)


def test_a_whole_government_moves_with_its_wall_and_an_office_stays_inside_its_own(scene: Scene) -> None:
    regency, root = scene.at["luwu-timur"], scene.at["nasional"]
    moved = actions.move_branch(regency, to=root, by=scene.actor("budi"))
    unit = Agency.objects.get(pk=scene.at["bina-marga"].pk)
    assert (moved.realm, unit.realm) == (moved.path, moved.path)
    with pytest.raises(Refused, match="ke pemerintahan lain"):
        actions.move_branch(unit, to=scene.at["luwu-utara-pu"], by=scene.actor("budi"))


def test_a_closed_agency_is_opened_below_an_open_parent_only(scene: Scene) -> None:
    citra = scene.actor("citra")
    for key in ("bina-marga", "dinas-pu"):
        actions.close_agency(scene.at[key], by=citra)
    with pytest.raises(Refused, match="masih ditutup"):
        actions.reopen_agency(scene.at["bina-marga"], by=citra)
    with pytest.raises(Refused, match="sudah ditutup"):
        actions.move_branch(scene.at["puskesmas-tomoni"], to=scene.at["dinas-pu"], by=citra)
    actions.reopen_agency(scene.at["dinas-pu"], by=citra)
    assert actions.reopen_agency(scene.at["bina-marga"], by=citra).is_open
