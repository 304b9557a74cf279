"""Files on the desk: streamed to who may see the report, with a trace where it is secret."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from lapor.desk.tests.scenes import assigned, filed, sign_in
from lapor.reports import actions
from lapor.reports.files import Upload
from lapor.reports.models import AccessEntry, Attachment, Report
from lapor.reports.world import World

pytestmark = pytest.mark.django_db


def picture() -> Upload:
    made = BytesIO()
    Image.new("RGB", (20, 20), "red").save(made, "JPEG")
    size = made.tell()
    made.seek(0)
    return Upload("bukti.jpg", size, made)


def with_file(world: World, **changes: Any) -> tuple[Report, Attachment]:
    report = assigned(world, **changes)
    report = actions.follow_up(report, by=world.actor("dewi"), text="Ini buktinya.", files=(picture(),))
    return report, report.attachments.get()


def test_a_file_is_refused_until_it_was_examined(world: World) -> None:
    report, row = with_file(world)
    answer = sign_in(world, "dewi").get(f"/meja/{report.code}/berkas/{row.pk}")
    assert answer.status_code == 409
    assert "sedang diperiksa" in answer.content.decode()


def test_a_clean_file_is_streamed_and_leaves_a_trace_of_a_secret_report(world: World) -> None:
    cases: list[tuple[str, dict[str, Any], int]] = [("a", {}, 0), ("b", {"secrecy": "secret"}, 1)]
    for key, changes, traces in cases:
        report, row = with_file(world, key=key, **changes)
        Attachment.objects.filter(pk=row.pk).update(state=Attachment.State.CLEAN)
        answer = sign_in(world, "dewi").get(f"/meja/{report.code}/berkas/{row.pk}")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]  # a stream
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]
        assert AccessEntry.objects.filter(report=report, what="file").count() == traces


def test_a_file_of_another_report_is_not_there(world: World) -> None:
    _, row = with_file(world)
    other = filed(world, key="lain")
    assert sign_in(world, "citra").get(f"/meja/{other.code}/berkas/{row.pk}").status_code == 404
    assert sign_in(world, "gilang").get(f"/meja/{row.report.code}/berkas/{row.pk}").status_code == 404
