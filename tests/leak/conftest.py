"""One run for all tests of a module: the life, the crawl, what was collected; the database is as before afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from lapor.config import worker
from lapor.kit.keys import FileKeyProvider
from lapor.notices import circuit
from lapor.notices.tests.service import Service, push_service
from lapor.reports import search
from lapor.standards import rulebook
from tests.harness.stage import stage
from tests.leak.plant import Stage
from tests.leak.sinks import Post, Sinks, post_office


@contextmanager
def own_world(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything inside is undone afterwards; limits are counted in buckets of its own."""
    bucket, run = FileKeyProvider.bucket, str(uuid.uuid4())
    with pytest.MonkeyPatch.context() as patched, blocker.unblock(), transaction.atomic():
        patched.setattr(FileKeyProvider, "bucket", lambda self, value, day: bucket(self, run + value, day))
        patched.setattr(worker, "close_old_connections", lambda: None)  # the one that holds all this stays open
        rulebook.forget()
        search.forget()
        circuit.email.mend()
        circuit.services.clear()
        yield
        transaction.set_rollback(True)
    rulebook.forget()
    search.forget()


def with_mail(port: int) -> override_settings:
    """Settings under which the worker sends to a server of ours."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        LAPOR_BASE_URL="https://lapor.example",
    )


@contextmanager
def devices_may_ring(service: Service) -> Iterator[None]:
    """A push service of ours, and settings under which the worker calls it."""
    ours = override_settings(LAPOR_PUSH_SERVICES=("127.0.0.1",), LAPOR_PUSH_INSIDE=True)
    with (
        ours,
        TemporaryDirectory() as folder,
        push_service(service, Path(folder)) as certificate,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setenv("SSL_CERT_FILE", str(certificate))
        yield


@contextmanager
def own_stage(blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """A fresh world with a mail server and sinks."""
    sinks = Sinks()
    post, service = Post(sinks), Service()
    with own_world(blocker), post_office(post) as port, with_mail(port), devices_may_ring(service):
        yield Stage(stage(), sinks, post, service)
