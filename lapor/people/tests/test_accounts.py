from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import LazySettings, settings
from django.contrib.auth import get_user
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.test import Client

from lapor.agencies import actions as agencies
from lapor.agencies.models import Agency, Role
from lapor.agencies.queries import actor_for
from lapor.kit import clock
from lapor.kit.errors import Refused
from lapor.people import actions
from lapor.people.actor import SYSTEM, Actor, Seat
from lapor.people.entrance import password_link
from lapor.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-sekali-2026"


@pytest.fixture
def dewi() -> User:
    root = agencies.add_agency(name="Akar", short_name="Akar", kind=Agency.Kind.NATION, parent=None, by=SYSTEM)
    user = actions.create_user("Dewi@Contoh.ID ", name="Dewi", password=PASSWORD, by=SYSTEM)
    agencies.grant(user, agency=root, role=Role.LIAISON, by=SYSTEM)
    return user


def sign_in(client: Client, *, password: str = PASSWORD, email: str = "dewi@contoh.id") -> int:
    return client.post("/akun/login/", {"login": email, "password": password}).status_code


def actor_of(client: Client) -> Actor:
    """What every face does at the start of a request."""
    request = HttpRequest()
    request.session = client.session
    return actor_for(get_user(request))


@pytest.mark.parametrize(
    ("page", "typed", "told"),
    [
        ("login", {}, ["Alamat surel: Bagian ini masih kosong.", "Kata sandi: Bagian ini masih kosong."]),
        ("login", {"login": "dewi", "password": "x"}, ["Alamat surel: Ini bukan alamat surel."]),
        ("password/reset", {"email": "dewi"}, ["Alamat surel: Ini bukan alamat surel."]),
        ("password/change", {}, ["Kata sandi sekarang: Bagian", "Kata sandi baru, sekali lagi: Bagian"]),
        ("reauthenticate", {}, ["Kata sandi: Bagian ini masih kosong."]),
    ],
)
def test_a_mistake_names_the_field_as_the_page_does(
    client: Client, dewi: User, page: str, typed: dict[str, str], told: list[str]
) -> None:
    if page in ("password/change", "reauthenticate"):
        sign_in(client)
    html = client.post(f"/akun/{page}/", typed).content.decode()
    for sentence in told:
        assert sentence in html
        assert f">{sentence.partition(':')[0]}</label>" in html


def test_an_account_is_found_by_its_address_in_any_spelling(client: Client, dewi: User) -> None:
    assert dewi.email == "dewi@contoh.id"
    assert sign_in(client, email="DEWI@contoh.id") == 302
    assert actor_of(client).user_id == dewi.pk
    for email in ("dewi@CONTOH.id", " dewi@contoh.id"):
        with pytest.raises(Refused, match="Sudah ada akun"):
            actions.create_user(email, name="Dewi", by=SYSTEM)
    for wrong in ("", "dewi", "dewi@", "a@b@c.id", "x" * 300 + "@contoh.id"):
        with pytest.raises(Refused, match="bukan alamat surel"):
            actions.create_user(wrong, name="X", by=SYSTEM)


def test_a_name_is_cleaned_and_never_empty() -> None:
    assert actions.create_user("a@contoh.id", name=" Siti\x00  Aminah\n", by=SYSTEM).name == "Siti Aminah"
    for wrong in ("", " \x00\n", "x" * 121):
        with pytest.raises(Refused, match="Tulis nama"):
            actions.create_user("b@contoh.id", name=wrong, by=SYSTEM)


def test_only_admins_make_accounts() -> None:
    admin = Actor(kind="officer", user_id=1, seats=(Seat(1, "0001", "agency_admin"),))
    liaison = Actor(kind="officer", user_id=2, seats=(Seat(1, "0001", "liaison"),))
    actions.create_user("eko@contoh.id", name="Eko", by=admin)
    for by in (liaison, Actor(kind="public"), Actor(kind="reporter")):
        with pytest.raises(Refused, match="hanya dapat dibuat oleh admin"):
            actions.create_user("farah@contoh.id", name="Farah", by=by)


def test_an_address_that_was_never_confirmed_does_not_keep_an_officer_from_a_second_factor(
    client: Client, dewi: User
) -> None:
    EmailAddress.objects.create(user=dewi, email=dewi.email, primary=True, verified=False)
    sign_in(client)
    assert client.get("/akun/2fa/totp/activate/").status_code == 200


def test_the_password_is_asked_again_only_when_signing_in_was_a_while_ago(client: Client, dewi: User) -> None:
    sign_in(client)
    page = "/akun/2fa/totp/activate/"
    assert client.get(page).status_code == 200
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        assert client.get(page)["Location"].startswith("/akun/reauthenticate/")
        assert client.post("/akun/reauthenticate/", {"password": "salah"}).status_code == 200
        assert client.get(page)["Location"].startswith("/akun/reauthenticate/")
        client.post("/akun/reauthenticate/", {"password": PASSWORD})
        assert client.get(page).status_code == 200


