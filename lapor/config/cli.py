"""The console command `lapor`: our verbs and Django's, with sentences instead of tracebacks.

Exit codes: 0 done · 1 refused or failed · 2 not understood (arguments, settings) · 130 interrupted.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lapor.config import console

# Pages may wait five seconds and no more; what a person starts by hand may take its time.
DOCTOR_TAKES = frozenset({"--json", "--no-worker", "--quick", "--traceback"})
PROCESSES = {"web": "web", "worker": "worker"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or (arguments[0] in {"help", "--help", "-h"} and len(arguments) == 1):
        print(console.overview())
        sys.exit(0)
    if arguments[0] == "help":
        arguments = [arguments[1], "--help"]
    os.environ["LAPOR_PROCESS"] = PROCESSES.get(arguments[0], "command")
    sys.exit(guarded(arguments))


def guarded(arguments: list[str]) -> int:
    """Run a command; turn what goes wrong into a sentence and an exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError, SystemCheckError

    from lapor.config.env import EnvError
    from lapor.kit.errors import Refused

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.config.settings")
    try:
        if arguments[0] == "doctor" and DOCTOR_TAKES.issuperset(arguments[1:]) and (why := nothing_here()):
            return say_as_doctor(why, as_json="--json" in arguments)
        return run(arguments)
    except (EnvError, ImproperlyConfigured) as error:
        return say(str(error), code=2)
    except SystemCheckError as error:
        return say(str(error))
    except Refused as error:
        return say(error.sentence)
    except CommandError as error:
        return say(str(error), code=error.returncode)
    except KeyboardInterrupt:
        return say("Dihentikan.", code=130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if "--traceback" in arguments:
            raise
        return say(sentence_of(error))


def nothing_here() -> str:
    """Say what an examination would not find; asked before Django's settings, which make what is missing."""
    from lapor.config import env

    found = env.read()
    places = {"LAPOR_HOME": found.home, "LAPOR_KEYS": found.keys}
    if found.database["ENGINE"].endswith("sqlite"):
        places["LAPOR_HOME"] = Path(found.database["NAME"])
    gone = [f"{path} ({name})" for name, path in places.items() if not path.exists()]
    if not gone:
        return ""
    return (
        f"Tidak ada yang dapat diperiksa: {' dan '.join(gone)} tidak ada. Periksa pengaturannya; "
        "pemasangan baru dimulai dengan `lapor up`. / Nothing to examine: it does not exist."
    )


def say_as_doctor(sentence: str, *, as_json: bool) -> int:
    """Write a sentence as `lapor doctor` writes its problems, and return the exit code."""
    if not as_json:
        return say(f"• {sentence}")
    print(json.dumps({"healthy": False, "problems": [sentence], "advice": []}, ensure_ascii=False))
    return 1


def run(arguments: list[str]) -> int:
    """Find the command and execute it as Django would, without its habit of printing errors itself."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    name, rest = arguments[0], arguments[1:]
    app = get_commands().get(name)
    if app is None:
        return say(console.unknown(name, get_commands()), code=2)
    command: Any = load_command_class(app, name)
    # Django's own mark: mistakes in arguments then leave through argparse with exit code 2.
    command._called_from_command_line = True
    console.speak_indonesian()
    parser = command.create_parser(console.PROGRAM, name)
    if name in console.names():
        console.tidy(parser)
    options = vars(parser.parse_args(rest))
    command.execute(*options.pop("args", ()), **options)
    return 0


def sentence_of(error: Exception) -> str:
    """Return a sentence for an error that no command foresaw."""
    from lapor.config.starting import UNREACHABLE
    from lapor.config.trouble import DATABASE_DOWN, STORAGE_FULL, recognise

    trouble = recognise(error)
    if trouble is DATABASE_DOWN:
        return UNREACHABLE
    if trouble is STORAGE_FULL:
        return "Penyimpanan penuh; sediakan ruang lalu jalankan lagi. / The disk is full; make room and run it again."
    if isinstance(error, OSError) and error.filename:
        return f"{error.strerror}: {error.filename}"
    return f"Galat tak terduga: {type(error).__name__}: {error}. Tambahkan --traceback untuk rinciannya."


def say(sentence: str, *, code: int = 1) -> int:
    """Write a sentence to standard error and return the exit code."""
    sys.stdout.flush()
    if sentence:
        print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
