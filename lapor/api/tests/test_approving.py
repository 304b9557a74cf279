"""An answer that waits for four eyes, by the API: its writer is told, its reporter is not."""

import pytest

from lapor.api.tests.calling import holder_of, key_of, nobody
from lapor.reports import approval
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def test_officers_are_told_that_it_waits_and_approve_it_and_the_reporter_learns_nothing(world: World) -> None:
    sent = nobody.submit()
    own, code = holder_of(sent), sent.json()["code"]
    dewi, eko, citra = (key_of(world, who) for who in ("dewi", "eko", "citra"))
    citra.move(code, "dispose", to=world.agencies["dinas-pu"].slug, **scenes.public(Report.objects.get(code=code)))
    approval.set_rule(world.agencies["dinas-pu"], "all", by=world.actor("citra"))
    told = dewi.move(code, "follow_up", text=scenes.ANSWER).json()
    assert (told["answer_waits"], told["state"]) == ("leader", "assigned")
    assert dewi.get(f"/laporan/{code}").json()["waiting"]["words"] == scenes.ANSWER
    assert own.move(code, "add", text="Lubangnya makin besar.").json()["answer_waits"] == ""
    assert "leader" not in own.get(f"/laporan/{code}").content.decode()
    told = eko.move(code, "approve").json()
    assert (told["answer_waits"], told["state"]) == ("", "in_progress")
    assert scenes.ANSWER in own.get(f"/laporan/{code}").content.decode()
