"""The three searches behind the pickers."""

import pytest
from django.test import Client
from django.urls import reverse

from lapor.kit import clock
from lapor.reports.tests.scenes import MONDAY
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words", "label"),
    [
        ("cari-wilayah", "malili", "Malili"),
        ("cari-instansi", "kesehatan", "Kesehatan"),
        ("cari-kategori", "jalan", "alan"),
    ],
)
def test_a_search_finds_and_may_be_kept_for_a_minute(
    world: World, client: Client, name: str, words: str, label: str
) -> None:
    answer = client.get(reverse(name), {"q": words})
    assert label in answer.json()["results"][0]["label"]
    assert answer["Cache-Control"] == "max-age=60"
    assert client.get(reverse(name), {"q": "m"}).json() == {"results": []}


@pytest.mark.parametrize("words", ["\0", "🙂🙂", "%_%", "a" * 5000, "'; drop table", "ꦗꦭꦤ꧀"])
@pytest.mark.parametrize("name", ["cari-wilayah", "cari-instansi", "cari-kategori"])
def test_strange_words_find_nothing_and_break_nothing(world: World, client: Client, name: str, words: str) -> None:
    assert client.get(reverse(name), {"q": words, "dalam": "\0", "kecuali": "x" * 500}).status_code == 200


def test_a_branch_can_be_kept_out_or_searched_alone(world: World, client: Client) -> None:
    address, unit = reverse("cari-instansi"), world.agencies["dinas-pu"]

    def names(**more: str) -> list[str]:
        return [row["label"] for row in client.get(address, {"q": unit.name, **more}).json()["results"]]

    assert unit.name in names()
    assert unit.name in names(dalam=world.agencies["luwu-timur"].slug)
    assert unit.name in names(dalam=str(world.agencies["luwu-timur"].pk))
    assert unit.name not in names(dalam=str(world.agencies["luwu-utara"].pk))
    assert unit.name not in names(dalam=world.agencies["luwu-utara"].slug)
    assert unit.name not in names(kecuali=unit.slug)


def test_copying_the_whole_list_meets_a_limit(world: World, client: Client) -> None:
    address = reverse("cari-kategori")
    with clock.freeze(MONDAY):  # no window of the limit ends in between
        answers = {client.get(address, {"q": "x"}, REMOTE_ADDR="192.0.2.7").status_code for _ in range(601)}
        assert answers == {200, 429}
        assert client.get(address, {"q": "jalan"}, REMOTE_ADDR="192.0.2.8").status_code == 200
