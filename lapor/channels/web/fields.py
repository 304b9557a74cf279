"""Form fields that take what browsers send and give back what the actions want, with errors as Indonesian sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from lapor.agencies import regions
from lapor.agencies.models import Agency, Category
from lapor.kit import codes, text
from lapor.reports.files import LARGEST_FILE, LARGEST_TOGETHER, MB, MOST_FILES, TAKEN, Upload, problems_of_files

FILES_HINT = (
    f"Foto, PDF, dokumen, suara atau video. Paling banyak {MOST_FILES} berkas, {LARGEST_FILE // MB} MB per berkas, "
    f"{LARGEST_TOGETHER // MB} MB bersama."
)
GONE = "tidak lagi kami simpan"
NOT_YOURS = "Satu berkas yang tadi Anda pilih tidak dapat dipakai lagi. Pilih lagi berkasnya bila masih perlu."


class WordsField(forms.CharField):
    """Words that people type: made harmless, never cut off silently by the browser, at most `most` characters.

    `when_empty` stands beside the label of one that need not be filled in.
    """

    when_empty = "boleh dikosongkan"

    def __init__(self, *, most: int = 0, **more: Any) -> None:
        self.most = most
        super().__init__(**more)
        # NUL and the like are taken out below; refusing a whole text for one would help nobody.
        self.validators = []

    def to_python(self, value: object) -> str:
        return text.clean(str(value or "")).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise forms.ValidationError(f"Terlalu panjang ({len(value)} huruf). Ringkas menjadi {self.most} huruf.")


class Search(forms.TextInput):
    """The value that a picker posts; the words beside it come as `<name>_q`."""

    input_type = "search"

    def words(self, data: Mapping[str, Any], name: str) -> str:
        return text.clean(str(data.get(f"{name}_q") or ""))[:200].strip()


class PickedField(forms.Field):
    """A thing chosen from a long list by searching: `source` names the list (see pickers.py).

    `url` is asked instead of the list's own address, for a narrower list.
    """

    widget = Search
    source = ""

    def __init__(self, *, url: str = "", **more: Any) -> None:
        self.url = url
        super().__init__(**more)

    def label_of(self, value: object) -> str:
        """What stands in the search box for a chosen value."""
        raise LookupError(self.source)


class AgencyField(PickedField):
    """An open agency, chosen by number; `agencies` narrows the choice."""

    source = "instansi"

    def __init__(self, *, agencies: QuerySet[Agency] | None = None, **more: Any) -> None:
        self.agencies = Agency.objects.filter(is_open=True) if agencies is None else agencies
        super().__init__(**more)

    def to_python(self, value: object) -> Agency | None:
        if value in self.empty_values:
            return None
        found = self.agencies.filter(pk=_number(value)).first()
        if found is None:
            raise forms.ValidationError("Instansi ini tidak ada atau sudah ditutup. Cari lagi, lalu pilih dari daftar.")
        return found

    def label_of(self, value: object) -> str:
        row = Agency.objects.filter(pk=_number(value)).first()
        return row.name if row else ""

    def prepare_value(self, value: object) -> object:
        return value.pk if isinstance(value, Agency) else value


class CategoryField(PickedField):
    """A category that can be chosen, by number."""

    source = "kategori"

    def to_python(self, value: object) -> Category | None:
        if value in self.empty_values:
            return None
        rows = Category.objects.filter(is_open=True).select_related("parent")
        found = rows.filter(pk=_number(value)).first()
        if found is None:
            raise forms.ValidationError("Kategori ini tidak ada. Cari lagi, lalu pilih dari daftar.")
        return found

    def label_of(self, value: object) -> str:
        row = Category.objects.filter(pk=_number(value)).first()
        return row.name if row else ""

    def prepare_value(self, value: object) -> object:
        return value.pk if isinstance(value, Category) else value


class RegionField(PickedField):
    """A place by its code ("73.24.04"), from province to village."""

    source = "wilayah"

    def to_python(self, value: object) -> str:
        if value in self.empty_values:
            return ""
        found = regions.place(str(value))
        if found is None:
            raise forms.ValidationError(
                "Wilayah ini tidak ada. Ketik nama desa atau kecamatan, lalu pilih dari daftar."
            )
        return found.code

    def label_of(self, value: object) -> str:
        found = regions.place(str(value))
        return found.full_name if found else ""


def _number(value: object) -> int:
    """A key from a form; 0, which no row has, for what is no number."""
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


class CodeField(forms.CharField):
    """The tracking code of a report, in its stored form."""

    def to_python(self, value: object) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        code = codes.normalise(typed)
        if code is None:
            raise forms.ValidationError("Kode ini salah ketik. Kode terdiri dari 9 huruf dan angka.")
        return code


@dataclass(frozen=True, slots=True)
class Shown:
    """A held file as the form shows it: what it posts when the file stays in, name, bytes and extension."""

    ticket: str
    name: str
    size: int
    kind: str


class HeldFile(UploadedFile[Any]):
    """A file that came with an earlier try of this form (held.py); `gone` when only its name and size are left."""

    def __init__(self, file: BinaryIO, *, name: str, size: int, gone: bool, ticket: object = None) -> None:
        super().__init__(file=file, name=name, size=size)
        self.gone, self.ticket = gone, ticket


class ManyFiles(forms.ClearableFileInput):
    """One control for several files; `held`: what we have of them already, `lost`: the names of what we could not keep.

    `all_lost`: files were chosen whose names we do not know, because nobody read them.
    """

    allow_multiple_selected = True
    held: Sequence[Shown] = ()
    lost: Sequence[str] | None = None  # None: nobody tried to keep any
    all_lost = False

    def value_from_datadict(self, data: object, files: object, name: str) -> list[UploadedFile[Any]]:
        return list(files.getlist(name)) if isinstance(files, MultiValueDict) else []


class FilesField(forms.Field):
    """Several files, checked by their content; gives a tuple of Upload. Of bad ones each is named."""

    widget = ManyFiles

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limits, which a script tells before the upload (ui/js/sizes.js)."""
        limits = {"data-largest": LARGEST_FILE, "data-together": LARGEST_TOGETHER, "data-most": MOST_FILES}
        return super().widget_attrs(widget) | limits

    def clean(self, value: object) -> tuple[Upload, ...]:
        given = value if isinstance(value, list) else []
        if gone := [file for file in given if isinstance(file, HeldFile) and file.gone]:
            raise forms.ValidationError([_gone(file) for file in gone])
        return cast("tuple[Upload, ...]", super().clean(value))

    def to_python(self, value: object) -> tuple[Upload, ...]:
        return as_uploads(value if isinstance(value, list) else [])

    def validate(self, value: tuple[Upload, ...]) -> None:
        super().validate(value)
        bad = [sentence for one in value if (sentence := problems_of_files([one]))]
        if sentence := "" if bad else problems_of_files(value):
            raise forms.ValidationError(sentence)
        if bad:
            raise refused(bad)


def refused(bad: Sequence[str]) -> forms.ValidationError:
    """The sentences about bad files together; what can be taken is said once."""
    last = max((at for at, one in enumerate(bad) if one.endswith(TAKEN)), default=-1)
    return forms.ValidationError([one if at == last else one.removesuffix(TAKEN).strip() for at, one in enumerate(bad)])


def _gone(file: HeldFile) -> str:
    return f"Berkas “{file.name}” {GONE}. Pilih lagi bila masih perlu." if file.ticket else NOT_YOURS


def as_uploads(given: list[UploadedFile[Any]]) -> tuple[Upload, ...]:
    return tuple(Upload(one.name or "berkas", one.size or 0, cast("BinaryIO", one.file)) for one in given)
