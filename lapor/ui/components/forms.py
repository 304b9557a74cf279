"""What people fill in: fields, choice cards, pickers, steps and files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from lapor.ui.components.library import part, register

PASSED_ON = frozenset({"data-digits", "data-short"})  # attributes of a widget that each of its options gets
MAY_BE_EMPTY = "boleh dikosongkan"  # beside the label; a field that means something else says so in `when_empty`


@register.simple_tag
def field(
    bound: BoundField,
    *,
    hint: str | None = None,
    count: int | None = None,
    optional: bool | None = None,
    label: str | None = None,
    width: str = "",
    **more: Any,
) -> SafeString:
    """{% field form.title count=120 %} – label, hint, error and counter tied together; width: short, code."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_hidden()
    values = frame(bound, hint=hint, optional=optional, label=label) | {"width": width, "count": count}
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return part("group", values | {"choices": choices(bound, None)})
    values["control"] = bound.as_widget(attrs=control_attributes(bound, values, more))
    values["name"] = bound.html_name
    values["held"] = [(one, bytes_in_words(one.size)) for one in getattr(widget, "held", ())]
    return part("check" if isinstance(widget, forms.CheckboxInput) else "field", values)


def frame(bound: BoundField, *, hint: str | None, optional: bool | None, label: str | None) -> dict[str, Any]:
    """Return what every field shows around its control."""
    words = hint if hint is not None else str(bound.help_text or "")
    needs_mark = not (bound.field.required or answers_by_itself(bound.field.widget))
    mark = getattr(bound.field, "when_empty", MAY_BE_EMPTY)
    return {
        "id": bound.id_for_label or bound.auto_id,
        "base": bound.auto_id or bound.html_name,
        "label": label or bound.label,
        "hint": words,
        "errors": list(bound.errors),
        "optional": mark if (needs_mark if optional is None else optional) else "",
        "required": bound.field.required,
    }


def answers_by_itself(widget: forms.Widget) -> bool:
    """Return whether leaving it as it is means something: an empty box, or radios with an answer for "nothing"."""
    if isinstance(widget, forms.RadioSelect):
        return any(value == "" for value, _ in widget.choices)
    return isinstance(widget, forms.CheckboxInput)


