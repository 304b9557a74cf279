"""A posted form whose token Django's CSRF check did not accept: each face gives the words back in its own way."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from lapor.desk import kept
from lapor.public.views import trouble


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Nothing was done; what was typed comes back to who typed it."""
    if request.path.startswith(reverse("desk:inbox")):
        return kept.ask_again(request)
    return trouble.token_refused(request, reason)
