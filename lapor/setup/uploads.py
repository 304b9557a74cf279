"""What waits between looking and applying: the rows of a file, sealed, for its owner alone, for an hour."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta

from lapor.kit import clock, crypto, keys
from lapor.people.actor import Actor
from lapor.people.models import User

from .models import Upload
from .reading import Row

LIFE = timedelta(hours=1)
OF_ONE = 3  # files that one person may have waiting


def keep(rows: list[Row], *, by: Actor) -> Upload:
    """Put the rows aside; of more than three the oldest is dropped."""
    number = uuid.uuid4()
    key, wrapped = keys.provider().new_report_key(number)
    plain = json.dumps([asdict(row) for row in rows], ensure_ascii=False).encode()
    sealed = crypto.seal(key, plain, context=_context(number))
    owner = User.objects.get(pk=by.user_id or 0)
    row = Upload.objects.create(id=number, user=owner, key_wrapped=wrapped, rows_sealed=sealed)
    older = Upload.objects.filter(user=by.user_id).order_by("-created_at").values_list("pk", flat=True)[OF_ONE:]
    Upload.objects.filter(pk__in=list(older)).delete()
    return row


def _context(number: uuid.UUID) -> str:
    return f"setup_upload|rows_sealed|{number}"


def find(number: uuid.UUID, *, by: Actor) -> Upload | None:
    """An own file that still waits."""
    return Upload.objects.filter(pk=number, user=by.user_id, created_at__gt=clock.now() - LIFE).first()


def rows_in(upload: Upload) -> list[Row]:
    key = keys.provider().unwrap(upload.pk, bytes(upload.key_wrapped))
    plain = crypto.open_sealed(key, bytes(upload.rows_sealed), context=_context(upload.pk))
    return [Row(**row) for row in json.loads(plain)]


def sweep(now: datetime) -> int:
    """Drop what nobody applied within the hour."""
    gone, _ = Upload.objects.filter(created_at__lte=now - LIFE).delete()
    return gone
