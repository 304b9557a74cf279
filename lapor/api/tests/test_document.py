"""The document of the API: committed, complete, and served."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lapor.api import openapi, shown, taken
from lapor.api.api import api
from lapor.api.door import Door
from lapor.api.routes import moving
from lapor.api.tests.calling import V1, client
from lapor.reports.actions import BY_NAME
from lapor.reports.policies import ReportView

DOCUMENT = json.loads(openapi.text())


def test_the_committed_document_is_that_of_the_code() -> None:
    call_command("openapi", "--check", stdout=StringIO())


def test_a_document_that_differs_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi, "SNAPSHOT", tmp_path / "api" / "openapi.json")
    monkeypatch.setattr(openapi, "ROOT", tmp_path)
    with pytest.raises(CommandError, match="jalankan `lapor openapi`"):
        call_command("openapi", "--check")
    call_command("openapi")
    call_command("openapi", "--check")


def test_every_offered_move_has_its_route_and_every_parameter_its_field() -> None:
    moves = moving.offered()
    assert {move.name for move in moves} == set(BY_NAME)
    for move in moves:
        operation = DOCUMENT["paths"][f"{V1}/laporan/{{code}}/langkah/{move.name}"]["post"]
        content = operation["requestBody"]["content"]
        name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        fields = DOCUMENT["components"]["schemas"][name]
        asked = {param.name for param in move.takes if param.kind != "files"}
        assert set(fields["properties"]) == asked | {"turn"}
        assert fields["additionalProperties"] is False
        required = {param.name for param in move.takes if param.required and param.kind != "files"}
        assert set(fields.get("required", ())) == required
        assert ("multipart/form-data" in content) == moving.takes_files(move)


def test_every_route_has_a_door_and_says_what_can_go_wrong() -> None:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                assert not operation.include_in_schema or isinstance(operation.auth_callbacks[0], Door), path
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            assert {str(status) for status in openapi.ALWAYS} < set(operation["responses"])
            assert operation["summary"]
            assert operation["description"]


def test_the_doors_in_the_document_are_those_in_the_code() -> None:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in (one for one in view.operations if one.include_in_schema):
                door = operation.auth_callbacks[0]
                assert isinstance(door, Door)
                for method in operation.methods:
                    told = DOCUMENT["paths"][f"{V1}{path}"][method.lower()]["security"]
                    assert told == [*([{}] if door.nobody else []), {"kunci": []}, *([{"pin": []}] if door.pin else [])]


def test_levels_hold_only_what_is_listed_for_them() -> None:
    public, reporter, officer = (
        set(shape.model_fields) for shape in (shown.PublicReport, shown.ReporterReport, shown.OfficerReport)
    )
    assert public < reporter
    assert reporter - officer == {"looks"}
    assert not public & {"name", "place", "accused", "accused_agency", "identity", "id", "holder_id", "channel", "turn"}
    assert not (public | reporter | officer) & {"id", "holder_id"}
    assert (public | reporter | officer) - {"moves", "looks", "waiting"} <= set(ReportView.__dataclass_fields__)
    assert not set(taken.NewReport.model_fields) & {"state", "holder", "code", "channel", "pin", "published_at"}


def test_document_and_page_are_served_to_everybody() -> None:
    served = client().get(f"{V1}/openapi.json")
    assert served.json() == DOCUMENT
    page = client().get(f"{V1}/")
    assert page.status_code == 200
    assert "ninja/swagger-ui" in page.content.decode()
