"""I21: whatever the document allows or forbids, as every role, gets what the document promises and never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi_checks

from lapor.api.tests.calling import V1, Caller, holder_of, key_of, nobody
from lapor.channels.web import limits
from lapor.config.wsgi import application
from lapor.reports.models import Report
from lapor.reports.tests import scenes
from lapor.reports.world import World

if TYPE_CHECKING:
    from schemathesis.schemas import APIOperation
    from schemathesis.specs.openapi.schemas import OpenApiSchema

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EXAMPLES = 10  # of each operation, kind of data and role
PROMISES = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.ignored_auth,
    openapi_checks.negative_data_rejection,
]


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", {name: limits.Limit(10**9, 600) for name in limits.LIMITS})


@pytest.fixture
def codes(world: World) -> list[str]:
    """Reports in several states, one of them secret, one of another agency."""
    reports = [
        scenes.submitted(world),
        scenes.assigned(world),
        scenes.answered(world, final=True),
        scenes.closed(world),
        scenes.submitted(world, secrecy="secret"),
        scenes.submitted(world, target=world.agencies["luwu-utara"].pk),
    ]
    return [report.code for report in reports]


@pytest.mark.parametrize("role", ["nobody", "reporter", "officer", "liaison", "reader"])
def test_every_route_keeps_what_the_document_says(unlimited: None, world: World, codes: list[str], role: str) -> None:
    caller, known = _caller(role, world, codes)
    schema = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", application)
    for operation in _operations(schema):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            # A route that takes nothing has nothing that could be wrong.
            with suppress(Unsatisfiable):
                _try(operation, mode, caller, known)
    assert Report.objects.count() >= len(codes)


def _caller(role: str, world: World, codes: list[str]) -> tuple[Caller, list[str]]:
    match role:
        case "reporter":
            receipt = nobody.submit()
            return holder_of(receipt), [receipt.json()["code"]]
        case "officer":
            return key_of(world, "citra"), codes
        case "liaison":
            return key_of(world, "dewi"), codes
        case "reader":
            return key_of(world, "dewi", "read"), codes
        case _:
            return nobody, codes


def _operations(schema: OpenApiSchema) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    for found in schema.get_all_operations():
        if isinstance(found, Ok):
            yield found.ok()


def _try(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, caller: Caller, codes: list[str]) -> None:
    """Send some requests of one kind; half of them name a report that exists."""

    @given(case=operation.as_strategy(generation_mode=mode), code=st.sampled_from(codes), real=st.booleans())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Case[Any], code: str, real: bool) -> None:
        if real and "code" in case.path_parameters:
            case.path_parameters["code"] = code
        for name in ("Authorization", "X-Laporan-PIN"):
            case.headers.pop(name, None)
        case.call_and_validate(headers=caller.headers, checks=PROMISES)

    run()
