"""Users and roles of one's own branches."""

from __future__ import annotations

import pytest

from lapor.agencies.models import Membership
from lapor.desk.tests.scenes import sign_in
from lapor.people.models import User
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NEW = {"name": "Nina Wulandari", "email": "nina@lapor.example", "role": "liaison"}


def test_an_admin_sees_the_people_of_his_branches_only(world: World) -> None:
    page = sign_in(world, "citra").get("/meja/pengguna/").content.decode()
    assert "Dewi Rahayu" in page
    assert "Gilang Ramadhan" not in page
    found = sign_in(world, "citra").get("/meja/pengguna/?q=dewi").content.decode()
    assert "Eko Prasetyo" not in found
    assert sign_in(world, "citra").get(f"/meja/pengguna/{world.users['gilang'].pk}/").status_code == 404


def test_a_new_person_gets_a_role_and_a_link_for_a_password(world: World, mailoutbox: list[object]) -> None:
    unit = world.agencies["dinkes"]
    answer = sign_in(world, "citra").post("/meja/pengguna/tambah/", NEW | {"agency": unit.pk, "until": "2027-01-01"})
    nina = User.objects.get(email="nina@lapor.example")
    assert answer["Location"] == f"/meja/pengguna/{nina.pk}/"
    row = nina.memberships.get()
    assert (row.agency, row.role, str(row.until)) == (unit, "liaison", "2027-01-01")
    assert not nina.has_usable_password()
    assert [mail.to for mail in mailoutbox] == [["nina@lapor.example"]]  # type: ignore[attr-defined]  # EmailMessage


def test_refusals_are_sentences_on_the_form(world: World) -> None:
    citra, page = sign_in(world, "citra"), "/meja/pengguna/tambah/"
    other = citra.post(page, NEW | {"agency": world.agencies["luwu-utara"].pk})
    assert other.status_code == 422
    above = citra.post(page, NEW | {"agency": world.agencies["dinkes"].pk, "role": "national_admin"})
    assert above.status_code == 422
    wrong = citra.post(
        page, NEW | {"agency": world.agencies["dinkes"].pk, "since": "2026-05-01", "until": "2026-04-01"}
    )
    assert "Peran harus berakhir setelah hari mulainya." in wrong.content.decode()
    assert not User.objects.filter(email="nina@lapor.example").exists()


def test_somebody_who_has_an_account_gets_only_the_role(world: World, mailoutbox: list[object]) -> None:
    given = NEW | {"email": "HANA@lapor.example", "agency": world.agencies["pendidikan"].pk}
    sign_in(world, "citra").post("/meja/pengguna/tambah/", given)
    hana = User.objects.get(email="hana@lapor.example")
    assert hana.name == "Hana Safitri"
    assert hana.memberships.count() == 2
    assert mailoutbox == []


def test_roles_are_given_and_ended(world: World) -> None:
    citra, dewi = sign_in(world, "citra"), world.users["dewi"]
    page = f"/meja/pengguna/{dewi.pk}/"
    citra.post(page, {"agency": world.agencies["dinkes"].pk, "role": "operator"})
    row = Membership.objects.get(user=dewi, role="operator")
    twice = citra.post(page, {"agency": world.agencies["dinkes"].pk, "role": "operator"})
    assert "sudah memegang peran" in twice.content.decode()
    assert citra.post(f"/meja/peran/{row.pk}/akhiri/")["Location"] == page
    assert not Membership.objects.active().filter(pk=row.pk).exists()
    foreign = world.users["gilang"].memberships.get()
    assert citra.post(f"/meja/peran/{foreign.pk}/akhiri/").status_code == 404
    assert sign_in(world, "dewi").post(f"/meja/peran/{row.pk}/akhiri/").status_code == 404


def test_searching_for_an_agency_works_without_javascript(world: World) -> None:
    given = NEW | {"cari": "agency", "agency_q": "kesehatan"}
    answer = sign_in(world, "citra").post("/meja/pengguna/tambah/", given)
    assert answer.status_code == 200
    assert f'value="{world.agencies["dinkes"].pk}"' in answer.content.decode()
    assert "perlu diperbaiki" not in answer.content.decode()


def test_the_link_is_sent_again(world: World, mailoutbox: list[object]) -> None:
    sign_in(world, "citra").post(f"/meja/pengguna/{world.users['dewi'].pk}/tautan/")
    assert len(mailoutbox) == 1