def test_nobody_signs_up_by_himself(client: Client) -> None:
    client.post("/akun/signup/", {"email": "ani@contoh.id", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_a_forgotten_password_is_made_anew_by_a_link_to_the_one_address(
    client: Client, dewi: User, mailoutbox: list[EmailMessage]
) -> None:
    for email in ("dewi@contoh.id", "tidak-ada@contoh.id"):
        answer = client.post("/akun/password/reset/", {"email": email}, headers={"Host": "127.0.0.1"})
        assert answer["Location"] == "/akun/password/reset/done/"
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["dewi@contoh.id"], "Buat kata sandi untuk meja LAPOR")
    (link,) = [line for line in str(mail.body).splitlines() if line.startswith("http")]
    assert link.startswith(f"{settings.LAPOR_BASE_URL}/akun/password/reset/key/")
    page = client.get(urlsplit(link).path, follow=True)
    new = {"password1": "kuda-baterai-staples", "password2": "kuda-baterai-staples"}
    assert client.post(page.redirect_chain[-1][0], new)["Location"] == "/meja/"
    assert actor_of(client).user_id == dewi.pk
    assert sign_in(Client(), password=new["password1"]) == 302
    assert "Tautan ini sudah tidak berlaku" in Client().get(urlsplit(link).path, follow=True).content.decode()


def test_a_wrong_password_and_a_strange_address_look_the_same(client: Client, dewi: User) -> None:
    for email, password in (("dewi@contoh.id", "salah"), ("tidak-ada@contoh.id", PASSWORD)):
        answer = client.post("/akun/login/", {"login": email, "password": password})
        assert "Alamat surel atau kata sandi tidak cocok" in answer.content.decode()
        assert not actor_of(client).is_officer


def test_a_session_loses_its_seats_when_the_role_ends(client: Client, dewi: User) -> None:
    sign_in(client)
    assert actor_of(client).is_officer
    agencies.end_membership(dewi.memberships.get(), by=SYSTEM)
    assert not actor_of(client).is_officer
    assert actor_of(client).seats == ()


def test_a_session_ends_when_its_person_is_suspended(client: Client, dewi: User) -> None:
    sign_in(client)
    assert actor_of(client).user_id == dewi.pk
    actions.suspend(dewi, by=SYSTEM)
    assert actor_of(client).user_id is None
    assert sign_in(client) in (200, 302)
    assert actor_of(client).user_id is None


def test_who_may_suspend(dewi: User) -> None:
    national = Actor(kind="officer", user_id=99, seats=(Seat(1, "0001", "national_admin"),))
    for by, sentence in (
        (Actor(kind="officer", user_id=7, seats=(Seat(1, "0001", "agency_admin"),)), "oleh admin nasional"),
        (Actor(kind="officer", user_id=dewi.pk, seats=national.seats), "akun Anda sendiri"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.suspend(dewi, by=by)
    assert not actions.suspend(dewi, by=national).is_active


def test_officers_without_a_second_factor_reach_only_its_pages(
    client: Client, dewi: User, settings: LazySettings
) -> None:
    sign_in(client)
    assert client.get("/admin/").headers.get("Location", "") != "/akun/2fa/"
    settings.LAPOR_REQUIRE_MFA = True
    for path in ("/admin/", "/akun/password/change/", "/akun/email/"):
        assert client.get(path).headers["Location"] == "/akun/2fa/"
    assert client.get("/hidup").status_code == 200
    assert client.get("/akun/2fa/").status_code == 200
    assert client.get("/akun/logout/").status_code == 200
    TOTP.activate(dewi, generate_totp_secret())
    assert client.get("/akun/password/change/").status_code == 200


def test_who_has_no_role_is_not_asked_for_a_second_factor(client: Client, settings: LazySettings) -> None:
    settings.LAPOR_REQUIRE_MFA = True
    actions.create_user("ani@contoh.id", name="Ani", password=PASSWORD, by=SYSTEM)
    sign_in(client, email="ani@contoh.id")
    assert client.get("/akun/password/change/").status_code == 200


def test_a_second_factor_is_asked_for_and_sealed_at_rest(client: Client, dewi: User, settings: LazySettings) -> None:
    settings.LAPOR_REQUIRE_MFA = True
    secret = generate_totp_secret()
    TOTP.activate(dewi, secret)
    assert secret not in str(Authenticator.objects.values().get())
    sign_in(client)
    assert actor_of(client).user_id is None
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/akun/2fa/authenticate/", {"code": code}).status_code == 302
    assert actor_of(client).user_id == dewi.pk
    assert client.get("/akun/password/change/").status_code == 200


def test_reference_data_has_no_door_of_its_own_around_the_second_factor(client: Client, db: None) -> None:
    User.objects.create_superuser("tata@lapor.example", "rahasia-sekali-2026", name="Tata Usaha")
    given = {"username": "tata@lapor.example", "password": "rahasia-sekali-2026"}
    answer = client.post("/admin/login/?next=/admin/", given)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/login/")
    assert "_auth_user_id" not in client.session


def test_a_new_password_does_not_stand_in_for_the_second_factor(client: Client, dewi: User) -> None:
    TOTP.activate(dewi, generate_totp_secret())
    page = client.get(urlsplit(password_link(dewi)).path, follow=True)
    new = {"password1": "kuda-baterai-staples", "password2": "kuda-baterai-staples"}
    answer = client.post(page.redirect_chain[-1][0], new)
    assert answer["Location"] == "/akun/2fa/authenticate/"
    assert actor_of(client).user_id is None
