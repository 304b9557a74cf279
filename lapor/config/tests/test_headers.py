"""What every answer tells the browser."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.harness.console import lapor


def test_a_page_may_load_nothing_from_elsewhere() -> None:
    response = Client().get("/hidup")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert not re.search(r"https?:|\*|unsafe", policy)


def test_the_other_headers_are_there() -> None:
    response = Client().get("/hidup")

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert len(response["X-Request-Id"]) == 16


def test_a_phone_set_to_english_is_greeted_in_indonesian() -> None:
    client = Client(headers={"Accept-Language": "en-US,en;q=0.9"})

    assert client.get("/hidup")["Content-Language"] == "id"
    client.cookies["bahasa"] = "en"
    assert client.get("/hidup")["Content-Language"] == "en"
    client.cookies["bahasa"] = "../../etc"
    assert client.get("/hidup")["Content-Language"] == "id"


def test_a_foreign_host_name_is_refused() -> None:
    assert Client().get("/akun/login/", headers={"Host": "jahat.example"}).status_code == 400


def test_a_request_id_is_taken_only_from_a_proxy() -> None:
    assert Client().get("/hidup", headers={"X-Request-Id": "dari-luar-sana"})["X-Request-Id"] != "dari-luar-sana"


SHOW = (
    "from django.conf import settings as s; "
    "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.SECURE_SSL_REDIRECT, "
    "s.SESSION_COOKIE_NAME)"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "False False False False sesi"),
        ({"LAPOR_BASE_URL": "https://lapor.example.go.id"}, "True True True False __Host-sesi"),
        (
            {"LAPOR_BASE_URL": "https://lapor.example.go.id", "LAPOR_BEHIND_PROXY": "1"},
            "True True True True __Host-sesi",
        ),
    ],
)
def test_cookies_are_secure_exactly_when_people_come_over_https(
    tmp_path: Path, more: dict[str, str], expected: str
) -> None:
    result = lapor(tmp_path, "shell", "--no-imports", "-c", SHOW, **more)

    assert result.stdout.strip() == expected
