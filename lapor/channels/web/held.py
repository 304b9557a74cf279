"""Files of a form that comes back: held sealed on our disk, so that nobody has to choose and send them again.

Each lies in `settings.LAPOR_HELD/<uuid>` under a key of its own. Only the returned form knows that key, in a ticket
sealed for this form and this person; whoever has the disk, even with Django's secret, opens nothing. No address leads
to a held file: it only goes out by being sent with the form, through the same checks as a fresh one.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import logging
import os
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import DatabaseError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from lapor.channels.web import limits, receiving
from lapor.channels.web.fields import HeldFile, ManyFiles, Shown, as_uploads, refused
from lapor.kit import clock, crypto, files
from lapor.reports.files import LARGEST_TOGETHER, MB, MOST_FILES, problems_of_files

FIELD = "files_held"  # the tickets of a posted form
LIFE = timedelta(hours=4)
MOST_HELD = 2048 * MB  # of everybody together
LEAST_FREE = 1024 * MB  # of the disk, which reports need more
UNIT = 2 * MB  # in which one address is counted
IN_MEMORY = 2 * MB  # of an opened file; a larger one goes through a temporary file, as fresh ones do
LONGEST_TICKET = 2000  # characters
NAME, MARK, BOUND = "files", "lapor_files", "lapor_files_bound"

log = logging.getLogger("lapor.held")
Files = MultiValueDict[str, UploadedFile[Any]]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the form knows of a held file: its name on the disk (hex), key (base64), and how it came."""

    number: str
    key: str
    name: str
    size: int
    kind: str

    @property
    def path(self) -> Path:
        return Path(settings.LAPOR_HELD) / uuid.UUID(self.number).hex


def files_of(request: HttpRequest, *bound: str, form: QueryDict | None = None) -> Files:
    """The files of a form (`form`, else the posted one), fresh and held; `bound`: form and person whose tickets fit.

    Held ones that are gone or not this person's are there too, and say so when the form is checked. Where fresh ones
    were left out (receiving.py), the held ones remain.
    """
    known = vars(request).get(MARK)
    if isinstance(known, MultiValueDict):
        return known
    if receiving.left_out(request):
        request.FILES.clear()
    given = request.POST if form is None else form
    held = _opened(request, given.getlist(FIELD), bound)
    request.FILES.setlist(NAME, [*held, *request.FILES.getlist(NAME)])  # what stands here Django closes at the end
    vars(request).update({MARK: request.FILES, BOUND: bound[0]})
    return request.FILES


def come_back(request: HttpRequest, form: BaseForm, given: Files, *, bound: str) -> None:
    """Hold the files of a form that is shown again, and let it show which it has and which have to be chosen again."""
    field = form.fields.get(NAME)
    if field is None or not isinstance(field.widget, ManyFiles):
        return
    kept, lost = hold(request, given.getlist(NAME), bound=bound)
    if form.is_bound and not form.errors.get(NAME) and (bad := [why for _, why in lost if why]):
        form.add_error(NAME, refused(bad))  # a search in a picker checks nothing, but these do not come back
    field.widget.held = kept
    field.widget.lost = [name for name, why in lost if not why]
    field.widget.all_lost = receiving.left_out(request) is not None


def hold(
    request: HttpRequest, given: Sequence[UploadedFile[Any]], *, bound: str
) -> tuple[list[Shown], list[tuple[str, str]]]:
    """Hold what can be sent, as much as one message may have: tickets for `bound`, and the names of what is lost.

    With a lost name goes why nobody could send the file anyway; empty where only we could not keep it.
    """
    kept: list[Ticket] = []
    lost: list[tuple[str, str]] = []
    room = _room()
    for file in given:
        bad = "" if isinstance(file, HeldFile) else problems_of_files(as_uploads([file]))
        fits = len(kept) < MOST_FILES and sum(one.size for one in kept) + (file.size or 0) <= LARGEST_TOGETHER
        ticket = _held(request, file, room) if fits and not bad else None
        if ticket is not None:
            kept.append(ticket)
            room -= 0 if isinstance(file, HeldFile) else ticket.size
        elif not (isinstance(file, HeldFile) and file.gone):  # of what is gone the form's own check speaks
            lost.append((file.name or "berkas", bad))
    return [Shown(_sealed(one, bound), one.name, one.size, one.kind) for one in kept], lost


def rescued(request: HttpRequest) -> tuple[list[str], bool]:
    """New tickets for the fresh files of a form in whose midst something of ours broke, and whether any are lost."""
    given, bound = vars(request).get(MARK), vars(request).get(BOUND)
    if not isinstance(given, MultiValueDict) or not isinstance(bound, str):
        return [], bool(request.FILES) or receiving.left_out(request) is not None
    fresh = [file for file in given.getlist(NAME) if not isinstance(file, HeldFile)]
    kept, lost = hold(request, fresh, bound=bound)
    return [one.ticket for one in kept], bool(lost) or receiving.left_out(request) is not None


