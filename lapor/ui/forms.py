"""Form fields that the components know how to draw."""

from typing import Any

from django import forms


class CardField(forms.ChoiceField):
    """A radio choice whose options carry a title and two sentences: `cards=((value, title, about), …)`."""

    widget = forms.RadioSelect

    def __init__(self, *, cards: tuple[tuple[str, str, str], ...], **more: Any) -> None:
        self.about = {value: about for value, _, about in cards}
        super().__init__(choices=[(value, title) for value, title, _ in cards], **more)
