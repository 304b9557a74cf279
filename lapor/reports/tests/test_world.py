"""The small world is made by real actions and holds every state."""

from datetime import UTC, datetime

import pytest

from lapor.reports.choices import State
from lapor.reports.models import Report
from lapor.reports.world import set_stage, tell

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def test_forty_reports_stand_in_every_state() -> None:
    told = list(tell(set_stage(extras=True), now=NOW))
    assert len(told) == Report.objects.count() == 40
    assert set(Report.objects.values_list("state", flat=True)) == set(State.values)
    assert not Report.objects.filter(changed_at__gt=NOW).exists()
    assert {"secret", "public"} == set(Report.objects.values_list("secrecy", flat=True))
    assert {"named", "anonymous", "none"} == set(Report.objects.values_list("identity", flat=True))
