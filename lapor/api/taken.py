"""What comes in: the schema of a submit, and one schema per move made from what its row of the table takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self, cast
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ModelWrapValidatorHandler,
    StrictBool,
    StrictInt,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from lapor.agencies import regions
from lapor.agencies.models import Agency, Category
from lapor.api.problems import Problem
from lapor.api.sentences import REFUSED
from lapor.kit import text
from lapor.people.models import User
from lapor.reports.choices import Classification, Identity, Secrecy
from lapor.reports.drafts import (
    ACCUSED_LIMIT,
    BODY_LEAST,
    NAME_LIMIT,
    NUMBER_LIMIT,
    PLACE_LIMIT,
    TITLE_LEAST,
    Draft,
    Letter,
    named_by,
    problems_of,
)
from lapor.reports.files import Upload
from lapor.reports.incharge import NOT_THERE
from lapor.reports.params import TEXT_LIMIT, TITLE_LIMIT, Param
from lapor.reports.workflow import Move

STRICT = ConfigDict(extra="forbid")
NO_AGENCY = "Instansi ini tidak ada. Cari lagi di /instansi."
NO_CATEGORY = "Kategori ini tidak ada. Lihat daftarnya di /kategori."
NO_REGION = "Wilayah ini tidak ada. Cari kodenya di /wilayah."
NO_COUNTER = "Hanya kunci petugas loket yang boleh mengisi bagian ini."
NO_LETTER = "Bagian ini hanya untuk surat: isi “came_by” dengan “letter”, atau hapus bagian ini."


def _written(value: object) -> object:
    """A date comes as text, YYYY-MM-DD; pydantic would also take seconds since 1970."""
    if not isinstance(value, str) or len(value) != 10:
        raise PydanticCustomError("date_type", "not a date")
    return value


def _moment(value: object) -> datetime:
    """A moment comes as text with its offset."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and 16 < len(value) <= 40 else None
        if found is not None and found.utcoffset() is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError(REFUSED, "refused", {"sentence": NO_MOMENT})


NO_MOMENT = "Tulis waktu dengan selisihnya, seperti 2026-11-24T08:00:00+07:00."
Moment = Annotated[
    datetime, BeforeValidator(_moment), Field(description="ISO 8601 with offset: 2026-11-24T08:00:00+07:00")
]
Day = Annotated[date, BeforeValidator(_written), Field(description="YYYY-MM-DD")]
AgencyName = Annotated[
    Annotated[StrictInt, Field(ge=1, le=2**63 - 1)] | Annotated[str, Field(min_length=1, max_length=120)],
    Field(description="Number (`id`) or name (`slug`) of an agency, from /instansi."),
]
CategoryCode = Annotated[str, Field(min_length=1, max_length=80, description="Code of a category, from /kategori.")]


def _limits(most: int, least: int = 0) -> dict[str, JsonValue]:
    """Limits that are documented here and told by the draft, whose sentences are better."""
    return {"minLength": least, "maxLength": most}


