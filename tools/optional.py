"""Run a command of ours as a stage, or say in one line that it does not exist yet."""

import os
import sys

from tests.harness import environment


def main() -> int:
    """Run `lapor <arguments>` on an empty installation; return its exit code."""
    environment.prepare()
    from lapor.config import cli

    if not exists(sys.argv[1]):
        print(f"SKIPPED: there is no command `lapor {sys.argv[1]}` yet")
        return 0
    return cli.guarded(sys.argv[1:])


def exists(name: str) -> bool:
    """Return whether a command of that name is installed."""
    import django
    from django.core.management import get_commands

    os.environ["DJANGO_SETTINGS_MODULE"] = "lapor.config.settings"
    django.setup()
    return name in get_commands()


if __name__ == "__main__":
    sys.exit(main())
