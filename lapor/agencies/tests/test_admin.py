from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lapor.agencies.models import Agency, Category, Competence
from lapor.agencies.queries import suggest_for
from lapor.agencies.regions import ensure_region
from lapor.agencies.tests.conftest import Scene
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.people.models import User

PAGES = ("agencies_agency", "agencies_region", "agencies_category", "agencies_competence", "agencies_membership",
         "people_user", "people_apitoken")  # fmt: skip


@pytest.fixture
def admin(scene: Scene, client: Client) -> Client:
    issue_token(scene.people["budi"], name="JAKI", scope="read", days=1, by=SYSTEM)
    client.force_login(User.objects.create_superuser("induk@contoh.id", name="Induk"))
    return client


@pytest.mark.parametrize("model", PAGES)
def test_the_reference_data_can_be_looked_through(admin: Client, model: str) -> None:
    answer = admin.get(reverse(f"admin:{model}_changelist"), {"q": "a"})
    assert answer.status_code == 200
    assert "Pilih" in answer.content.decode()


@pytest.mark.parametrize("model", ["agencies_agency", "agencies_membership", "agencies_region", "people_apitoken"])
def test_what_has_its_own_action_is_not_added_by_hand(admin: Client, model: str) -> None:
    assert admin.get(reverse(f"admin:{model}_add")).status_code == 403


def test_the_place_in_the_tree_is_shown_and_not_changed(admin: Client, scene: Scene) -> None:
    unit = scene.at["dinas-pu"]
    address = reverse("admin:agencies_agency_change", args=[unit.pk])
    assert unit.path in admin.get(address).content.decode()
    fields = {"name": "Dinas PUPR", "short_name": "PUPR", "zone_name": "Asia/Makassar", "is_open": "on"}
    admin.post(address, {**fields, "path": "0001", "parent": scene.at["nasional"].pk, "slug": "x"})
    changed = Agency.objects.get(pk=unit.pk)
    assert changed.name == "Dinas PUPR"
    assert (changed.path, changed.parent_id, changed.slug) == (unit.path, unit.parent_id, unit.slug)
    assert admin.get(reverse("admin:agencies_agency_delete", args=[unit.pk])).status_code == 403


def test_a_category_is_added_by_hand(admin: Client) -> None:
    region = ensure_region("73.24")
    assert region is not None
    fields = {
        "code": "jalan-tani",
        "name": "Jalan Tani",
        "parent": Category.objects.get(code="jalan").pk,
        "position": 9,
    }
    assert admin.post(reverse("admin:agencies_category_add"), fields).status_code == 302
    assert Category.objects.get(code="jalan-tani").lapor_id is None
    assert admin.get(reverse("admin:agencies_region_change", args=[region.pk])).status_code == 200


def test_who_answers_for_what_is_set_right_by_hand(admin: Client, scene: Scene) -> None:
    unit, topic = scene.at["satpol-pp"], Category.objects.get(code="jalan")
    region = ensure_region("73.24")
    assert region is not None
    fields = {"agency": unit.pk, "category": topic.pk, "region": region.pk}
    assert admin.post(reverse("admin:agencies_competence_add"), fields).status_code == 302
    assert unit in suggest_for(topic, region, limit=99)
    row = Competence.objects.get(agency=unit, category=topic)
    assert admin.post(reverse("admin:agencies_competence_add"), fields).status_code == 200  # once is enough
    assert admin.post(reverse("admin:agencies_competence_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert unit not in suggest_for(topic, region, limit=99)


def test_closing_and_watching_are_not_ticked_by_hand(admin: Client, scene: Scene) -> None:
    unit = scene.at["dinas-pu"]
    fields = {"name": unit.name, "short_name": unit.short_name, "zone_name": unit.zone_name, "is_inspectorate": "on"}
    admin.post(reverse("admin:agencies_agency_change", args=[unit.pk]), fields)
    changed = Agency.objects.get(pk=unit.pk)
    assert (changed.is_open, changed.is_inspectorate) == (True, False)


def test_an_account_is_made_by_hand_once(admin: Client) -> None:
    fields = {"email": "Hana@Contoh.id", "name": "Hana", "password1": "", "password2": "", "usable_password": "false"}
    assert admin.get(reverse("admin:people_user_add")).status_code == 200
    assert admin.post(reverse("admin:people_user_add"), fields).status_code == 302
    user = User.objects.get(email="hana@contoh.id")
    assert not user.has_usable_password()
    assert admin.get(reverse("admin:people_user_change", args=[user.pk])).status_code == 200
    assert admin.post(reverse("admin:people_user_add"), fields).status_code == 200
    assert User.objects.filter(email__iexact="hana@contoh.id").count() == 1
