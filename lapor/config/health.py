"""Two addresses for whoever watches over the servers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; no database is asked."""
    return HttpResponse("hidup\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers too; a broken one leaves as 503 through lapor.config.trouble."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("siap\n", content_type="text/plain; charset=utf-8")