def sent(request: HttpRequest) -> None:
    """The form was accepted: what was held of it has done its work."""
    known = vars(request).get(MARK)
    for file in known.getlist(NAME) if isinstance(known, MultiValueDict) else ():
        if isinstance(file, HeldFile) and not file.gone:
            cast("Ticket", file.ticket).path.unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Remove what nobody came back for (a sweep of the worker); returns how many files."""
    old = [path for path, _ in _lying() if _changed(path) < (now - LIFE).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _opened(request: HttpRequest, given: Iterable[str], bound: Sequence[str]) -> list[HeldFile]:
    """What lies behind the tickets of a form, no file twice; not more than one form can have been given."""
    found: list[HeldFile] = []
    for one in list(dict.fromkeys(given))[: receiving.MOST_READ]:
        ticket = next((known for each in bound if (known := _ticket(one, each))), None)
        together = sum(file.size or 0 for file in found) + (ticket.size if ticket else 0)
        if len(found) >= MOST_FILES or together > LARGEST_TOGETHER:
            ticket = None
        if ticket not in [file.ticket for file in found]:
            found.append(_file(request, ticket))
    return found


def _file(request: HttpRequest, ticket: Ticket | None) -> HeldFile:
    if ticket is None:
        return HeldFile(io.BytesIO(), name="berkas", size=0, gone=True)
    small = ticket.size <= IN_MEMORY
    content = _content(ticket) if small or _may(request, "berkas-buka") else None
    return HeldFile(content or io.BytesIO(), name=ticket.name, size=ticket.size, gone=content is None, ticket=ticket)


def _ticket(given: str, bound: str) -> Ticket | None:
    if len(given) > LONGEST_TICKET:
        return None
    try:
        envelope = base64.urlsafe_b64decode(given.encode("ascii"))
        return Ticket(**json.loads(crypto.open_sealed(_secret(), envelope, context=f"held|{bound}")))
    except (crypto.CryptoError, binascii.Error, UnicodeEncodeError):
        return None


def _sealed(ticket: Ticket, bound: str) -> str:
    plain = json.dumps(asdict(ticket)).encode()
    return base64.urlsafe_b64encode(crypto.seal(_secret(), plain, context=f"held|{bound}")).decode()


def _secret() -> bytes:
    return salted_hmac("lapor.held", "", algorithm="sha256").digest()


def _content(ticket: Ticket) -> BinaryIO | None:
    """The file as it came, None when it was sent already, swept away or damaged."""
    room: BinaryIO = io.BytesIO() if ticket.size <= IN_MEMORY else _room_on_disk(ticket)
    try:
        if _changed(ticket.path) < (clock.now() - LIFE).timestamp():
            raise FileNotFoundError
        with ticket.path.open("rb") as source:
            crypto.open_stream(base64.b64decode(ticket.key), source, room, context=_context(ticket))
    except (OSError, crypto.CryptoError):
        room.close()
        return None
    room.seek(0)
    return room


def _room_on_disk(ticket: Ticket) -> BinaryIO:
    """Where Django would put an upload of this size; it is deleted when it is closed."""
    return cast("BinaryIO", TemporaryUploadedFile(ticket.name, None, ticket.size, None).file)


def _room() -> int:
    """Bytes that may still be held; none where the folder is not there."""
    try:
        free = shutil.disk_usage(settings.LAPOR_HELD).free
        return min(MOST_HELD - sum(size for _, size in _lying()), free - LEAST_FREE)
    except OSError:
        return 0


def _held(request: HttpRequest, file: UploadedFile[Any], room: int) -> Ticket | None:
    if isinstance(file, HeldFile):
        return None if file.gone else cast("Ticket", file.ticket)
    size = file.size or 0
    return _written(file) if size <= room and _may(request, "berkas-titip", -(-size // UNIT) or 1) else None


def _written(file: UploadedFile[Any]) -> Ticket | None:
    source = cast("BinaryIO", file.file)
    kind, key = files.sniff(source), crypto.new_key()
    ticket = Ticket(
        number=uuid.uuid4().hex,
        key=base64.b64encode(key).decode(),
        name=file.name or "berkas",
        size=file.size or 0,
        kind=kind.extension if kind else "",
    )
    try:
        source.seek(0)
        with open(ticket.path, "xb", opener=_private) as target:
            crypto.seal_stream(key, source, target, context=_context(ticket))
        at = clock.now().timestamp()
        os.utime(ticket.path, (at, at))
    except OSError as error:
        log.warning("a file was not held: errno %s", error.errno)
        ticket.path.unlink(missing_ok=True)
        return None
    return ticket


def _context(ticket: Ticket) -> str:
    return f"held|content|{ticket.number}"


def _may(request: HttpRequest, limit: str, times: int = 1) -> bool:
    """Count for the network that a form came from; where the counter is broken, the walls of the disk remain."""
    try:
        return all(limits.allow(request, limit) for _ in range(times))
    except DatabaseError:
        return True


def _lying() -> list[tuple[Path, int]]:
    """What is held now, with its bytes."""
    found = []
    for path in Path(settings.LAPOR_HELD).iterdir():
        try:
            found.append((path, path.stat().st_size))
        except FileNotFoundError:  # sent this very moment
            continue
    return found


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
