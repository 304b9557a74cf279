"""A request body that ends before its announced length was cut off on the way, and must not pass for a whole one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Whole:
    """The input of a server that gives nothing more, and no error, when the line breaks.

    Without this a form whose sender lost the network is filed with half a file, and his next try is refused because its
    files differ.
    """

    def __init__(self, source: BinaryIO, length: int) -> None:
        self.source, self.left = source, length

    def read(self, size: int = -1) -> bytes:
        return self._counted(self.source.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self.source.readline(size), size)

    def _counted(self, data: bytes, size: int) -> bytes:
        self.left -= len(data)
        if self.left > 0 and not data and size != 0:
            raise ConnectionResetError("the body ended before its length")
        return data


def whole(application: WSGIApplication) -> WSGIApplication:
    """Let an application see only whole bodies; Django makes of a broken one an answer of 4xx that nobody hears."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return guarded
