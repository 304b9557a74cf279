"""Run a command of ours on an empty installation of its own: `python -m tools.scratch docs --check`."""

import sys

from tests.harness import environment


def main() -> int:
    """Return the exit code of `lapor <arguments>`."""
    environment.prepare()
    from lapor.config import cli

    return cli.guarded(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
