import re

import pytest
from django.template.loader import get_template
from django.test import Client

ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_neither_request_nor_database(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert "<h1>" in html
    assert 'lang="id"' in html
    assert "!" not in re.sub(r"<[^>]*>|LAPOR!", "", html)


@pytest.mark.urls("lapor.ui.tests.urls")
@pytest.mark.parametrize("address", ["/gaya/", "/gaya/meja/", "/gaya/cetak/", "/gaya/galat/404/"])
def test_the_style_guide_shows_without_inline_style_or_script(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert "<h1" in html
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", html)
    assert html.count("<main") == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.urls("lapor.ui.tests.urls")
@pytest.mark.django_db
def test_signing_in_looks_and_speaks_like_the_rest(client: Client) -> None:
    html = client.get("/akun/login/").content.decode()
    assert "Masuk sebagai petugas" in html
    assert 'class="masthead"' in html
    wrong = client.post("/akun/login/", {"login": "dewi@contoh.id", "password": "salah"}).content.decode()
    assert 'class="summary"' in wrong
