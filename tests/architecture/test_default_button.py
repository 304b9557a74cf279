"""Enter sends a form; it never presses the button of a picker or of a suggestion that happens to come first."""

from __future__ import annotations

import re
from pathlib import Path

from lapor.config import settings as ours

TEMPLATES = sorted((Path(ours.__file__).parent.parent).glob("*/**/templates/**/*.html"))
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
INCLUDE = re.compile(r'{% include "([^"]+)"[^%]*%}')
# Buttons that do something else than sending the form, or a place where they may come.
HELPERS = ("{% picker", "formnovalidate", "{{ content }}")


def test_in_every_form_with_helping_buttons_enter_presses_its_own() -> None:
    found = {path: FORM.findall(path.read_text()) for path in TEMPLATES}
    forms = {(path.name, at): whole(form) for path, given in found.items() for at, form in enumerate(given)}
    helped = {where: form for where, form in forms.items() if any(sign in form for sign in HELPERS)}
    assert len(helped) >= 12
    wrong = [where for where, form in helped.items() if not comes_first(form)]
    assert wrong == []


def whole(form: str, seen: tuple[str, ...] = ()) -> str:
    """The form with the templates that it includes in their places."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        path = next((one for one in TEMPLATES if one.as_posix().endswith(f"/templates/{name}")), None)
        return whole(path.read_text(), (*seen, name)) if path and name not in seen else ""

    return INCLUDE.sub(put, form)


def comes_first(form: str) -> bool:
    own = form.find("{% default_button ")
    return 0 <= own < min(at for sign in (*HELPERS, "{% button ") if (at := form.find(sign)) >= 0)
