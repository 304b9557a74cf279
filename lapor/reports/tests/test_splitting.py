"""One report about several matters: what a part takes along, who may open which end, and how a split is taken back."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from lapor.agencies.models import Category
from lapor.channels.web.moveform import form_for
from lapor.kit import clock, keys
from lapor.kit.errors import Refused
from lapor.notices import audience
from lapor.people.actor import FIRST, PUBLIC, Actor
from lapor.reports import actions, files, invariants, likely, policies, queries, reporters, words
from lapor.reports.files import Upload
from lapor.reports.models import Attachment, Report, Reporter
from lapor.reports.moving import MoveRefused
from lapor.reports.tests import samples, scenes
from lapor.reports.tests.test_matrix import Scene, taken_over
from lapor.reports.workflow import MOVES
from lapor.reports.world import World, draft

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = scenes.MONDAY + 3 * HOUR
KEY = "kunci-pengiriman-pertama-7"


def now(report: Report) -> Report:
    return Report.objects.select_related("holder", "accused", "key", "split_from", "waits_at").get(pk=report.pk)


def filed(world: World, **changes: Any) -> tuple[Report, str]:
    """A report of Ani in the queue of Luwu Timur, and its PIN."""
    changes.setdefault("target", world.agencies["luwu-timur"].pk)
    with clock.freeze(scenes.MONDAY):
        receipt = actions.submit(draft(**changes), by=PUBLIC, key=KEY)
    return receipt.report, receipt.pin


def split(world: World, report: Report, *, at: datetime = LATER, **changes: Any) -> Report:
    with clock.freeze(at):
        return scenes.split(world, now(report), **changes)


def unsplit(world: World, part: Report, by: str = "citra") -> Report:
    with clock.freeze(LATER + HOUR):
        return actions.unsplit(now(part), by=world.actor(by), reason="Ternyata satu hal saja.")


def refused(world: World, report: Report, **changes: Any) -> str:
    with pytest.raises(Refused) as found:
        split(world, report, **changes)
    return found.value.sentence


def doctor() -> list[str]:
    return [line for line in invariants.problems() if "laporan:" in line and "yang lewat belum" not in line]


def test_a_part_is_a_report_of_its_own_and_the_origin_goes_on(world: World) -> None:
    origin = scenes.assigned(world)
    part = split(world, origin)
    assert (part.state, part.holder, part.split_from) == ("unverified", world.agencies["luwu-timur"], now(origin))
    assert part.code != origin.code
    assert words.body(part) == "Lampu di depan pasar padam sejak Senin."
    assert words.body(now(origin)) == words.body(origin)
    assert (now(origin).state, now(origin).holder, now(origin).parts_made) == ("assigned", origin.holder, 1)
    assert doctor() == []


def test_a_part_is_sent_on_at_once_where_a_unit_is_named(world: World) -> None:
    part = split(world, scenes.assigned(world), to="perhubungan")
    assert (part.state, part.holder) == ("assigned", world.agencies["perhubungan"])
    assert part.public_title == "Lampu jalan padam"
    assert sorted(part.deadlines.filter(outcome="running").values_list("clock", flat=True)) == [
        "completion",
        "response",
    ]
    assert doctor() == []


def test_a_part_that_is_not_to_be_read_by_all_says_why(world: World) -> None:
    part = split(world, scenes.assigned(world), to="perhubungan", withhold="personal")
    assert (part.published_at, part.withheld) == (None, "personal")


def test_what_looks_personal_is_not_published_unseen(world: World) -> None:
    origin = scenes.assigned(world)
    body = "Lampu di depan rumah saya padam, hubungi 0812 3456 7890."
    assert "data pribadi" in refused(world, origin, to="perhubungan", part_body=body)
    assert Report.objects.count() == 1
    assert split(world, origin, to="perhubungan", part_body=body, checked=True).published_at


def test_a_part_is_as_old_as_its_origin_and_has_as_much_time_left(world: World) -> None:
    origin, _ = filed(world)
    part = split(world, origin)
    mine, theirs = (row.deadlines.get(clock="verification") for row in (part, origin))
    assert part.submitted_at == origin.submitted_at
    assert (mine.started_at, mine.due_at, part.due_at) == (theirs.started_at, theirs.due_at, now(origin).due_at)


def test_of_a_verified_report_a_part_is_verified_anew(world: World) -> None:
    part = split(world, scenes.assigned(world))
    assert part.deadlines.get().started_at == LATER


def test_the_pin_of_the_origin_opens_its_parts_and_no_other_does(world: World) -> None:
    origin, pin = filed(world)
    part = split(world, origin)
    actor = queries.by_pin(part.code, pin)
    assert part.pin_verifier is None
    assert actor == scenes.owner(part)
    assert queries.by_pin(part.code, "000000000000") is None
    assert queries.by_pin(part.code, keys.provider().pin(KEY.encode(), part.pk)) is None
    with clock.freeze(LATER):
        actions.add(now(part), by=actor, text="Tiang kedua dari kiri.")
    assert queries.get(actor, origin.code) is None  # one end at a time


def test_who_opened_one_end_goes_over_to_the_others_and_to_nothing_else(world: World) -> None:
    origin, stranger = scenes.assigned(world), scenes.assigned(world)
    one, two = split(world, origin), split(world, origin)
    for here in (origin, one, two):
        for there in (origin, one, two):
            assert queries.kin(scenes.owner(here), there.code) == scenes.owner(there)
        assert queries.kin(scenes.owner(here), stranger.code) is None
    assert queries.kin(scenes.owner(stranger), one.code) is None
    assert queries.kin(world.actor("citra"), one.code) is None


def test_a_pin_of_the_counter_is_changed_first_also_by_who_comes_with_the_code_of_a_part(world: World) -> None:
    origin, pin = filed(world)
    part = split(world, origin)
    Report.objects.filter(pk=origin.pk).update(pin_seen=True)
    actor = queries.by_pin(part.code, pin)
    assert actor is not None
    assert (actor.scope, actor.report_id) == (FIRST, origin.pk)
    assert queries.kin(actor, part.code) is None
    actions.take_over(now(origin), by=actor, pin="A" * 12)
    assert queries.by_pin(part.code, pin) is None
    assert queries.by_pin(part.code, "A" * 12) == scenes.owner(part)


def test_a_lost_pin_is_renewed_for_all_ends_whichever_code_is_named(world: World) -> None:
    origin, pin = filed(world, identity="named", name="Ani Lestari", email="ani@contoh.id")
    part = split(world, origin)
    found = reporters.report_of(part.code)
    assert found == origin
    assert reporters.email_of(part) == "ani@contoh.id"
    renewed = actions.renew_pin(now(origin))
    assert queries.by_pin(part.code, pin) is None
    assert queries.by_pin(part.code, renewed) == scenes.owner(part)


def test_a_name_goes_along_where_it_is_read_and_stays_in_its_boxes_where_it_is_not(world: World) -> None:
    named, _ = filed(world, identity="named", name="Ani Lestari", email="ani@contoh.id")
    part = split(world, named, to="perhubungan")
    holder = scenes.liaison_of(world.agencies["perhubungan"])
    assert policies.redact(queries.get(holder, part.code) or part, holder).name == "Ani Lestari"
    row = Reporter.objects.get(report=part)
    assert (row.contact_box, row.identity_box) == (None, None)


@pytest.mark.parametrize("identity", ["anonymous", "none"])
def test_who_gave_no_name_gives_none_to_a_part(world: World, identity: str) -> None:
    more = {"name": "Ani Lestari", "email": "ani@contoh.id"} if identity == "anonymous" else {}
    origin, _ = filed(world, identity=identity, **more)
    part = split(world, origin)
    assert part.identity == identity
    assert not Reporter.objects.filter(report=part).exists()
    assert audience.reachable(part) is (identity == "anonymous")


def test_the_index_of_a_contact_is_made_for_a_part_too(world: World) -> None:
    origin, _ = filed(world, identity="named", name="Ani Lestari", email="ani@contoh.id")
    part = split(world, origin)
    reporters.work_index("test")
    one, other = (Reporter.objects.get(report=row) for row in (origin, part))
    assert one.email_index
    assert bytes(one.email_index) == bytes(other.email_index or b"")


def test_a_part_is_never_less_secret_than_its_origin(world: World) -> None:
    origin = scenes.assigned(world, secrecy="secret")
    assert split(world, origin).is_secret
    ordinary = scenes.assigned(world)
    corruption = Category.objects.filter(sensitive=True).first()
    assert split(world, ordinary, category=corruption).is_secret
    public = split(world, ordinary, to="perhubungan")
    with clock.freeze(LATER + HOUR):
        actions.raise_secrecy(now(ordinary), by=scenes.owner(ordinary))
    assert now(public).is_secret
    assert now(public).published_at is None
    assert doctor() == []


def test_a_part_goes_past_whom_its_origin_accuses(world: World) -> None:
    origin = scenes.assigned(world, to="inspektorat", accused=world.agencies["dinas-pu"].pk)
    assert "yang dilaporkan" in refused(world, origin, to="dinas-pu")
    part = split(world, origin, to="inspektorat")
    assert part.accused == world.agencies["dinas-pu"]
    assert queries.get(world.actor("dewi"), part.code) is None


def test_files_of_the_reporter_go_along_as_copies_under_another_key(world: World) -> None:
    photo = samples.upload(samples.jpeg())
    origin, _ = filed(world, files=(photo, samples.upload(samples.pdf(), "surat.pdf")))
    one, two = origin.attachments.order_by("number")
    part = split(world, origin, part_files=(two.pk,))
    copy = part.attachments.get()
    assert (copy.kind, copy.by_reporter, copy.state) == ("pdf", True, "waiting")
    assert b"".join(files.stream(copy, words.key_of(part), original=True)) == samples.pdf()
    assert files.original_name(copy, words.key_of(part)) == files.original_name(two, words.key_of(origin))
    assert copy.original not in (one.original, two.original)


def test_only_files_of_the_reporter_and_of_this_report_go_along(world: World) -> None:
    origin = scenes.assigned(world)
    with clock.freeze(LATER):
        proof = Upload("bukti.pdf", 9, io.BytesIO(samples.pdf()))
        actions.follow_up(now(origin), by=world.actor("dewi"), text="Sudah kami periksa.", files=(proof,))
    other, _ = filed(world, files=(samples.upload(samples.jpeg()),))
    for row in Attachment.objects.all():
        assert "tidak ada lagi di laporan ini" in refused(world, origin, part_files=(row.pk,))
    assert Report.objects.count() == 2
    assert other.attachments.count() == 1


def test_the_form_offers_the_files_of_the_reporter(world: World) -> None:
    origin, _ = filed(world, files=(samples.upload(samples.jpeg()),))
    form = form_for(MOVES["split"], report=origin)
    assert [label for _, label in form["part_files"].field.widget.choices] == ["lampiran-1.jpg"]


def test_a_merged_report_is_not_split_and_the_sentence_says_what_to_do(world: World) -> None:
    primary, other = scenes.assigned(world), scenes.assigned(world)
    with clock.freeze(LATER):
        merged = actions.merge(now(other), by=world.actor("citra"), primary=primary.code)
    assert refused(world, merged).startswith("Laporan ini mengikuti laporan lain. Tekan “Lepaskan gabungan” dulu")


@pytest.mark.parametrize("scene", [scenes.closed, scenes.part, scenes.disputed, taken_over])
def test_what_is_over_is_a_part_or_waits_for_others_is_not_split(world: World, scene: Scene) -> None:
    report = scene(world)
    before = Report.objects.count()
    refused(world, report)
    assert Report.objects.count() == before


def test_nine_parts_and_no_more(world: World) -> None:
    origin = scenes.assigned(world)
    parts = [split(world, origin) for _ in range(9)]
    assert "9 bagian" in refused(world, origin)
    unsplit(world, parts[3])
    split(world, origin)
    assert doctor() == []


@pytest.mark.parametrize(("name", "value"), [("part_title", " "), ("part_body", "Lampu"), ("part_title", "x" * 151)])
def test_a_part_has_the_words_of_a_report(world: World, name: str, value: str) -> None:
    refused(world, scenes.assigned(world), **{name: value})


def test_the_words_that_the_form_starts_with_are_no_part_yet(world: World) -> None:
    origin = scenes.assigned(world)
    whole = {"part_title": words.title(origin), "part_body": words.body(origin)}
    assert "masih sama dengan laporan utuhnya" in refused(world, origin, **whole)
    assert now(origin).parts_made == 0


def test_only_who_may_send_a_report_on_as_an_admin_splits_it(world: World) -> None:
    origin = scenes.assigned(world)
    allowed = {name for name in world.users if policies.can(world.actor(name), "split", now(origin))}
    assert {"citra", "budi"} <= allowed
    assert not allowed & {"dewi", "eko", "farah", "gilang"}


def test_two_admins_on_one_page_make_one_part(world: World) -> None:
    origin = scenes.assigned(world)
    mine, theirs = now(origin), now(origin)
    scenes.split(world, mine)
    with pytest.raises(MoveRefused, match="sudah ditangani orang lain"):
        scenes.split(world, theirs)


def test_a_part_of_a_test_is_a_test(world: World) -> None:
    test = actions.file_test(world.agencies["luwu-timur"], by=world.actor("citra"))
    part = scenes.split(world, now(test))
    assert (part.origin, part.secrecy, part.deadlines.count()) == ("test", "secret", 0)
    assert doctor() == []


def test_what_was_imported_is_split_once_it_was_taken_up(world: World) -> None:
    report = actions.adopt(taken_over(world), by=world.actor("citra"))
    part = scenes.split(world, report, to="perhubungan")
    assert (part.origin, part.channel, part.identity) == ("native", "web", "named")
    assert part.submitted_at == scenes.MONDAY
    assert queries.by_pin(part.code, "000000000000") is None
    assert doctor() == []


def test_each_end_is_shown_to_who_may_see_the_other(world: World) -> None:
    origin = scenes.assigned(world)
    hidden, shown = split(world, origin), split(world, origin, at=LATER + HOUR, to="perhubungan")

    def ends(actor: Actor, report: Report) -> tuple[list[str], str]:
        view = policies.redact(queries.get(actor, report.code) or report, actor)
        return [one.code for one in view.parts], view.part_of.code if view.part_of else ""

    assert ends(world.actor("citra"), origin) == ([hidden.code, shown.code], "")
    assert ends(scenes.owner(origin), origin) == ([hidden.code, shown.code], "")
    assert ends(scenes.owner(hidden), hidden) == ([], origin.code)
    assert ends(world.actor("dewi"), origin) == ([], "")
    assert ends(scenes.liaison_of(world.agencies["perhubungan"]), shown) == ([], "")
    assert ends(PUBLIC, origin) == ([shown.code], "")
    assert ends(PUBLIC, shown) == ([], origin.code)


def test_the_public_is_told_nothing_of_a_split_but_published_ends(world: World) -> None:
    origin = scenes.assigned(world)
    split(world, origin)
    view = policies.redact(queries.get(PUBLIC, origin.code) or origin, PUBLIC)
    assert view.parts == ()
    assert "split" not in {item.kind for item in view.timeline}


def test_a_page_that_names_a_part_is_drawn_anew_when_the_part_changes(world: World) -> None:
    origin = scenes.assigned(world)
    part = split(world, origin, to="perhubungan")
    before = queries.edition(PUBLIC, origin.code), queries.edition(PUBLIC, part.code)
    with clock.freeze(LATER + HOUR):
        actions.unpublish(now(part), by=world.actor("citra"), withhold="personal", reason="Memuat nama.")
    assert queries.edition(PUBLIC, origin.code) != before[0]
    with clock.freeze(LATER + HOUR):
        actions.note(now(origin), by=world.actor("citra"), text="Dicek lagi.")
    assert queries.edition(PUBLIC, part.code) is None


def test_the_reporter_is_told_once_for_each_split(world: World) -> None:
    origin, _ = filed(world, identity="named", name="Ani Lestari", email="ani@contoh.id")
    part = split(world, origin, to="perhubungan")
    told = [(one.kind, one.user) for one in audience.of(origin.events.get(kind="split"))]
    assert told == [("split", None)]
    assert audience.of(part.events.get(kind="split_off")) == []
    assert ("forwarded", None) in [(one.kind, one.user) for one in audience.of(part.events.get(kind="dispose"))]


def test_an_event_of_a_split_says_nothing_but_ids(world: World) -> None:
    origin = scenes.assigned(world)
    part = split(world, origin)
    said = json.dumps([event.data for row in (origin, part) for event in row.events.all()])
    assert "Lampu" not in said


def test_a_split_is_taken_back_while_nobody_has_acted_on_the_part(world: World) -> None:
    origin = scenes.assigned(world)
    part = unsplit(world, split(world, origin, to="perhubungan"))
    assert (part.state, part.archive_reason, part.published_at) == ("archived", "unsplit", None)
    assert not part.deadlines.filter(outcome__in=["running", "paused"]).exists()
    assert [event.kind for event in origin.events.order_by("-seq")[:2]] == ["rejoin", "split"]
    view = policies.redact(now(origin), world.actor("citra"))
    assert [(one.code, one.state) for one in view.parts] == [(part.code, "archived")]
    assert doctor() == []


@pytest.mark.parametrize("who", ["unit", "reporter", "note"])
def test_what_was_acted_on_is_not_taken_back(world: World, who: str) -> None:
    part = split(world, scenes.assigned(world), to="perhubungan")
    with clock.freeze(LATER):
        if who == "unit":
            actions.note(now(part), by=scenes.liaison_of(world.agencies["perhubungan"]), text="Kami lihat besok.")
        elif who == "reporter":
            actions.add(now(part), by=scenes.owner(part), text="Tiang kedua dari kiri.")
        else:
            actions.note(now(part), by=world.actor("citra"), text="Tolong segera.")
    with pytest.raises(MoveRefused, match="sudah ditangani"):
        unsplit(world, part)


def test_a_reminder_is_not_an_act(world: World) -> None:
    part = split(world, scenes.assigned(world), to="perhubungan")
    row = part.deadlines.get(clock="response")
    with clock.freeze(row.due_at + HOUR):
        actions.mark_overdue(row)
        actions.unsplit(now(part), by=world.actor("citra"), reason="Ternyata satu hal saja.")
    assert now(part).state == "archived"


def test_only_who_split_takes_it_back_and_only_while_the_origin_goes_on(world: World) -> None:
    origin = scenes.assigned(world)
    part = split(world, origin)
    assert not policies.can(world.actor("budi"), "unsplit", now(part))
    assert not policies.can(world.actor("citra"), "unsplit", now(origin))
    with clock.freeze(LATER):
        actions.withdraw(now(origin), by=scenes.owner(origin))
    with pytest.raises(MoveRefused, match="berjalan terus"):
        unsplit(world, part)


def test_nobody_sets_a_report_aside_as_a_split_that_was_taken_back(world: World) -> None:
    with pytest.raises(Refused, match="alasan pengarsipan"):
        actions.archive(scenes.submitted(world), by=world.actor("citra"), archive_reason="unsplit", reason="Begitu.")


def test_the_ends_of_a_split_are_no_duplicates(world: World) -> None:
    origin, other = scenes.submitted(world), scenes.submitted(world)
    part = split(world, origin, part_title=words.title(origin))
    assert likely.duplicates(now(part), world.actor("citra")) == [other]
    assert likely.duplicates(now(origin), world.actor("citra")) == [other]


def test_the_doctor_finds_a_part_without_its_origin(world: World) -> None:
    part = split(world, scenes.assigned(world))
    Report.objects.filter(pk=part.pk).update(split_from=None)
    assert any("bagian tanpa laporan asal" in line for line in doctor())
