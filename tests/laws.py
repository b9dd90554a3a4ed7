"""Documents, circumstances and matches of every kind, for laws that hold for all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from guardrail.domain import (
    Action,
    Asset,
    AssetKind,
    Box,
    Circumstances,
    Conditions,
    Decision,
    Defaults,
    Licence,
    Match,
    PolicyDocument,
    Regime,
    RightsHolder,
    Rule,
    Segment,
    Signal,
    Stage,
    Status,
    TextSpan,
    Thresholds,
    Version,
    VersionSeen,
)
from guardrail.policy.decide import Policies, decide

NOW = datetime(2026, 12, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
FOX, OWL, WORK = "kaze/fox", "kaze/owl", "kaze/yoi"
KAZE = PolicyDocument(
    id="kaze-1",
    sha256="a" * 64,
    holder=RightsHolder(id="kaze", name="Kaze"),
    valid_from=NOW - YEAR,
    valid_until=NOW + YEAR,
    regime={"*": Regime.OPT_OUT},
    assets=(
        Asset(id=WORK, holder="kaze", kind=AssetKind.WORK),
        Asset(id=FOX, holder="kaze", parent=WORK),
        Asset(id=OWL, holder="kaze", parent=WORK),
    ),
)
SPAN = TextSpan(field="prompt", start=0, end=3, text="Fox", view="base")
SEGMENT = Segment(
    field="video",
    from_s=0.0,
    to_s=1.0,
    best_s=0.5,
    region=Box(x=0, y=0, w=1, h=1),
    support=4,
    looked_at=20,
    reference="r",
)
NAME = Match(
    asset=FOX, signal=Signal.NAME, similarity=1.0, expected_false_matches=0.0, evidence=(SPAN,)
)
NEGATED = replace(NAME, evidence=(replace(SPAN, negated=True),))
DESCRIBED = replace(NAME, signal=Signal.DESCRIPTION)
PICTURED = replace(NAME, signal=Signal.PICTURE, evidence=(SEGMENT,))
FAINT = replace(PICTURED, evidence=(replace(SEGMENT, support=1),))
SET_ASIDE = replace(PICTURED, evidence=(replace(SEGMENT, reference="flood"),))
OLD = replace(PICTURED, version="old")
EITHER = replace(
    PICTURED,
    versions=(VersionSeen(version="old", lead=0.02), VersionSeen(version="new", lead=-0.02)),
)


def judge(
    *matches: Match, facts: Circumstances, stage: Stage, document: PolicyDocument
) -> Decision:
    policies = replace(Policies.from_documents([document]), quarantined=frozenset({"flood"}))
    return decide(matches, facts, policies, stage=stage)


ACTIONS = st.sampled_from(list(Action))
CODES = st.sampled_from(["JP", "US", "FR"])
CONTEXTS = st.sampled_from(["violence", "sexual"])
WHEN = st.builds(
    Conditions,
    stage=st.none() | st.frozensets(st.sampled_from(list(Stage)), min_size=1),
    territory=st.none() | st.frozensets(CODES, min_size=1),
    context_any=st.none() | st.frozensets(CONTEXTS, min_size=1),
    use=st.none() | st.just(frozenset({"commercial"})),
    exception=st.none() | st.just(frozenset({"parody"})),
    licensee=st.none() | st.just(frozenset({"op:a"})),
    signal=st.none() | st.frozensets(st.sampled_from(list(Signal)), min_size=1),
    clip_seconds_lt=st.none() | st.just(10.0),
    frames_matched_gte=st.none() | st.just(3),
)
TARGETS = st.sampled_from([FOX, OWL, WORK, "kaze/*", "*"])
THRESHOLDS = st.none() | st.just(Thresholds(hold=0.001, block=0.0001))


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    made = []
    for at in range(draw(st.integers(0, 4))):
        action, overrides = draw(ACTIONS), draw(st.booleans())
        made.append(
            Rule(
                id=f"r{at}",
                target=draw(TARGETS),
                action=action,
                when=draw(WHEN),
                overrides_licences=overrides and action.strictness >= Action.HOLD.strictness,
                thresholds=draw(THRESHOLDS),
            )
        )
    return tuple(made)


LICENCES = st.lists(
    st.builds(
        Licence,
        id=st.uuids().map(str),
        licensee=st.sampled_from(["op:a", "op:b"]),
        assets=st.frozensets(TARGETS, min_size=1),
        starts_at=st.sampled_from([NOW - YEAR, NOW + timedelta(days=1)]),
        ends_at=st.just(NOW + YEAR),
        territories=st.none() | st.frozensets(CODES, min_size=1),
        prohibits_context=st.frozensets(CONTEXTS),
    ),
    max_size=2,
).map(tuple)
STATUSES = st.dictionaries(
    st.sampled_from(["JP", "US", "*"]), st.sampled_from(list(Status)), max_size=3
)
DOCUMENTS = st.builds(
    lambda rules, licences, regime, low, until, statuses: replace(
        KAZE,
        assets=tuple(
            replace(
                asset,
                versions=tuple(
                    Version(id=name, status=status)
                    for name, status in zip(("old", "new"), statuses, strict=True)
                ),
            )
            for asset in KAZE.assets
        ),
        rules=rules,
        licences=licences,
        regime=regime,
        valid_until=until,
        defaults=Defaults(low_confidence=low),
    ),
    rules(),
    LICENCES,
    st.dictionaries(CODES, st.sampled_from(list(Regime))).map(
        lambda one: {"*": Regime.OPT_OUT, **one}
    ),
    ACTIONS,
    st.sampled_from([NOW + YEAR, NOW]),
    st.tuples(STATUSES, STATUSES),
)
FACTS = st.builds(
    Circumstances,
    at=st.just(NOW),
    requester=st.none() | CODES,
    operator=st.none() | CODES,
    delivery=st.none() | CODES,
    licensee=st.none() | st.sampled_from(["op:a", "op:c"]),
    use=st.none() | st.sampled_from(["commercial", "noncommercial"]),
    clip_seconds=st.none() | st.sampled_from([5.0, 15.0]),
    exception=st.none() | st.sampled_from(["parody", "quotation"]),
    contexts=st.none() | st.frozensets(CONTEXTS),
    looked_for=st.none() | st.frozensets(CONTEXTS),
)
MATCHES = st.lists(
    st.builds(
        lambda match, asset, expected: replace(match, asset=asset, expected_false_matches=expected),
        st.sampled_from([NAME, NEGATED, DESCRIBED, PICTURED, FAINT, SET_ASIDE, OLD, EITHER]),
        st.sampled_from([FOX, OWL, WORK, "gone/one"]),
        st.sampled_from([0.0, 0.0005, 0.02, 1.0]),
    ),
    max_size=3,
).map(tuple)
STAGES = st.sampled_from(list(Stage))
