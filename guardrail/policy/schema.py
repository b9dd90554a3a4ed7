"""The shape of a policy document, version 1: what may stand where, and the JSON Schema of it.

Only what is acted on is accepted. An unknown key is an error, because an owner who wrote it
believes that it protects something.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    StringConstraints,
    WithJsonSchema,
)

from guardrail.domain import Action, AssetKind, NameKind, Reason, Regime, Signal, Stage, Status
from guardrail.policy.territories import OTHERS, TERRITORIES, complaint


def _known_territory(code: str) -> str:
    """An ISO code; ValueError says how to mend another."""
    problem = complaint(code)
    if problem is not None:
        raise ValueError(problem)
    return code


def _known_territory_or_others(code: str) -> str:
    """An ISO code or "*"."""
    return code if code == OTHERS else _known_territory(code)


def _moment(text: str) -> str:
    """A date or a date and time, ISO 8601; ValueError on anything else."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no date (2026-12-31) and no time (2026-12-31T18:00)"
        ) from None
    return text


def is_date(text: str) -> bool:
    """Whether a moment is a whole day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


Territory = Annotated[
    str,
    AfterValidator(_known_territory),
    WithJsonSchema({"type": "string", "enum": sorted(TERRITORIES)}),
]
TerritoryOrOthers = Annotated[
    str,
    AfterValidator(_known_territory_or_others),
    WithJsonSchema({"type": "string", "enum": [OTHERS, *sorted(TERRITORIES)]}),
]
Moment = Annotated[
    str,
    AfterValidator(_moment),
    WithJsonSchema(
        {
            "type": "string",
            "anyOf": [{"format": "date"}, {"format": "date-time"}],
            "description": "A day as `until` includes that day. Without an offset, in `zone`.",
        }
    ),
]
_SLUG = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_ASSET_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._/-]*$"
_LINE = r"\S"
_WORD = r"^[a-z][a-z0-9_]*$"
SHAPES = {
    _SLUG: "an id of letters, digits, '.', '_' and '-'",
    _ASSET_ID: "an asset id such as kaze/kitsunebi: letters, digits, '.', '_', '-' and '/'",
    _LINE: "text: there is nothing in it",
    _WORD: "one word of small letters, digits and '_'",
}
"""What the patterns of texts mean, for complaints."""

Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=100)]
AssetId = Annotated[str, StringConstraints(pattern=_ASSET_ID, max_length=200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_LINE)]
Word = Annotated[str, StringConstraints(pattern=_WORD, max_length=50)]


class _Part(BaseModel):
    """No unknown keys, no guessing of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class HolderPart(_Part):
    """Owner or agent. Its name stands in refusals only where `named_in_refusals` is true."""

    id: Slug
    name: Line
    association: Line | None = None
    contact: Line | None = None
    named_in_refusals: bool = False


class ValidPart(_Part):
    """When the document is in force. Times without an offset are in `zone` (IANA name)."""

    start: Moment = Field(alias="from")
    until: Moment
    zone: Line


class ThresholdsPart(_Part):
    """Expected false matches at or below which a match counts: for a hold, for a block."""

    hold: PositiveFloat
    block: PositiveFloat


class DefaultsPart(_Part):
    """What holds where nothing more specific speaks.

    `version_margin` is the lead in similarity below which two versions of an asset are not told
    apart; `quarantined` is the most that a reference leads to which was set aside because it
    matches what is clean.
    """

    prior_permission: Action = Action.BLOCK
    opt_out: Action = Action.LOG
    unknown_territory: Literal["strictest"] = "strictest"
    low_confidence: Action = Action.HOLD
    quarantined: Literal[Action.HOLD, Action.LOG] = Action.HOLD
    version_margin: Annotated[float, Field(ge=0, le=1)] = 0.05
    expected_false_matches: ThresholdsPart | None = None


class NamePart(_Part):
    """One name; `lang` is a BCP 47 tag."""

    text: Line
    lang: str = Field("", max_length=35)