class NewReport(BaseModel):
    """A report to be filed. `identity` and `secrecy` are the reporter's own choice and have no default."""

    model_config = STRICT
    title: str = Field(json_schema_extra=_limits(TITLE_LIMIT, TITLE_LEAST))
    body: str = Field(json_schema_extra=_limits(TEXT_LIMIT, BODY_LEAST))
    classification: Classification
    identity: Identity
    secrecy: Secrecy
    place: str = Field("", json_schema_extra=_limits(PLACE_LIMIT))
    region: str = Field("", max_length=40, description="Code of a place (“73.24.04”), from /wilayah.")
    incident_date: Day | None = None
    target: AgencyName | None = None
    category: CategoryCode | None = None
    accused: AgencyName | None = None
    accused_text: str = Field("", json_schema_extra=_limits(ACCUSED_LIMIT))
    name: str = Field("", json_schema_extra=_limits(NAME_LIMIT), description="Needed when identity is “named”.")
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    nik: str = Field("", max_length=40)
    came_by: Literal["counter", "letter", "phone"] | None = Field(
        None, description="How it reached the counter; only with the key of a counter officer. “api” without it."
    )
    letter_received: Day | None = Field(None, description="When the office received the letter; limits begin there.")
    letter_date: Day | None = None
    letter_number: str = Field("", json_schema_extra=_limits(NUMBER_LIMIT), description="The sender's own number.")

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, sent: object, check: ModelWrapValidatorHandler[Self]) -> Self:
        """Where the schema refuses some fields, tell in the same answer what the heart would say of the others."""
        try:
            return check(sent)
        except ValidationError as error:
            if not isinstance(sent, dict):
                raise
            bad = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
            found = _problems_of_the_others({name: value for name, value in sent.items() if name not in bad}, check)
            lines = [_again(one) for one in error.errors()]
            more = [_refused(name, sentence) for name, sentence in found.items() if name not in bad]
            raise ValidationError.from_exception_data(error.title, [*lines, *more]) from None


IN_PLACE = {"title": "", "body": "", "classification": "complaint", "identity": "none", "secrecy": "public"}


def _problems_of_the_others(sent: dict[str, Any], check: Callable[[object], NewReport]) -> dict[str, str]:
    """The problems of the fields that came well; what the schema refused or misses has a value in its place."""
    draft = draft_of(check(IN_PLACE | sent), ()).cleaned()
    missing = IN_PLACE.keys() - sent.keys()
    return {name: sentence for name, sentence in problems_of(draft, named_by(draft)).items() if name not in missing}


def _again(error: ErrorDetails) -> InitErrorDetails:
    return InitErrorDetails(type=error["type"], loc=error["loc"], input=None, ctx=error.get("ctx", {}))


def _refused(name: str, sentence: str) -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError(REFUSED, "refused", {"sentence": sentence}), loc=(name,), input=None
    )


PERSON = ("name", "email", "phone", "nik")
LETTER = ("letter_received", "letter_date", "letter_number")
NOT_IN_THE_DRAFT = frozenset({"target", "category", "accused", "came_by", *LETTER})


def draft_of(sent: NewReport, files: tuple[Upload, ...]) -> Draft:
    """The draft as the heart takes it. Who wants no identity leaves none, whatever else was sent."""
    given = {name: getattr(sent, name) for name in NewReport.model_fields if name not in NOT_IN_THE_DRAFT}
    if sent.identity == Identity.NONE:
        given |= dict.fromkeys(PERSON, "")
    return Draft(
        **given,
        target=_name(sent.target),
        category=_name(sent.category),
        accused=_name(sent.accused),
        files=files,
        letter=_letter(sent),
    )


def _letter(sent: NewReport) -> Letter | None:
    if sent.letter_received is None:
        return None
    return Letter(sent.letter_received, number=sent.letter_number, written_on=sent.letter_date)


def problems_of_entry(sent: NewReport, draft: Draft, *, counter: bool) -> dict[str, str]:
    """What is wrong with how it came in, together with all else; empty when nothing of that is.

    `counter`: whether the key is that of who sits at one.
    """
    found = {}
    lettered = [name for name in LETTER if getattr(sent, name)]
    if sent.came_by and not counter:
        found["came_by"] = NO_COUNTER
    elif sent.came_by == "letter" and sent.letter_received is None:
        found["letter_received"] = "Isi kapan kantor menerima surat ini."
    elif sent.came_by != "letter":
        found |= dict.fromkeys(lettered, NO_LETTER)
    cleaned = draft.cleaned()
    return found and problems_of(cleaned, named_by(cleaned)) | found


def _name(given: int | str | None) -> int | str | None:
    return text.clean(given) or None if isinstance(given, str) else given


