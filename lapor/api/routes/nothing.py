"""Every other address below the API: the same answer as for what is hidden."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from lapor.api.problems import missing

router = Router()
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@router.api_operation(METHODS, "/{path:rest}", auth=None, include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that the API does not have."""
    raise missing()
