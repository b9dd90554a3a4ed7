"""The vocabulary: what guardrail talks about, as frozen facts without behaviour beyond their own.

Every other module imports these names; this one imports nothing of ours. Times are aware
datetimes, seconds are floats named `_s`, boxes are fractions of the frame (0…1).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

# -- actions and the words around them ---------------------------------------------------------


class Action(StrEnum):
    """What to do, from loosest to strictest; the strictest over all matches wins."""

    ALLOW = "allow"
    LOG = "log"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def strictness(self) -> int:
        """Rank for comparison: 0 (allow) to 3 (block)."""
        return _STRICTNESS[self]

    @property
    def delivers(self) -> bool:
        """Whether the thing judged may be handed to the requester."""
        return self in {Action.ALLOW, Action.LOG}


_STRICTNESS = {action: rank for rank, action in enumerate(Action)}


def strictest(actions: Iterable[Action]) -> Action:
    """The strictest of `actions`; ALLOW when there are none."""
    return max(actions, key=lambda action: action.strictness, default=Action.ALLOW)


class Stage(StrEnum):
    """Where a judgement happens: on what was submitted, or on what was generated."""

    PROMPT = "prompt"
    OUTPUT = "output"


class AssetKind(StrEnum):
    """What is protected. A work may be the parent of characters."""

    CHARACTER = "character"
    WORK = "work"
    STYLE = "style"
    MARK = "mark"


class NameKind(StrEnum):
    """How much a name alone says: a common word counts only with context."""

    DISTINCTIVE = "distinctive"
    COMMON_WORD = "common_word"
    PERSON_NAME = "person_name"


class Signal(StrEnum):
    """What a detector looked at."""

    NAME = "name"
    DESCRIPTION = "description"
    PICTURE = "picture"
    COPY = "copy"


class Regime(StrEnum):
    """What holds in a territory where no rule and no licence speaks."""

    PRIOR_PERMISSION = "prior_permission"
    OPT_OUT = "opt_out"


class Reason(StrEnum):
    """Why an action was taken; the codes that refusals, records and reports share."""

    NO_PERMISSION = "no_permission"
    PROHIBITED = "prohibited"
    CONTEXT = "context"
    LICENCE_EXPIRED = "licence_expired"
    LICENCE_TERRITORY = "licence_territory"
    LOW_CONFIDENCE = "low_confidence"
    UNSCREENABLE = "unscreenable"
    PUBLIC_DOMAIN = "public_domain"
    LICENSED = "licensed"
    LOGGED = "logged"
    UNPROTECTED = "unprotected"
    CLEAN = "clean"


class MediaKind(StrEnum):
    """What a file of pixels is, by its bytes."""

    PICTURE = "picture"
    CLIP = "clip"


class Status(StrEnum):
    """What an owner says of the rights in one version in one territory.

    `unknown` and `constrained` never mean allow: nobody is sure, so a person looks.
    """

    PROTECTED = "protected"
    PUBLIC_DOMAIN = "public_domain"
    UNKNOWN = "unknown"
    CONSTRAINED = "constrained"


WITH_OTHER_OWNERS = "with_other_owners"
"""The context of an asset that is shown together with another owner's; matches tell it."""


