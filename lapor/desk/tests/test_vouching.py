"""Who publishes vouches for the words only where something in them looks like personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lapor.desk.tests.scenes import address, assigned, filed, press, sign_in
from lapor.reports.models import Report
from lapor.reports.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

pytestmark = pytest.mark.django_db
PHONE = "0812-3456-7890"
WORDS = f"Lubang besar di depan pasar. Hubungi {PHONE}."


def asked(answer: _MonkeyPatchedWSGIResponse) -> bool:
    """Whether the page has the box, which then must be ticked and says what was found."""
    page = answer.content.decode()
    box = answer.context["form"].fields.get("checked")
    assert ('name="checked"' in page) == (box is not None)
    assert box is None or (box.required and f"Ditemukan: nomor telepon “{PHONE}”" in page)
    return box is not None


def test_a_version_without_personal_data_asks_nothing(world: World) -> None:
    report, citra = filed(world, body=WORDS), sign_in(world, "citra")
    assert not asked(citra.get(address(report, "dispose")))  # the phone number is masked there
    sent = press(citra, report, "dispose", to=world.agencies["dinas-pu"].pk, oversight="no")
    assert sent.status_code == 302


def test_found_data_is_taken_out_or_vouched_for(world: World) -> None:
    report, citra = filed(world), sign_in(world, "citra")
    given = {"to": world.agencies["dinas-pu"].pk, "oversight": "no", "public_body": WORDS}
    refused = press(citra, report, "dispose", **given)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"checked"}
    assert asked(refused)
    assert not asked(press(citra, report, "dispose", **given | {"pilih": given["to"], "withhold": "safety"}))
    assert press(citra, report, "dispose", **given, checked="on").status_code == 302
    assert Report.objects.get(pk=report.pk).public_body == WORDS


def test_an_edited_version_is_looked_at_as_it_stands(world: World) -> None:
    report, citra = assigned(world), sign_in(world, "citra")
    assert not asked(citra.get(address(report, "edit_public")))
    press(citra, report, "edit_public", public_body=WORDS, reason="Lengkap.", checked="on")
    assert asked(citra.get(address(report, "edit_public")))


def test_an_answer_is_looked_at_only_when_it_is_to_be_public(world: World) -> None:
    report, dewi = assigned(world), sign_in(world, "dewi")
    assert not asked(dewi.get(address(report, "follow_up")))
    refused = press(dewi, report, "follow_up", text=WORDS, publish_text="on")
    assert set(refused.context["form"].errors) == {"checked"}
    assert asked(refused)
    assert press(dewi, report, "follow_up", text=WORDS, publish_text="on", checked="on").status_code == 302
    report.refresh_from_db()
    assert press(dewi, report, "follow_up", text=WORDS).status_code == 302
