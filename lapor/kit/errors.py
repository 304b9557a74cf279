"""What an action answers when it may not be done."""

from __future__ import annotations


class Refused(Exception):
    """An action was refused; `sentence` tells a person why, in Indonesian, and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
