"""The page of a merge and what the desk shows of links: likely ones, side by side first, nothing of what is hidden."""

from __future__ import annotations

import pytest

from lapor.desk.tests.scenes import PUBLIC_VERSION, address, assigned, filed, press, sign_in
from lapor.kit import codes
from lapor.reports import actions
from lapor.reports.models import Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def now(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_a_likely_duplicate_is_offered_and_stands_beside_before_anybody_confirms(world: World) -> None:
    primary, report = assigned(world, key="a", body="Lubang di depan pasar sudah dua minggu."), filed(world, key="b")
    citra = sign_in(world, "citra")
    page = citra.get(address(report, "merge")).content.decode()
    assert f"?utama={primary.code}" in page
    page = citra.get(address(report, "merge"), {"utama": primary.code}).content.decode()
    assert "Lubang di depan pasar sudah dua minggu." in page
    answer = press(citra, report, "merge", primary=primary.code, dilihat=primary.code)
    assert answer.status_code == 302
    assert now(report).merged_into == primary


def test_a_typed_code_is_shown_beside_first(world: World) -> None:
    primary, report = assigned(world, key="a"), filed(world, key="b")
    citra = sign_in(world, "citra")
    answer = press(citra, report, "merge", primary=codes.grouped(primary.code))
    assert answer.status_code == 200
    assert f'name="dilihat" value="{primary.code}"' in answer.content.decode()
    assert now(report).state == "unverified"


def test_what_cannot_be_followed_is_never_shown_beside(world: World) -> None:
    secret, report = filed(world, key="a", secrecy="secret", title="Kasus kepala kantor"), filed(world, key="b")
    citra = sign_in(world, "citra")
    for page in (
        citra.get(address(report, "merge"), {"utama": secret.code}),
        press(citra, report, "merge", primary=secret.code),
    ):
        assert "Kasus kepala kantor" not in page.content.decode()
    assert now(report).merged_into is None


def test_both_ends_link_to_each_other_for_who_may_see_both(world: World) -> None:
    primary, report = assigned(world, key="a"), filed(world, key="b")
    actions.merge(report, by=world.actor("citra"), primary=primary.code)
    citra, dewi = sign_in(world, "citra"), sign_in(world, "dewi")
    assert address(primary) in citra.get(address(report)).content.decode().split("Mengikuti laporan utama")[1]
    page = citra.get(address(primary)).content.decode()
    assert "1 laporan digabungkan" in page
    assert address(report) in page.split("1 laporan digabungkan")[1]
    page = dewi.get(address(primary)).content.decode()
    assert "1 laporan digabungkan" in page
    assert report.code not in page


def test_a_secret_follower_leaves_no_trace_at_who_may_not_see_it(world: World) -> None:
    primary, secret = filed(world, key="a"), filed(world, key="b", secrecy="secret")
    actions.merge(secret, by=world.actor("citra"), primary=primary.code)
    actions.dispose(
        now(primary), by=world.actor("citra"), to=world.agencies["dinas-pu"], oversight="no", **PUBLIC_VERSION
    )
    dewi = sign_in(world, "dewi")
    for path in (address(primary), address(primary, "follow_up")):
        page = dewi.get(path).content.decode()
        assert "digabungkan" not in page
        assert secret.code not in page


def test_the_answer_goes_to_all_by_default_and_the_page_says_so(world: World) -> None:
    primary, report = assigned(world, key="a"), filed(world, key="b")
    actions.merge(report, by=world.actor("citra"), primary=primary.code)
    dewi = sign_in(world, "dewi")
    assert "Kirim juga ke 1 laporan yang digabungkan" in dewi.get(address(primary, "follow_up")).content.decode()
    answer = press(dewi, primary, "follow_up", text="Kami tambal besok.")
    assert "1 laporan yang digabungkan juga menerimanya." in dewi.get(answer["Location"]).content.decode()
    assert report.events.filter(kind="relay").exists()


def test_who_unticks_answers_one_reporter_alone(world: World) -> None:
    primary, report = assigned(world, key="a"), filed(world, key="b")
    actions.merge(report, by=world.actor("citra"), primary=primary.code)
    given = {"turn": now(primary).turn, "text": "Kami tambal besok."}
    assert sign_in(world, "dewi").post(address(primary, "follow_up"), given).status_code == 302
    assert not report.events.filter(kind="relay").exists()


def test_several_follow_one_through_the_bulk_page(world: World) -> None:
    primary, *others = (filed(world, key=key) for key in "abc")
    given = {"kode": [one.code for one in (primary, *others)], "primary": primary.code}
    given |= {f"giliran-{one.code}": str(one.turn) for one in (primary, *others)}
    page = sign_in(world, "citra").post("/meja/sekaligus/merge/", given).content.decode()
    assert "2 dari 3 laporan selesai" in page
    assert "Ini laporan utamanya sendiri" in page
    assert {now(one).merged_into for one in others} == {primary}
