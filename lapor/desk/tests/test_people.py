"""Users and roles of one's own branches."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from lapor.agencies.actions import invite
from lapor.agencies.models import Membership
from lapor.desk.tests.scenes import sign_in
from lapor.kit import clock
from lapor.notices import circuit, work
from lapor.notices.models import Delivery
from lapor.people.models import User
from lapor.reports.world import World

pytestmark = pytest.mark.django_db
NEW = {"name": "Nina Wulandari", "email": "nina@lapor.example", "role": "liaison"}


def send() -> None:
    """Let the worker send what waits."""
    while work.work("test"):
        pass


def test_an_admin_sees_the_people_of_his_branches_only(world: World) -> None:
    page = sign_in(world, "citra").get("/meja/pengguna/").content.decode()
    assert "Dewi Rahayu" in page
    assert "Gilang Ramadhan" not in page
    found = sign_in(world, "citra").get("/meja/pengguna/?q=dewi").content.decode()
    assert "Eko Prasetyo" not in found
    assert sign_in(world, "citra").get(f"/meja/pengguna/{world.users['gilang'].pk}/").status_code == 404


def test_a_new_person_gets_an_offer_and_a_link_for_a_password(world: World, mailoutbox: list[EmailMessage]) -> None:
    unit = world.agencies["dinkes"]
    citra = sign_in(world, "citra")
    answer = citra.post("/meja/pengguna/tambah/", NEW | {"agency": unit.pk, "until": "2027-01-01"})
    assert answer["Location"] == "/meja/pengguna/"
    nina = User.objects.get(email="nina@lapor.example")
    row = nina.memberships.get()
    assert (row.agency, row.role, str(row.until)) == (unit, "liaison", "2027-01-01")
    assert not nina.has_usable_password()
    assert "menunggu dikirim" in citra.get("/meja/pengguna/").content.decode()
    send()
    assert [mail.to for mail in mailoutbox] == [["nina@lapor.example"]]
    assert "Undangan terkirim" in citra.get("/meja/pengguna/").content.decode()
    browser = Client()
    browser.force_login(nina)
    for address in ("/meja/", "/meja/kabar/", "/meja/pengguna/"):
        assert browser.get(address)["Location"] == "/meja/undangan/"
    assert "Citra Lestari" in browser.get("/meja/undangan/").content.decode()
    assert browser.post(f"/meja/undangan/{row.pk}/", {"terima": "1"})["Location"] == "/meja/"
    assert browser.get("/meja/").status_code == 200
    assert "Nina Wulandari" in citra.get("/meja/pengguna/").content.decode()


@pytest.mark.parametrize("email", ["GILANG@lapor.example", "nina@lapor.example"])
def test_nothing_tells_whether_an_address_has_an_account_elsewhere(
    world: World, mailoutbox: list[EmailMessage], email: str
) -> None:
    citra = sign_in(world, "citra")
    given = NEW | {"email": email, "agency": world.agencies["dinkes"].pk}
    answer = citra.post("/meja/pengguna/tambah/", given, follow=True)
    assert answer.redirect_chain == [("/meja/pengguna/", 302)]
    html = answer.content.decode()
    assert f"Undangan segera dikirim ke {email.lower()}. Peran berlaku setelah orangnya menerima." in html
    assert "Gilang Ramadhan" not in html
    assert "Nina Wulandari" not in html
    user = User.objects.get(email=email.lower())
    assert citra.get(f"/meja/pengguna/{user.pk}/").status_code == 404
    assert list(citra.get(f"/meja/pengguna/?q={user.name.split()[0]}").context["page"].object_list) == []
    row = user.memberships.latest("pk")
    again = f"/meja/peran/{row.pk}/kirim-lagi/"
    assert "masih menunggu dikirim" in citra.post(again, follow=True).content.decode()
    send()
    assert [mail.to for mail in mailoutbox] == [[email.lower()]]
    assert "segera dikirim lagi" in citra.post(again, follow=True).content.decode()
    send()
    assert len(mailoutbox) == 2
    citra.post(f"/meja/peran/{row.pk}/akhiri/")
    assert email.lower() not in citra.get("/meja/pengguna/").content.decode().partition("<table")[2]


def test_who_has_an_account_answers_with_his_own_and_may_say_no(world: World, mailoutbox: list[EmailMessage]) -> None:
    given = NEW | {"email": "gilang@lapor.example", "agency": world.agencies["dinkes"].pk}
    sign_in(world, "citra").post("/meja/pengguna/tambah/", given)
    send()
    assert "/meja/undangan/" in str(mailoutbox[0].body)
    row = world.users["gilang"].memberships.latest("pk")
    gilang = sign_in(world, "gilang")
    assert "/meja/undangan/" in gilang.get("/meja/profil/").content.decode()
    assert sign_in(world, "dewi").post(f"/meja/undangan/{row.pk}/", {"terima": "1"}).status_code == 404
    gilang.post(f"/meja/undangan/{row.pk}/", {"tolak": "1"})
    row.refresh_from_db()
    assert not row.is_open
    assert "/meja/undangan/" not in gilang.get("/meja/profil/").content.decode()


def test_a_second_admin_says_yes_on_the_desk(world: World) -> None:
    citra, budi = sign_in(world, "citra"), sign_in(world, "budi")
    page = f"/meja/pengguna/{world.users['dewi'].pk}/"
    citra.post(page, {"agency": world.agencies["inspektorat"].pk, "role": "liaison"})
    row = world.users["dewi"].memberships.latest("pk")
    address = f"/meja/peran/{row.pk}/setujui/"
    assert address not in citra.get("/meja/pengguna/").content.decode()
    citra.post(address)
    row.refresh_from_db()
    assert row.unconfirmed_since
    assert address in budi.get("/meja/pengguna/").content.decode()
    budi.post(address)
    row.refresh_from_db()
    assert row.in_force
    assert row.confirmed_by == world.users["budi"]
    assert sign_in(world, "gilang").post(address).status_code == 404


def test_a_mail_that_cannot_be_sent_loses_no_offer(world: World, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    given = NEW | {"email": "gilang@lapor.example", "agency": world.agencies["dinkes"].pk}
    citra = sign_in(world, "citra")
    citra.post("/meja/pengguna/tambah/", given)
    send()
    circuit.email.mend()
    assert "menunggu dikirim" in citra.get("/meja/pengguna/").content.decode()
    assert world.users["gilang"].memberships.latest("pk").unaccepted_since


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


def test_a_colleague_who_is_added_by_his_address_is_asked_as_the_page_promises(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    given = NEW | {"email": "HANA@lapor.example", "agency": world.agencies["pendidikan"].pk}
    citra, hana = sign_in(world, "citra"), User.objects.get(email="hana@lapor.example")
    assert "Perannya berlaku setelah ia menerimanya" in citra.get("/meja/pengguna/tambah/").content.decode()
    citra.post("/meja/pengguna/tambah/", given)
    row = hana.memberships.latest("pk")
    assert not Membership.objects.active().filter(pk=row.pk).exists()
    send()
    assert [mail.to for mail in mailoutbox] == [["hana@lapor.example"]]
    sign_in(world, "hana").post(f"/meja/undangan/{row.pk}/", {"terima": "1"})
    assert Membership.objects.active().filter(pk=row.pk).exists()
    assert hana.name == "Hana Safitri"


def test_roles_are_given_and_ended(world: World) -> None:
    citra, dewi = sign_in(world, "citra"), world.users["dewi"]
    page = f"/meja/pengguna/{dewi.pk}/"
    citra.post(page, {"agency": world.agencies["dinkes"].pk, "role": "operator"})
    row = Membership.objects.get(user=dewi, role="operator")
    twice = citra.post(page, {"agency": world.agencies["dinkes"].pk, "role": "operator"})
    assert "sudah memegang peran" in twice.content.decode()
    assert "Akhiri peran ini sekarang?" in twice.content.decode()
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


def test_the_link_is_sent_again(world: World, mailoutbox: list[EmailMessage]) -> None:
    sign_in(world, "citra").post(f"/meja/pengguna/{world.users['dewi'].pk}/tautan/")
    assert len(mailoutbox) == 1


def test_a_second_admin_is_told_at_his_bell_until_somebody_said_yes(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    citra, budi = sign_in(world, "citra"), sign_in(world, "budi")
    citra.post(
        f"/meja/pengguna/{world.users['dewi'].pk}/", {"agency": world.agencies["inspektorat"].pk, "role": "liaison"}
    )
    line = f"Peran Pejabat penghubung di {world.agencies['inspektorat'].name} menunggu persetujuan Anda"
    page = budi.get("/meja/kabar/").content.decode()
    assert line in page
    assert 'href="/meja/pengguna/">' in page
    assert line not in citra.get("/meja/kabar/").content.decode()
    send()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["budi@lapor.example"], line)]
    row = world.users["dewi"].memberships.latest("pk")
    budi.post(f"/meja/peran/{row.pk}/setujui/")
    assert line not in budi.get("/meja/kabar/").content.decode()


def test_who_accepts_a_weighty_role_reads_that_a_second_admin_is_waited_for(world: World) -> None:
    given = NEW | {"agency": world.agencies["inspektorat"].pk}
    sign_in(world, "citra").post("/meja/pengguna/tambah/", given)
    nina = User.objects.get(email="nina@lapor.example")
    browser = Client()
    browser.force_login(nina)
    answer = browser.post(f"/meja/undangan/{nina.memberships.get().pk}/", {"terima": "1"}, follow=True)
    assert answer.redirect_chain == [("/meja/undangan/", 302)]
    assert "Peran berlaku setelah seorang admin lain menyetujuinya" in answer.content.decode()
    inside = browser.get("/meja/")
    assert inside.status_code == 403
    assert "Peran berlaku setelah seorang admin lain menyetujuinya" in inside.content.decode()
    sign_in(world, "budi").post(f"/meja/peran/{nina.memberships.get().pk}/setujui/")
    assert browser.get("/meja/").status_code == 200


def test_an_invitation_is_answered_before_a_second_factor_is_asked_for(world: World, settings: Settings) -> None:
    settings.LAPOR_REQUIRE_MFA = True
    row = invite(
        "nina@lapor.example", name="Nina", agency=world.agencies["dinkes"], role="liaison", by=world.actor("citra")
    )
    browser = Client()
    browser.force_login(row.user)
    assert browser.get("/meja/")["Location"] == "/meja/undangan/"
    assert browser.get("/meja/undangan/").status_code == 200
    assert browser.post(f"/meja/undangan/{row.pk}/", {"terima": "1"})["Location"] == "/meja/"
    assert browser.get("/meja/")["Location"] == "/akun/2fa/"


def test_an_invitation_that_did_not_arrive_says_so_and_is_sent_again(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    citra = sign_in(world, "citra")
    citra.post("/meja/pengguna/tambah/", NEW | {"agency": world.agencies["dinkes"].pk})
    Delivery.objects.update(failed_at=clock.now(), last_error="smtp_550")
    assert "Undangan tidak sampai: periksa alamatnya" in citra.get("/meja/pengguna/").content.decode()
    citra.post(f"/meja/peran/{Membership.objects.latest('pk').pk}/kirim-lagi/")
    send()
    assert [mail.to for mail in mailoutbox] == [["nina@lapor.example"]]
    assert "Undangan terkirim" in citra.get("/meja/pengguna/").content.decode()


def test_who_gives_a_weighty_role_reads_when_nobody_can_be_the_second_admin(world: World) -> None:
    given = {"agency": world.agencies["inspektorat"].pk, "role": "leader"}
    page = f"/meja/pengguna/{world.users['dewi'].pk}/"
    assert "ia sudah diberi tahu" in sign_in(world, "citra").post(page, given, follow=True).content.decode()
    given = {"agency": world.agencies["nasional"].pk, "role": "national_admin"}
    answer = sign_in(world, "budi").post(page, given, follow=True).content.decode()
    assert "belum ada yang dapat. Mintalah kepada pengelola server" in answer
