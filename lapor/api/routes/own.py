"""What the owner of a key has chosen for himself: how he hears of each kind of notice, and when the digest comes."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, create_model

from lapor.api import shown
from lapor.api.bodies import Sent
from lapor.api.door import READ, WRITE, Door, actor_of
from lapor.api.problems import Problem
from lapor.notices import ways
from lapor.notices.actions import choose
from lapor.notices.models import Way
from lapor.notices.queries import routine_of
from lapor.people.actor import Actor
from lapor.people.models import User

router = Router(tags=["Meja"])
NO_DESK = "Kunci ini tidak punya meja: pemiliknya tidak memegang peran."
NO_EXTRAS = ConfigDict(extra="forbid")
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class NoticeKind(BaseModel):
    """One kind of notice. `usual`: what holds for who has chosen nothing; `choices`: pressing ones have no `never`."""

    kind: str
    label: str
    way: Way
    usual: Way
    choices: list[Way]


class Notices(BaseModel):
    """`digest_at` is told on the clock of the agency. What comes at once by mail also rings on devices."""

    digest_at: str
    kinds: list[NoticeKind]


def _ways() -> type[BaseModel]:
    """One field for each kind, with what may be chosen for it."""
    fields: dict[str, Any] = {}
    for kind, label in ways.LABELS.items():
        may = Literal[tuple(way.value for way in ways.choices(kind))]  # type: ignore[valid-type]  # made from the table
        fields[kind] = (may, Field(ways.usual(kind).value, description=label))
    return cast("type[BaseModel]", create_model("NoticeWays", __config__=NO_EXTRAS, **fields))


NoticeWays = _ways()


class ChosenNotices(BaseModel):
    """The whole choice: a kind that is not named comes as usual."""

    model_config = NO_EXTRAS
    digest_at: str = Field(pattern=CLOCK, examples=["07:30"], description="Hour of the digest, by the agency's clock.")
    ways: NoticeWays  # type: ignore[valid-type]  # made at run time from the table of kinds


@router.get(
    "/meja/profil/kabar",
    auth=Door(scopes=READ),
    response=Notices,
    summary="Pilihan kabar saya",
    operation_id="my_notices",
    openapi_extra={"x-door": "token"},
)
def mine(request: HttpRequest) -> HttpResponse:
    """How the owner of the key hears of each kind of notice: at once, in the digest, or never."""
    return shown.send(_notices(_owner(actor_of(request))))


@router.put(
    "/meja/profil/kabar",
    auth=Door(scopes=WRITE),
    response=Notices,
    summary="Ganti pilihan kabar saya",
    operation_id="choose_notices",
    openapi_extra={"x-door": "token"},
)
def put(request: HttpRequest, body: Annotated[ChosenNotices, Sent(...)]) -> HttpResponse:
    """Replace the choice. The bell rings for everything all the same."""
    actor = actor_of(request)
    owner = _owner(actor)
    choose(by=actor, at=time.fromisoformat(body.digest_at), chosen=vars(body)["ways"].model_dump())
    return shown.send(_notices(owner))


def _owner(actor: Actor) -> User:
    """Raises Problem 403 for the key of somebody without a seat."""
    if actor.user_id is None or not actor.is_officer:
        raise Problem(403, NO_DESK)
    return User.objects.get(pk=actor.user_id)


def _notices(user: User) -> Notices:
    routine = routine_of(user)
    kinds = [
        NoticeKind(
            kind=kind,
            label=label,
            way=Way(routine.ways.get(kind, ways.usual(kind))),
            usual=ways.usual(kind),
            choices=ways.choices(kind),
        )
        for kind, label in ways.LABELS.items()
    ]
    return Notices(digest_at=f"{routine.at:%H:%M}", kinds=kinds)