class DescriptionPart(_Part):
    """What the asset looks like, without its name."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    lang: str = Field("", max_length=35)


def _protected() -> dict[str, Status]:
    """The status of a design of which nothing is said."""
    return {OTHERS: Status.PROTECTED}


class VersionPart(_Part):
    """One design. `references` are globs relative to the document: pictures, and clips of a work.

    It is protected in a territory that `status` does not name, unless "*" says otherwise.
    """

    id: Slug
    references: tuple[Line, ...] = ()
    status: dict[TerritoryOrOthers, Status] = Field(default_factory=_protected)


class AssetPart(_Part):
    """What is protected."""

    id: AssetId
    kind: AssetKind = AssetKind.CHARACTER
    parent: AssetId | None = None
    names: tuple[NamePart, ...] = ()
    name_kind: NameKind = NameKind.DISTINCTIVE
    context_terms: tuple[Line, ...] = ()
    descriptions: tuple[DescriptionPart, ...] = ()
    versions: tuple[VersionPart, ...] = ()


class SecondsPart(_Part):
    """Length of a clip: gte <= seconds < lt."""

    lt: PositiveFloat | None = None
    gte: NonNegativeFloat | None = None


class FramesPart(_Part):
    """Frames that agree on the asset."""

    gte: Annotated[int, Field(ge=1)]


class WhenPart(_Part):
    """All that is given must hold; an absent fact reads strictly.

    `exception` is what the requester declares, such as parody: a rule may hold or block it, for
    nothing is delivered on such a word.
    """

    stage: tuple[Stage, ...] | None = Field(default=None, min_length=1)
    territory: tuple[Territory, ...] | None = Field(default=None, min_length=1)
    context_any: tuple[Word, ...] | None = Field(default=None, min_length=1)
    use: tuple[Literal["commercial", "noncommercial"], ...] | None = Field(
        default=None, min_length=1
    )
    exception: tuple[Word, ...] | None = Field(default=None, min_length=1)
    licensee: tuple[Line, ...] | None = Field(default=None, min_length=1)
    signal: tuple[Signal, ...] | None = Field(default=None, min_length=1)
    clip_seconds: SecondsPart | None = None
    frames_matched: FramesPart | None = None


class RulePart(_Part):
    """One if-then. `target` is an asset, a work, `HOLDER/*` or `*`."""

    id: Slug
    target: Line
    when: WhenPart = WhenPart()
    action: Action
    reason: Reason | None = None
    overrides_licences: bool = False
    expected_false_matches: ThresholdsPart | None = None


class WindowPart(_Part):
    """When a licence holds; `zone` is the document's unless given."""

    start: Moment = Field(alias="from")
    until: Moment
    zone: Line | None = None


class LicencePart(_Part):
    """A grant to one licensee. Without `territory` it holds everywhere."""

    id: Slug
    licensee: Line
    assets: tuple[Line, ...] = Field(min_length=1)
    window: WindowPart
    territory: tuple[Territory, ...] | None = Field(default=None, min_length=1)
    prohibits_context: tuple[Word, ...] = ()
    duties: tuple[Line, ...] = ()


class ReviewPart(_Part):
    """How long a hold waits, and what silence then means."""

    sla_hours: PositiveFloat = 24.0
    on_timeout: Literal["block", "log", "allow"] = "block"
    appeal_to: Literal["operator"] = "operator"


class DocumentPart(_Part):
    """A policy document: what one rights holder allows, logs, holds and blocks."""

    model_config = ConfigDict(title="guardrail policy document, version 1")

    policy_version: Literal[1]
    id: Slug
    rights_holder: HolderPart
    valid: ValidPart
    regime: dict[TerritoryOrOthers, Regime]
    defaults: DefaultsPart = DefaultsPart()
    assets: tuple[AssetPart, ...] = ()
    rules: tuple[RulePart, ...] = ()
    licences: tuple[LicencePart, ...] = ()
    review: ReviewPart = ReviewPart()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a document, as shipped in `policy.schema.json`."""
    made = DocumentPart.model_json_schema(by_alias=True)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["properties"]["regime"]["required"] = [OTHERS]
    return made