def agency_of(field: str, named: int | str) -> Agency:
    """The agency of this number or name, open or not; raises Problem 422."""
    wanted = {"pk": named} if isinstance(named, int) else {"slug": text.clean(named)}
    found = Agency.objects.filter(**wanted).first()
    if found is None:
        raise Problem(422, errors={field: NO_AGENCY})
    return found


def category_of(field: str, code: str) -> Category:
    found = Category.objects.select_related("parent").filter(code=text.clean(code), is_open=True).first()
    if found is None:
        raise Problem(422, errors={field: NO_CATEGORY})
    return found


def region_of(field: str, code: str) -> str:
    """The dotted code of a place, with or without a row; raises Problem 422."""
    found = regions.place(code)
    if found is None:
        raise Problem(422, errors={field: NO_REGION})
    return found.code


def person_of(field: str, address: str) -> User:
    """The person with this address; the same words for nobody and for somebody who works elsewhere."""
    found = User.objects.filter(email__iexact=address.strip()).first()
    if found is None:
        raise Problem(422, errors={field: NOT_THERE})
    return found


TURN = Field(
    None,
    ge=0,
    le=2**31 - 1,
    description="The `turn` that you have seen. With it the move is refused (409) when somebody was faster.",
)


def schema_of(move: Move) -> type[BaseModel]:
    """The body of a move: a field per parameter but files, which come beside it, and the turn."""
    fields: dict[str, Any] = {p.name: _field(p) for p in move.takes if p.kind != "files"}
    fields["turn"] = (StrictInt | None, TURN)
    name = "".join(part.title() for part in move.name.split("_"))
    return cast("type[BaseModel]", create_model(f"{name}Move", __config__=STRICT, **fields))


def _field(param: Param) -> tuple[object, object]:
    kind: Any = KINDS[param.kind](param)
    words = ": ".join(part for part in (param.label, param.hint) if part)
    if param.required:
        return Annotated[kind, Field(description=words)], ...
    return Annotated[kind | None, Field(description=words)], None


def _text(param: Param) -> object:
    return Annotated[str, Field(min_length=1 if param.required else 0, max_length=param.limit)]


KINDS: dict[str, Callable[[Param], object]] = {
    "text": _text,
    "line": _text,
    "agency": lambda param: AgencyName,
    "agencies": lambda param: Annotated[list[AgencyName], Field(max_length=param.limit)],
    "choice": lambda param: Literal[tuple(value for value, _ in param.options)],
    "flag": lambda param: StrictBool,
    "category": lambda param: CategoryCode,
    "report": lambda param: Annotated[str, Field(min_length=9, max_length=20)],
    "attached": lambda param: Annotated[
        list[UUID], Field(max_length=param.limit, description="Ids of files of this report.")
    ],
    "date": lambda param: Day,
    "moment": lambda param: Moment,
    "person": lambda param: Annotated[str, Field(max_length=254, description="E-mail address of an officer.")],
    "answer": lambda param: Annotated[UUID, Field(description="`id` of a message of the report.")],
}


def values_of(move: Move, sent: BaseModel, files: tuple[Upload, ...]) -> dict[str, Any]:
    """What was sent as `actions.perform` takes it; what was left out stays out. Raises Problem 422 for all together."""
    values: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for param in move.takes:
        value = files if param.kind == "files" else getattr(sent, param.name)
        if value not in (None, "", (), []):
            try:
                values[param.name] = _looked_up(param, value)
            except Problem as problem:
                missing |= problem.errors
    if missing:
        raise Problem(422, errors=missing)
    return values


def _looked_up(param: Param, value: object) -> object:
    match param.kind, value:
        case "agency", int() | str() as named:
            return agency_of(param.name, named)
        case "agencies", list() as many:
            return [agency_of(param.name, named) for named in many]
        case "category", str() as code:
            return category_of(param.name, code)
        case "person", str() as address:
            return person_of(param.name, address)
        case _:
            return value
