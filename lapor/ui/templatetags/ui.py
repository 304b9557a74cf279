"""`{% load ui %}`: every component of the design system; see lapor/ui/README.md for one line of usage each."""

from lapor.ui import charts
from lapor.ui.components import forms, lists, page, paper, press, state, talk, words
from lapor.ui.components.library import register

__all__ = ["charts", "forms", "lists", "page", "paper", "press", "register", "state", "talk", "words"]
