"""Migrations: none missing, linear, and none that would lock or break a running version."""

import sys

from tests.harness import environment

# Read by a person: SQLite drops a NOT NULL, or adds a column with a default of the database, by building the table
# anew, which the linter takes for adding one. Another list of known clocks does the same.
LOOKED_AT = (
    "0003_custodians_open",
    "0002_seats",
    "0003_when_days_off_were_decreed",
    "0006_arbitration",
    "0007_promise_grace",
    "0018_promises",
    "0019_split",
    "0023_ombudsman_case",
    "0003_digests",
    "0004_devices",
    "0002_how_he_works",
    "0016_pin_seen",
    "0003_sharing",
    "0006_decrees",
    "0002_mine_only",
    "0020_letters",
    "0005_letters",
    "0025_answers_that_wait",
    "0026_promise_owner",
    "0027_scheduled_answers",
    "0028_ratings_ask_three_things",
)


def main() -> int:
    """Run the three checks; return the exit code."""
    environment.prepare(sys.argv[1:])
    from lapor.config import cli

    linear = cli.guarded(["check", "--fail-level", "WARNING"])
    complete = cli.guarded(["makemigrations", "--check", "--dry-run"])
    return linear or complete or safe()


def safe() -> int:
    """Ask django-migration-linter about all but the first of each app: nobody runs while that one does."""
    from django_migration_linter import MigrationLinter

    from tools.lint import ROOT

    ours = [folder.parent.name for folder in (ROOT / "lapor").glob("*/migrations")]
    linter = MigrationLinter(
        str(ROOT),
        include_apps=ours,
        no_cache=True,
        quiet=["ok", "ignore"],
        ignore_initial_migrations=True,
        ignore_name=LOOKED_AT,
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
