"""Rules of time on the desk: by whom, from which day, and never before their effect was shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lapor.desk.tests.scenes import assigned, sign_in
from lapor.kit import clock
from lapor.reports.models import Deadline
from lapor.reports.world import World
from lapor.standards.models import DayOff, ServiceStandard

pytestmark = pytest.mark.django_db
ADD, DAY, LIST = "/meja/aturan/tambah/", "/meja/aturan/libur/", "/meja/aturan/"
SEEN = 'name="dilihat" value="'


def soon(days: int = 1) -> date:
    return (clock.now() + timedelta(days=days)).date() + timedelta(days=1)


def rule(world: World, **changes: Any) -> dict[str, Any]:
    given = {
        "clock": "response",
        "amount": 2,
        "unit": "working_days",
        "classification": "",
        "category": "",
        "agency": world.agencies["dinas-pu"].pk,
        "legal_basis": "Maklumat pelayanan Dinas PU",
        "since": soon().isoformat(),
        "until": "",
    }
    return given | changes


def seen(page: str) -> str:
    """The mark that the page gives to who was shown the effect."""
    return page.split(SEEN)[1].split('"', maxsplit=1)[0] if SEEN in page else ""


def confirm(client: Client, address: str, given: dict[str, Any]) -> None:
    """Look at the effect, then switch it on."""
    shown = client.post(address, given).content.decode()
    assert SEEN in shown, shown
    assert client.post(address, given | {"dilihat": seen(shown)})["Location"] == LIST


def test_a_rule_is_shown_first_and_then_switched_on_for_reports_to_come(world: World) -> None:
    report = assigned(world)
    before = Deadline.objects.get(report=report, clock="response").due_at
    citra = sign_in(world, "citra")
    shown = citra.post(ADD, rule(world)).content.decode()
    assert "Andai aturan ini sudah berlaku" in shown
    assert "1 jatuh tempo lebih cepat, 0 lebih lambat" in shown
    assert not ServiceStandard.objects.filter(agency=world.agencies["dinas-pu"]).exists()
    confirm(citra, ADD, rule(world))
    assert Deadline.objects.get(report=report, clock="response").due_at == before
    page = citra.get(LIST).content.decode()
    assert "Maklumat pelayanan Dinas PU" in page
    later = clock.now() + timedelta(days=3)
    with clock.freeze(later):
        new = assigned(world, key="n")
    assert Deadline.objects.get(report=new, clock="response").amount == 2


def test_what_was_changed_after_it_was_shown_is_shown_again(world: World) -> None:
    citra = sign_in(world, "citra")
    mark = seen(citra.post(ADD, rule(world)).content.decode())
    again = citra.post(ADD, rule(world, amount=3) | {"dilihat": mark}).content.decode()
    assert seen(again) not in ("", mark)
    assert not ServiceStandard.objects.filter(agency=world.agencies["dinas-pu"]).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 9}, "hanya dapat menjanjikan yang lebih cepat"),
        ({"unit": "calendar_days"}, "hanya dapat menjanjikan yang lebih cepat"),
        ({"amount": 0}, "Paling sedikit 1 hari."),
        ({"amount": "dua"}, "Tulis angka saja"),
        ({"since": "2020-01-01"}, "paling cepat besok"),
        ({"since": "31/31/2027"}, "Tanggal ini tidak ada"),
        ({"until": "2020-01-01"}, "Tanggal akhir harus sesudah tanggal mulai."),
        ({"legal_basis": " "}, "Isi dulu"),
        ({"agency": ""}, "Cari dan pilih dulu dari daftar."),
        ({"clock": "completing"}, "completing"),
    ],
)
def test_a_rule_that_cannot_be_comes_back_with_a_sentence_and_all_words(
    world: World, changes: dict[str, Any], said: str
) -> None:
    given = rule(world, **changes)
    answer = sign_in(world, "citra").post(ADD, given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert SEEN not in page
    if given["legal_basis"].strip():
        assert "Maklumat pelayanan Dinas PU" in page


def test_an_admin_rules_his_own_branches_and_the_nations_admin_everything(world: World) -> None:
    foreign = rule(world, agency=world.agencies["luwu-utara-pu"].pk)
    assert sign_in(world, "citra").post(ADD, foreign).status_code == 422
    confirm(sign_in(world, "budi"), ADD, foreign | {"amount": 9})
    confirm(sign_in(world, "budi"), ADD, rule(world, agency="", clock="completing", amount=20))
    for name in ("dewi", "eko", "farah"):
        for address in (LIST, ADD, DAY):
            assert sign_in(world, name).get(address).status_code == 404


def test_a_rule_ends_on_a_day_and_a_general_one_only_when_another_follows(world: World) -> None:
    budi = sign_in(world, "budi")
    confirm(budi, ADD, rule(world, amount=3))
    own = ServiceStandard.objects.get(agency=world.agencies["dinas-pu"])
    budi.post(f"/meja/aturan/{own.pk}/akhiri/", {"until": soon(30).isoformat()})
    own.refresh_from_db()
    assert own.valid_until == soon(30)
    general = ServiceStandard.objects.get(clock="verification", agency=None)
    page = budi.post(f"/meja/aturan/{general.pk}/akhiri/", {"until": soon(30).isoformat()}, follow=True)
    assert "Buat dulu aturan penggantinya" in page.content.decode()
    page = budi.post(f"/meja/aturan/{own.pk}/akhiri/", {"until": "besok"}, follow=True)
    assert "Tanggal ini tidak ada" in page.content.decode()
    assert sign_in(world, "gilang").post(f"/meja/aturan/{own.pk}/akhiri/", {"until": "2030-01-01"}).status_code == 404


def test_a_day_off_says_first_how_many_limits_it_moves(world: World) -> None:
    report = assigned(world)
    due = Deadline.objects.get(report=report, clock="completion").due_at
    day = due.astimezone(report.holder.zone).date()
    citra = sign_in(world, "citra")
    given = {"since": day.isoformat(), "name": "Hari jadi", "agency": world.agencies["dinas-pu"].pk}
    shown = citra.post(DAY, given).content.decode()
    assert "1 tenggat yang sedang berjalan akan mundur" in shown
    assert not DayOff.objects.exists()
    confirm(citra, DAY, given)
    assert DayOff.objects.get().agency == world.agencies["dinas-pu"]
    assert "Hari jadi" in citra.get(LIST).content.decode()
    refused = citra.post(DAY, given | {"agency": "", "name": ""})
    assert refused.status_code == 422
