"""What the schema found wrong, said in Indonesian without repeating what was sent."""

from __future__ import annotations

import re
from typing import Any

UNKNOWN = "Bagian ini tidak dikenal. Hapus, lalu kirim lagi."
NAME = re.compile("[A-Za-z_][A-Za-z0-9_]{0,39}")  # what a field may be called; anything else may be what was typed
REFUSED = "refused"  # kind of an error whose own sentence comes with it
DEFAULT = "Isi bagian ini tidak sesuai."

# Kind of error as pydantic names it: the sentence, filled from the limits of the schema.
SENTENCES: dict[str, str] = {
    "missing": "Bagian ini wajib diisi.",
    "extra_forbidden": UNKNOWN,
    "string_type": "Isi dengan teks.",
    "string_too_long": "Terlalu panjang. Ringkas menjadi paling banyak {max_length} huruf.",
    "string_too_short": "Terlalu pendek. Tulis paling sedikit {min_length} huruf.",
    "string_pattern_mismatch": "Bentuk isian ini salah.",
    "int_type": "Isi dengan bilangan bulat.",
    "int_parsing": "Isi dengan bilangan bulat.",
    "int_from_float": "Isi dengan bilangan bulat.",
    "int_parsing_size": "Bilangan ini terlalu besar.",
    "bool_type": "Isi dengan true atau false.",
    "bool_parsing": "Isi dengan true atau false.",
    "literal_error": "Pilih salah satu: {expected}.",
    "enum": "Pilih salah satu: {expected}.",
    "greater_than_equal": "Paling kecil {ge}.",
    "less_than_equal": "Paling besar {le}.",
    "too_long": "Paling banyak {max_length} buah.",
    "list_type": "Isi dengan daftar.",
    "dict_type": "Isi dengan objek JSON.",
    "model_type": "Isi dengan objek JSON.",
    "model_attributes_type": "Isi dengan objek JSON.",
    "date_type": "Tulis tanggal seperti 2026-11-24.",
    "date_parsing": "Tulis tanggal seperti 2026-11-24.",
    "date_from_datetime_parsing": "Tulis tanggal seperti 2026-11-24.",
    "date_from_datetime_inexact": "Tulis tanggal seperti 2026-11-24.",
    "uuid_parsing": "Nomor ini tidak lengkap.",
    "uuid_type": "Nomor ini tidak lengkap.",
}


def sentence_of(error: dict[str, Any]) -> dict[str, str]:
    """{"field", "sentence"} for one error of pydantic; a foreign name that could be no field's is left out."""
    kind, place = error["type"], [str(part) for part in error["loc"]]
    if kind == "extra_forbidden":
        return {"field": place[-1] if NAME.fullmatch(place[-1]) else "", "sentence": UNKNOWN}
    if kind == REFUSED:
        return {"field": _name(place), "sentence": error["ctx"]["sentence"]}
    limits = {name: str(value).replace("'", "").replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    return {"field": _name(place), "sentence": SENTENCES.get(kind, DEFAULT).format_map(_Known(limits))}


def _name(place: list[str]) -> str:
    """The field alone: where it stood and which branch of a choice was tried is noise."""
    inner = place[1:]
    if inner and place[0] == "body":
        inner = inner[1:]
    return inner[0] if inner else ""


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
