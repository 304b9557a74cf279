"""Reference data in Django's admin: every list and form opens, and what is saved there counts at once."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from lapor.standards import queries, steps
from lapor.standards.models import DayOff, Step
from lapor.standards.tests.conftest import World


@pytest.fixture
def keeper(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser(email="budi@example.test", password=None, name="Budi"))
    return client


@pytest.mark.parametrize("model", ["servicestandard", "dayoff", "officehours", "step"])
def test_lists_and_forms_open_for_the_keeper_only(keeper: Client, model: str) -> None:
    for page in ("changelist", "add"):
        url = reverse(f"admin:standards_{model}_{page}")
        assert keeper.get(url).status_code == 200
        assert Client().get(url).status_code in (302, 404)


def test_a_day_off_saved_and_removed_there_counts_at_once(keeper: Client, world: World) -> None:
    day = date(2026, 12, 7)
    assert queries.calendar_for(world.unit).is_working(day)
    form = {"date": "2026-12-07", "name": "Libur setempat", "agency": world.regency.pk}
    assert keeper.post(reverse("admin:standards_dayoff_add"), form).status_code == 302
    assert not queries.calendar_for(world.unit).is_working(day)
    gone = reverse("admin:standards_dayoff_delete", args=[DayOff.objects.get().pk])
    assert keeper.post(gone, {"post": "yes"}).status_code == 302
    assert queries.calendar_for(world.unit).is_working(day)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("late-1-agency_admin", "Langkah ini sudah berlaku bagi semua instansi."),
        ("late-4-leader", "Instansi hanya dapat menambah langkah yang lebih awal."),
        ("percent-101-desk", "lebih kecil dari atau sama dengan 100"),
        ("late-2-leader", ""),
        ("percent-60-leader", ""),
    ],
)
def test_an_agency_is_stricter_than_the_nation_or_the_form_says_why_not(
    keeper: Client, world: World, wanted: str, sentence: str
) -> None:
    measure, amount, tells = wanted.split("-")
    form = {"clock": "", "measure": measure, "amount": amount, "tells": tells, "agency": world.regency.pk}
    answer = keeper.post(reverse("admin:standards_step_add"), form)
    assert answer.status_code == (200 if sentence else 302)
    assert sentence in answer.content.decode()
    here = {step.name for step in steps.of("response", agency=world.unit)}
    everywhere = {step.name for step in Step.objects.filter(agency=None)}
    assert here - everywhere == (set() if sentence else {wanted})
