"""A setting that is added to a table of the configuration goes out with it, or is left out by name."""

from __future__ import annotations

from lapor.setup.configuration import TABLES, field_of

# Numbers of rows, what is counted from the tree, and who did what when: of this installation alone.
LEFT_OUT = {
    "agencies.Agency": {"id", "path", "realm", "last_given"},
    "agencies.Category": {"id"},
    "agencies.Competence": {"id"},
    "reports.AnswerTemplate": {"id", "changed_at", "changed_by"},
    "reports.RoutingRule": {"id", "report", "user", "since", "until"},
    "standards.DayOff": {"id", "decided_at"},
    "standards.OfficeHours": {"id"},
    "standards.ServiceStandard": {"id"},
    "standards.Step": {"id"},
}


def test_every_column_of_the_configuration_goes_out_or_is_left_out_by_name() -> None:
    for table in TABLES:
        columns = {column.name for column in table.model._meta.concrete_fields}
        assert columns == {field_of(name) for name in table.columns} | LEFT_OUT[table.model._meta.label], table.name
