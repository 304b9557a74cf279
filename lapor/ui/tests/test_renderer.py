import re

from django import forms
from django.forms.renderers import DjangoTemplates

from lapor.ui.renderer import Renderer

ROWS = [("", "Semua <unit>"), ("Luar", [("1", 'Dinas "PU"'), (2, "Dinkes & KB")]), (3, "Camat")]


def test_a_select_is_drawn_as_django_draws_it() -> None:
    attrs = {"id": "unit", "required": True, "disabled": False, "aria-describedby": "a<b", "size": 3}
    for widget in (forms.Select(choices=ROWS), forms.SelectMultiple(choices=ROWS)):
        for value in (None, "2", ["1", 3]):
            ours = widget.render("unit", value, attrs, renderer=Renderer())
            theirs = widget.render("unit", value, attrs, renderer=DjangoTemplates())
            assert ours == re.sub(r"\s*\n\s*", "", theirs)


def test_all_other_widgets_are_drawn_by_django() -> None:
    for widget in (forms.TextInput(), forms.Textarea(), forms.RadioSelect(choices=ROWS), forms.CheckboxInput()):
        assert widget.render("x", "1", renderer=Renderer()) == widget.render("x", "1", renderer=DjangoTemplates())