# -- what is protected -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of an asset in one language (BCP 47 tag; empty when unknown)."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Words that describe an asset without naming it."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture that shows what the asset is, or a clip of a work.

    An `exclusion` shows what must not match.

    `named_at` is the place in a document that names it, for complaints.
    """

    path: Path
    sha256: str
    exclusion: bool = False
    named_at: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One design or era of an asset. `status` maps territory (or "*") to what holds there."""

    id: str
    references: tuple[Reference, ...] = ()
    status: Mapping[str, Status] = field(default_factory=lambda: {"*": Status.PROTECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """The protected thing. Its id is `holder/slug`, unique in a registry."""

    id: str
    holder: str
    kind: AssetKind = AssetKind.CHARACTER
    parent: str | None = None
    names: tuple[Name, ...] = ()
    name_kind: NameKind = NameKind.DISTINCTIVE
    context_terms: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsHolder:
    """Owner or agent of assets. Refusals tell its name only where `named_in_refusals` says so."""

    id: str
    name: str
    association: str | None = None
    contact: str | None = None
    named_in_refusals: bool = False


# -- what its owner says -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Expected false matches per clip at or below which a match counts.

    At or below `block` the policy's action holds in full; between `block` and `hold` it is a
    match of low confidence; above `hold` it is only recorded. 0 < block <= hold.
    """

    hold: float = 0.05
    block: float = 0.005

    def __post_init__(self) -> None:
        """Hold the order that the two levels need."""
        if not 0 < self.block <= self.hold:
            raise ValueError("thresholds need 0 < block <= hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """When a rule speaks: all that is given must hold; an absent fact reads strictly.

    `None` means that the rule does not ask. Seconds are half-open: gte <= s < lt. `exception` is
    what the requester declares; a declaration that was not made is no absent fact.
    """

    stage: frozenset[Stage] | None = None
    territory: frozenset[str] | None = None
    context_any: frozenset[str] | None = None
    use: frozenset[str] | None = None
    exception: frozenset[str] | None = None
    licensee: frozenset[str] | None = None
    signal: frozenset[Signal] | None = None
    clip_seconds_lt: float | None = None
    clip_seconds_gte: float | None = None
    frames_matched_gte: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One if-then of an owner. `target` is an asset id, a work id, `holder/*` or `*`."""

    id: str
    target: str
    action: Action
    when: Conditions = field(default_factory=Conditions)
    reason: Reason | None = None
    overrides_licences: bool = False
    thresholds: Thresholds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A grant to one licensee. The window is half-open: starts_at <= t < ends_at.

    `assets` are asset or work ids; `territories` None means everywhere.
    """

    id: str
    licensee: str
    assets: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    territories: frozenset[str] | None = None
    prohibits_context: frozenset[str] = frozenset()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds where nothing more specific speaks.

    `version_margin` is the lead in similarity below which two versions of an asset are not told
    apart; `quarantined` the most that a reference leads to which was set aside.
    """

    prior_permission: Action = Action.BLOCK
    opt_out: Action = Action.LOG
    low_confidence: Action = Action.HOLD
    quarantined: Action = Action.HOLD
    version_margin: float = 0.05
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """How long a hold waits for a reviewer, and what silence then means."""

    sla_hours: float = 24.0
    on_timeout: Action = Action.BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """One owner's document as accepted: immutable, quoted by id and digest in decisions.

    `regime` maps ISO 3166-1 alpha-2 territory codes and "*" to a regime. `origin` is the file that
    it was read from, for complaints.
    """

    id: str
    sha256: str
    holder: RightsHolder
    valid_from: datetime
    valid_until: datetime
    regime: Mapping[str, Regime]
    defaults: Defaults = field(default_factory=Defaults)
    assets: tuple[Asset, ...] = ()
    rules: tuple[Rule, ...] = ()
    licences: tuple[Licence, ...] = ()
    review: Review = field(default_factory=Review)
    origin: str = field(default="", compare=False)


# -- what was asked and what came out ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a submission and the request field that it came from."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A picture or clip on disk, the field or variant it came from, and its digest."""

    field: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The facts around a request that policies may depend on; `None` means unknown.

    Territories are ISO 3166-1 alpha-2 codes. `at` must be timezone-aware. `exception` is what the
    requester declares (such as parody). `contexts` are those found, `looked_for` those that some
    detector looked for (None: all there are); contexts None says that nobody looked at all.
    `suspicion` names the assets that the prompt of an output hinted at.
    """

    at: datetime
    requester: str | None = None
    operator: str | None = None
    delivery: str | None = None
    licensee: str | None = None
    tenant: str | None = None
    use: str | None = None
    exception: str | None = None
    clip_seconds: float | None = None
    contexts: frozenset[str] | None = None
    looked_for: frozenset[str] | None = None
    suspicion: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse naive times: a licence window would mean a different instant on each server."""
        if self.at.tzinfo is None:
            raise ValueError("circumstances need a timezone-aware time")

    def along_with(
        self, contexts: frozenset[str], looked_for: frozenset[str] | None
    ) -> "Circumstances":
        """These, and the contexts that somebody else found who looked for those (None: did not)."""
        if looked_for is None:
            return self
        if self.contexts is None:
            return replace(self, contexts=contexts, looked_for=looked_for)
        both = None if self.looked_for is None else self.looked_for | looked_for
        return replace(self, contexts=self.contexts | contexts, looked_for=both)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Everything one request asks to be generated, read the way the server reads it."""

    texts: tuple[Text, ...] = ()
    media: tuple[MediaFile, ...] = ()


# -- what detectors find -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """Where in a text a match lies: offsets in code points of the original `field` text."""

    field: str
    start: int
    end: int
    text: str
    view: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A region of a frame: left, top, width and height as fractions of the frame."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Where in a clip or picture a match lies, and which reference it resembles.

    `support` frames of the `looked_at` frames between `from_s` and `to_s` agree;
    `best_s` and `region` show the strongest one. A picture is a segment of zero length. Where the
    reference is a clip that was copied, `reference_from_s` and `reference_to_s` are what of it.
    """

    field: str
    from_s: float
    to_s: float
    best_s: float
    region: Box
    support: int
    looked_at: int
    reference: str
    reference_from_s: float | None = None
    reference_to_s: float | None = None


Evidence = TextSpan | Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """The frame in which an asset is seen best, kept for whoever reviews the decision.

    `jpeg` is the frame as it was looked at, some hundred pixels wide; the match lies in `region`.
    """

    asset: str
    field: str
    at_s: float
    region: Box
    reference: str
    jpeg: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSeen:
    """How surely a match shows one version of its asset rather than another.

    `lead` is the most, over all frames that match, by which this version's similarity exceeds
    that of every other version of the asset; negative where another one is always nearer.
    """

    version: str
    lead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A detector's finding about one asset. It carries no judgement.

    `similarity` is the raw cosine (−1…1; 1 for an exact name), of a copy the share that was copied:
    of what was looked at or of the reference, the larger one. `expected_false_matches` is the
    number of matches this strong that chance alone would give per prompt or clip, after all
    comparisons made (an E-value; 0 for an exact distinctive name). `version` is the one that the
    strongest frame shows; `versions` tells them apart where the asset has several.
    """

    asset: str
    signal: Signal
    similarity: float
    expected_false_matches: float
    evidence: tuple[Evidence, ...]
    version: str | None = None
    versions: tuple[VersionSeen, ...] = ()

    def __post_init__(self) -> None:
        """Hold the bounds that the thresholds rely on."""
        if not -1.001 <= self.similarity <= 1.001:  # noqa: PLR2004 — float32 rounding
            raise ValueError(f"similarity {self.similarity} is not a cosine")
        if not self.expected_false_matches >= 0:
            raise ValueError("expected_false_matches must be zero or more")

    @property
    def confidence(self) -> float:
        """Calibrated, 0…1: the probability that chance gives no match this strong (Poisson)."""
        return math.exp(-self.expected_false_matches)


# -- judgement ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Something in a document that did not decide: what it would have led to, and why it lost."""

    basis: str
    action: Action | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One step of a judgement: what one asset in one territory leads to, and by whose word.

    `basis` names the rule, licence, regime or version (`rule:ID`, `licence:ID`,
    `regime:TERRITORY`, `version:ID`); `policy` and `policy_sha256` the document it stands in. All
    three are empty where the operator's failure table spoke instead of a rights holder. `lost` is
    what else the document says of the asset, most specific first, and why it did not decide.
    `duties` are what a licence asks of whoever delivers. `review` is what holds for a hold that
    this finding leads to: its document's clock and silence.
    """

    action: Action
    reason: Reason
    asset: str | None = None
    holder: str | None = None
    territory: str | None = None
    policy: str = ""
    policy_sha256: str = ""
    basis: str = ""
    note: str = ""
    duties: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    review: Review | None = None
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The action for one submission or one artefact, with everything that led to it.

    `matches` holds every match, below the thresholds too, so that another policy can be
    simulated later. `findings` are sorted strictest first. `review` is the shortest clock and
    the strictest silence among the deciding documents. A clip that was looked at only
    `until_blocked` may show more than `matches` tell.
    """

    stage: Stage
    action: Action
    reason: Reason
    findings: tuple[Finding, ...] = ()
    matches: tuple[Match, ...] = ()
    circumstances: Circumstances
    snapshot: str = ""
    review: Review = field(default_factory=Review)
    until_blocked: bool = False

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings whose action is the decision's own."""
        return tuple(finding for finding in self.findings if finding.action is self.action)

    @property
    def assets(self) -> tuple[str, ...]:
        """Ids of the assets that the deciding findings are about, sorted, each once."""
        return tuple(sorted({f.asset for f in self.deciding if f.asset is not None}))

    @property
    def duties(self) -> tuple[str, ...]:
        """What licences ask of whoever delivers this, sorted, each once; none for a block."""
        if self.action is Action.BLOCK:
            return ()
        return tuple(sorted({duty for finding in self.findings for duty in finding.duties}))
