"""Log lines: one JSON object each, and never a word about a person.

No query strings, bodies, addresses of clients or exception messages: a database error quotes the value it refused.
"""

import logging
import sys
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

# Django's own lines hold the path, the host or the value that was refused; ours say the same without them.
SILENT = (
    "django.request",
    "django.security",
    "django.security.csrf",
    "django.security.DisallowedHost",
    "django.server",
)


def configure(*, process: str, readable: bool) -> None:
    """Send every log line to one stream: standard output for servers, standard error for commands."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]
    renderer: Processor = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr if process == "command" else sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING if process == "command" else logging.INFO)
    for name in SILENT:
        silence(name)


def silence(name: str) -> None:
    """Let one logger say nothing."""
    logger = logging.getLogger(name)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False


def where_it_broke(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace exception information by the kind of error and the places in the code, without its message."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        event.update(describe(info))
    elif isinstance(info, tuple) and info[1] is not None:
        event.update(describe(info[1]))
    elif info:
        error = sys.exc_info()[1]
        event.update(describe(error) if error else {})
    return event


def describe(error: BaseException) -> dict[str, Any]:
    """Return the kind of an error, those it came from, and at most twelve places of its traceback."""
    kinds: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(kinds) < 4:
        kinds.append(kind(cause))
        cause = cause.__cause__ or cause.__context__
    return {"error": kind(error), "caused_by": kinds, "at": places(error.__traceback__)[-12:]}


def kind(error: BaseException) -> str:
    """Return the full name of an error's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def places(traceback: TracebackType | None) -> list[str]:
    """Return file, line and function of each step of a traceback."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        short = code.co_filename.rsplit("site-packages/", 1)[-1]
        found.append(f"{'/'.join(short.split('/')[-4:])}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found
