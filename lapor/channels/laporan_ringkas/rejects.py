"""The rows that could not be taken, in a CSV that can be mended and read again."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Self

from lapor.channels.laporan_ringkas.parse import FORMULA, OUR_COLUMNS, Reject
from lapor.channels.laporan_ringkas.sheets import FileRefused


class RejectsFile:
    """Made with the first row that is rejected, readable by its owner alone: it holds what people wrote."""

    def __init__(self, path: Path, *, header: tuple[str, ...]) -> None:
        self.path, self._header = path, header
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def add(self, row: Reject) -> None:
        """Write one row with its number and the reason."""
        if self._writer is None:
            self._open()
        self._writer.writerow([row.line, row.reason, *(_written(cell) for cell in row.cells)])

    def _open(self) -> None:
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise FileRefused(
                f"Baris yang ditolak tidak dapat ditulis ke {self.path}: {error.strerror}. "
                "Sebutkan tempat lain dengan --rejects."
            ) from error
        self._writer = csv.writer(self._file)
        self._writer.writerow([*OUR_COLUMNS, *(_written(name) for name in self._header)])


def _written(cell: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula gets an apostrophe, which reading takes away."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
