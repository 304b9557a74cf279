import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from lapor.ui import bundle


def test_every_component_file_is_in_its_bundle() -> None:
    for kind in ("css", "js"):
        assert {path.name for path in (bundle.HERE / kind).iterdir()} == {path.name for path in bundle.files(kind)}


def test_the_same_files_give_the_same_digest() -> None:
    first = bundle.styles().digest
    bundle.joined.cache_clear()
    assert bundle.styles().digest == first != bundle.scripts().digest


@pytest.mark.parametrize(("name", "kind"), [("css", "text/css"), ("js", "text/javascript")])
def test_a_bundle_is_kept_for_a_year_under_its_own_name_only(client: Client, name: str, kind: str) -> None:
    made = bundle.bundle(name)
    current = client.get(reverse(f"ui:{name}", args=[made.digest]))
    assert current.status_code == 200
    assert current["Content-Type"].startswith(kind)
    assert "immutable" in current["Cache-Control"]
    assert current.content.decode() == made.text
    old = client.get(reverse(f"ui:{name}", args=["0123456789ab"]))
    assert "immutable" not in old["Cache-Control"]


def test_a_browser_that_can_unpack_gets_it_packed(client: Client) -> None:
    address = reverse("ui:css", args=[bundle.styles().digest])
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).decode() == bundle.styles().text
    assert len(packed.content) < 10_000


def test_no_file_reaches_for_another_host() -> None:
    for made in (bundle.styles(), bundle.scripts()):
        assert not re.search(r"https?://|@import|url\(", made.text)


def test_braces_of_every_stylesheet_are_closed() -> None:
    for path in bundle.files("css"):
        text = path.read_text("utf-8")
        assert text.count("{") == text.count("}"), path.name
