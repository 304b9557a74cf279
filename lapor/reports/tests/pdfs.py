"""What stands in a PDF: its words, and where its links lead."""

from __future__ import annotations

import ctypes
from typing import Any, TypeAlias

import pypdfium2

Untyped: TypeAlias = Any  # pypdfium2 says nothing about its types
raw: Untyped = pypdfium2.raw
open_pdf: Untyped = pypdfium2.PdfDocument


def text_of(document: Untyped) -> str:
    """Its words on one line: where lines break is a matter of looks."""
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    return " ".join(" ".join(pages).split())


def links_of(document: Untyped) -> list[str]:
    """The addresses behind the links of its first page."""
    found, place, link = [], ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(document[0], place, link):
        found.append(_address(document, raw.FPDFLink_GetAction(link)))
    return found


def _address(document: Untyped, action: Untyped) -> str:
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode()
