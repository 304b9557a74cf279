"""One's own choice of notices, by a program."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lapor.api.tests.calling import V1, Caller, client, holder_of, is_problem, key_of, nobody
from lapor.kit import clock
from lapor.notices import ways
from lapor.notices.models import Delivery, Routine, Skipped, Way
from lapor.people.actions import issue_token
from lapor.people.actor import SYSTEM
from lapor.reports import reactions
from lapor.reports.tests import scenes
from lapor.reports.world import World
from tests.architecture import visitors

if TYPE_CHECKING:
    from lapor.api.tests.calling import Answer

pytestmark = pytest.mark.django_db
PATH = "/meja/profil/kabar"
EARLIER = timedelta(hours=2)


def put(caller: Caller, body: object) -> Answer:
    content = body if isinstance(body, str) else json.dumps(body)
    return client().put(f"{V1}{PATH}", content, content_type="application/json", headers=caller.headers)


def ways_of(answer: Answer) -> dict[str, str]:
    return {row["kind"]: row["way"] for row in answer.json()["kinds"]}


def test_who_has_chosen_nothing_reads_what_is_usual_and_what_he_may_choose(world: World) -> None:
    answer = key_of(world, "dewi", "read").get(PATH)
    assert answer.json()["digest_at"] == "07:30"
    assert ways_of(answer) == {kind: ways.usual(kind) for kind in ways.LABELS}
    rows = {row["kind"]: row for row in answer.json()["kinds"]}
    assert rows["overdue"] == {
        "kind": "overdue",
        "label": "Tenggat terlewati",
        "way": "now",
        "usual": "now",
        "choices": ["now", "digest"],
    }
    assert rows["added"]["choices"] == ["now", "digest", "never"]


def test_a_choice_replaces_the_one_before_and_holds_for_the_next_mail(world: World) -> None:
    dewi = key_of(world, "dewi")
    chosen = put(dewi, {"digest_at": "06:15", "ways": {"assigned": "now", "added": "never"}})
    assert chosen.status_code == 200
    assert chosen.json() == dewi.get(PATH).json()
    assert (ways_of(chosen)["assigned"], ways_of(chosen)["added"]) == ("now", "never")
    scenes.assigned(world, at=clock.now() - EARLIER)
    while reactions.work("test"):
        pass
    mail = Delivery.objects.mails().filter(user=world.users["dewi"], kind="assigned").get()
    assert mail.skipped == ""
    again = put(dewi, {"digest_at": "08:00", "ways": {}})
    assert (again.json()["digest_at"], ways_of(again)["assigned"]) == ("08:00", "digest")
    assert Routine.objects.get().ways == {}
    scenes.assigned(world, at=clock.now() - EARLIER)
    while reactions.work("test"):
        pass
    assert Delivery.objects.mails().filter(kind="assigned", skipped=Skipped.DIGEST).exists()
    assert ways_of(key_of(world, "hana").get(PATH)) == {kind: ways.usual(kind) for kind in ways.LABELS}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"digest_at": "06:15"}, "ways"),
        ({"ways": {}}, "digest_at"),
        ({"digest_at": "24:00", "ways": {}}, "digest_at"),
        ({"digest_at": "6:15", "ways": {}}, "digest_at"),
        ({"digest_at": "06:15\n", "ways": {}}, "digest_at"),
        ({"digest_at": 615, "ways": {}}, "digest_at"),
        ({"digest_at": "06:15", "ways": {"overdue": "never"}}, "ways"),
        ({"digest_at": "06:15", "ways": {"added": "sometimes"}}, "ways"),
        ({"digest_at": "06:15", "ways": {"invited": "never"}}, "invited"),
        ({"digest_at": "06:15", "ways": {}, "user": 1}, "user"),
        ({"digest_at": "06:15", "ways": []}, "ways"),
    ],
)
def test_a_choice_that_cannot_be_is_named_and_changes_nothing(world: World, body: dict[str, Any], field: str) -> None:
    problem = is_problem(put(key_of(world, "dewi"), body), 422)
    assert [one["field"] for one in problem["errors"]] == [field]
    assert not Routine.objects.exists()


def test_only_an_officer_reads_his_own_and_only_a_key_that_may_write_changes_it(world: World) -> None:
    right = {"digest_at": "06:15", "ways": {}}
    is_problem(put(key_of(world, "dewi", "read"), right), 403)
    is_problem(key_of(world, "joko", "submit").get(PATH), 403)
    for caller in (nobody, holder_of(nobody.submit())):
        is_problem(caller.get(PATH), 401)
        is_problem(put(caller, right), 401)
    _, raw = issue_token(visitors.staff(), name="uji", scope="write", days=1, by=SYSTEM)
    is_problem(Caller({"Authorization": f"Bearer {raw}"}).get(PATH), 403)
    is_problem(put(Caller({"Authorization": f"Bearer {raw}"}), right), 403)
    assert not Routine.objects.exists()
    assert put(key_of(world, "dewi"), right).status_code == 200
    assert Way(ways_of(key_of(world, "dewi").get(PATH))["overdue"]) is Way.NOW
