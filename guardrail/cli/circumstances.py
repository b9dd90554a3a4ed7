"""`--as`: the circumstances that a judgement is tried under, over those of the settings."""

import json
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from guardrail.domain import Circumstances
from guardrail.errors import BadInputError
from guardrail.policy import territories
from guardrail.settings import Settings
from guardrail.wording import dotted, place_of, said

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="JSON",
        help='Circumstances: `{"requester": "JP", "operator": "US", "delivery": "JP", '
        '"licensee": "op:tubeco", "tenant": "acme", "at": "2026-12-31T23:59:00+09:00", '
        '"use": "noncommercial", "exception": "parody", "clip_seconds": 8, '
        '"contexts": ["violence"]}`. '
        "What it leaves out is as in the settings; null is unknown.",
    ),
]

_FIX = "see `guardrail screen prompt --help` for an example"
_CONTEXT = r"^[a-z][a-z0-9_]*$"
_SHAPES = {_CONTEXT: "one word of small letters, digits and '_'"}
_Territory = Annotated[str, AfterValidator(territories.known)]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class _Told(BaseModel):
    """What `--as` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    requester: _Territory | None = None
    operator: _Territory | None = None
    delivery: _Territory | None = None
    licensee: _Id | None = None
    tenant: _Id | None = None
    use: Literal["commercial", "noncommercial"] | None = None
    exception: Annotated[str, Field(pattern=_CONTEXT)] | None = None
    clip_seconds: float | None = Field(None, ge=0)
    contexts: tuple[Annotated[str, Field(pattern=_CONTEXT)], ...] | None = None


def circumstances(text: str, settings: Settings) -> Circumstances:
    """The circumstances of the settings, with what `text` says in their place.

    Raises:
        BadInputError: it is not JSON, or has an unknown key or a wrong value.
    """
    try:
        values = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"not JSON: {error}", where="--as", fix=_FIX) from error
    if not isinstance(values, dict):
        raise BadInputError("must be a JSON object", where="--as", fix=_FIX)
    try:
        told = _Told.model_validate_json(json.dumps(values))
    except ValidationError as error:
        raise _complaint(error.errors(include_url=False)[0]) from error
    known = Circumstances(
        at=told.at,
        requester=settings.requester_territory,
        operator=settings.operator_territory,
        delivery=settings.delivery_territory,
    )
    given = {name: getattr(told, name) for name in told.model_fields_set}
    if given.get("contexts") is not None:
        given["contexts"] = frozenset(given["contexts"])
    return Circumstances(**{**{n: getattr(known, n) for n in _Told.model_fields}, **given})


def _complaint(error: ErrorDetails) -> BadInputError:
    where = ": ".join(("--as", dotted(place_of(error)))).removesuffix(": ")
    problem, fix = said(error, known=_Told.model_fields, shapes=_SHAPES)
    return BadInputError(problem, where=where, fix=fix or _FIX)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadInputError(f"{key}: given twice", where="--as", fix="keep one")
        found[key] = value
    return found


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