def control_attributes(bound: BoundField, values: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes that tie a control to its hint, error and counter."""
    told = [name for name in ("hint", "error", "count") if values.get("errors" if name == "error" else name)]
    result: dict[str, Any] = {name.replace("_", "-"): value for name, value in more.items()}
    if told:
        result["aria-describedby"] = " ".join(f"{values['base']}-{name}" for name in told)
    if values["errors"]:
        result["aria-invalid"] = "true"
    if values["count"]:
        result["data-count"] = str(values["count"])
    return result


def choices(bound: BoundField, about: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Return the options of a group as dicts: id, name, value, label, about, checked, type, disabled."""
    words = about or getattr(bound.field, "about", {})
    rows: list[dict[str, Any]] = []
    for option in bound.subwidgets:
        data = option.data
        rows.append(
            {
                "id": data["attrs"].get("id"),
                "name": data["name"],
                "value": data["value"],
                "label": data["label"],
                "about": words.get(str(data["value"]), ""),
                "checked": data["selected"],
                "type": data["type"],
                "disabled": data["attrs"].get("disabled", False),
                "more": {name: value for name, value in data["attrs"].items() if name in PASSED_ON},
                "autofocus": bool(data["attrs"].get("autofocus")) and not rows,
            }
        )
    return rows


@register.simple_tag
def choice_cards(
    bound: BoundField,
    *,
    about: Mapping[str, str] | None = None,
    hint: str | None = None,
    label: str | None = None,
    optional: bool | None = None,
) -> SafeString:
    """{% choice_cards form.identity about=words %} – radios with a title and two sentences (or `field.about`)."""
    values = frame(bound, hint=hint, optional=optional, label=label)
    return part("choices", values | {"choices": choices(bound, about)})


@register.simple_tag
def error_summary(*given: forms.BaseForm | None) -> SafeString:
    """{% error_summary form %} – everything that is wrong, each linked to its field; takes the focus.

    Browsers keep no files of a form that comes back. Those that its widget does not show as `held` have to be chosen
    again: it is said here as well, by name where the widget knows which are `lost`.
    """
    forms_here = [form for form in given if form is not None]
    rows = [row for form in forms_here for row in mistakes(form)]
    all_lost, lost = files_lost(forms_here)
    if not (rows or all_lost or lost):
        return SafeString("")
    return part("summary", {"rows": rows, "all_lost": all_lost, "lost": lost})


def files_lost(given: Sequence[forms.BaseForm]) -> tuple[bool, list[str]]:
    """Return whether all chosen files have to be chosen again, or else the names of those that have."""
    widgets = [field.widget for form in given for field in form.fields.values() if field.widget.needs_multipart_form]
    unheld = any(form.is_bound and any(form.files.values()) and not file_refused(form) for form in given) and not any(
        getattr(widget, "lost", None) is not None for widget in widgets
    )
    names = [name for widget in widgets for name in getattr(widget, "lost", None) or ()]
    return unheld or any(getattr(widget, "all_lost", False) for widget in widgets), names


def file_refused(form: forms.BaseForm) -> bool:
    """Whether something is wrong with the file itself: then it has arrived, and the mistake says what to choose."""
    return any(form.errors.get(name) for name, field in form.fields.items() if field.widget.needs_multipart_form)


def mistakes(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    """Return each error with the id of the control that mends it ("" for the form as a whole)."""
    for error in form.non_field_errors():
        yield {"href": "", "text": str(error)}
    for bound in form:
        for error in bound.errors:
            yield {"href": first_control(bound), "text": f"{str(bound.label).rstrip('?.: ')}: {error}"}


def first_control(bound: BoundField) -> str:
    """Return the id of the first thing to focus in a field."""
    options = (
        bound.subwidgets if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else []
    )
    return str(options[0].data["attrs"].get("id")) if options else str(bound.id_for_label or bound.auto_id)


@register.simple_tag
def steps(names: list[str], current: int) -> SafeString:
    """{% steps names 2 %} – the current one counts from 1."""
    rows = [
        {"name": name, "number": number, "done": number < current, "now": number == current}
        for number, name in enumerate(names, 1)
    ]
    return part("steps", {"rows": rows, "current": current, "total": len(names), "name": names[current - 1]})


# By the kind of thing, or by the extension under which it is kept.
FILE_ICONS = dict.fromkeys(("picture", "video", "jpg", "png", "webp", "gif", "mp4"), "camera") | dict.fromkeys(
    ("audio", "mp3", "m4a", "ogg", "wav"), "bell"
)


@register.simple_tag
def file_tile(
    name: str, size: int | None = None, kind: str = "document", *, state: str = "ready", href: str = "", note: str = ""
) -> SafeString:
    """{% file_tile "lampiran-1.jpg" 240000 "picture" %} – states: ready, working, refused; size in bytes."""
    icon = FILE_ICONS.get(kind, "document")
    values = {"name": name, "size": bytes_in_words(size), "icon": icon, "state": state, "href": href, "note": note}
    return part("file", values)


def bytes_in_words(size: int | None) -> str:
    """Return "240 KB" or "1,4 MB"."""
    if size is None:
        return ""
    return f"{max(1, round(size / 1000))} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB".replace(".", ",")


@register.simple_tag
def picker(
    bound: BoundField,
    url: str,
    *,
    text: str = "",
    results: list[dict[str, str]] | None = None,
    hint: str | None = None,
    label: str | None = None,
    placeholder: str = "",
    submit: str = "cari",
) -> SafeString:
    """{% picker form.agency url="/cari/instansi" text=text results=found %} – search and radios; combobox with JS."""
    values = frame(bound, hint=hint, optional=None, label=label) | {"count": None, "width": ""}
    chosen = str(bound.value() or "")
    return part(
        "picker",
        values
        | {"name": bound.html_name, "chosen": chosen, "text": text, "url": url, "results": results}
        | {"placeholder": placeholder, "submit": submit, "described": control_attributes(bound, values, {})},
    )
