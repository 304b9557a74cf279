"""Our own lint finds what it is there for."""

from pathlib import Path

import pytest

from tools import lint

BAD = {
    "Report.objects": "from lapor.reports.models import Report\nReport.objects.all()\n",
    "through its module": "from lapor.reports import models\nmodels.Report.objects.get()\n",
    "raw": "Thing.objects.raw('select 1')\n",
    "extra": "Thing.objects.extra(where=['1=1'])\n",
    "mark_safe": "from django.utils.safestring import mark_safe\nmark_safe('<b>')\n",
    "csrf": "from django.views.decorators.csrf import csrf_exempt\n",
    "subprocess": "import subprocess\n",
    "pickle": "import pickle\n",
    "requests": "import requests\n",
    "urllib": "from urllib import request\n",
    "signals": "from django.db.models.signals import post_save\n",
    "clock": "from django.utils import timezone\ntimezone.now()\n",
    "today": "from datetime import date\ndate.today()\n",
    "reasonless": "x = 1  # type: " + "ignore[attr-defined]\n",
    "left over": "x = 1  # TO" + "DO\n",
}
BAD_TEMPLATES = {
    "safe": "{{ text|safe }}",
    "autoescape": "{% autoescape off %}",
    "handler": '<button type="button" onclick="x()">',
    "style": '<p style="color: red">',
    "foreign": '<script src="https://cdn.example/x.js"></script>',
}
GOOD = "from lapor.kit import clock\nclock.now()\nx = 1  # type: ignore[attr-defined]  # the library is untyped\n"


@pytest.mark.parametrize("name", BAD)
def test_a_hole_in_python_is_found(name: str) -> None:
    assert list(lint.check_python(BAD[name], "lapor/desk/views.py"))


@pytest.mark.parametrize("name", BAD_TEMPLATES)
def test_a_hole_in_a_template_is_found(name: str) -> None:
    assert list(lint.check_lines(BAD_TEMPLATES[name], "x.html", lint.REFUSED_IN_TEMPLATES))


def test_decent_code_passes() -> None:
    assert list(lint.check_python(GOOD, "lapor/desk/views.py")) == []


def test_the_heart_may_and_the_desk_may_not() -> None:
    source = BAD["Report.objects"]

    inside = list(lint.check_python(source, "lapor/reports/queries.py"))
    outside = list(lint.check_python(source, "lapor/desk/views.py"))

    assert all(lint.allowed(finding) for finding in inside)
    assert not any(lint.allowed(finding) for finding in outside)


@pytest.mark.slow
def test_every_exception_is_still_needed() -> None:
    used = {
        (rule, start)
        for finding in lint.check(lint.PRODUCT)
        for rule, start in lint.ALLOWED
        if finding.rule == rule and finding.path.startswith(start)
    }

    assert set(lint.ALLOWED) == used


@pytest.mark.slow
def test_the_tree_is_clean() -> None:
    assert [str(finding) for finding in lint.check(Path(lint.PRODUCT)) if not lint.allowed(finding)] == []
