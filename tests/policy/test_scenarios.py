"""The ten scenarios that rights holders gave us, each as a table: the case, then what follows.

Every document is written as its owner would write it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from guardrail.domain import (
    Action,
    Box,
    Circumstances,
    Decision,
    Lost,
    Match,
    PolicyDocument,
    Reason,
    Segment,
    Signal,
    Stage,
    TextSpan,
    VersionSeen,
)
from guardrail.policy.decide import Policies, decide
from guardrail.policy.documents import parse

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 12, 1, 12, tzinfo=TOKYO)

HEAD = """
policy_version: 1
id: kaze-2026-11
rights_holder: {id: kaze, name: Kaze Animation K.K.}
valid: {from: 2026-11-01, until: 2027-10-31, zone: Asia/Tokyo}
assets:
  - {id: kaze/lanterns, kind: work}
  - {id: kaze/kitsunebi, parent: kaze/lanterns}
"""
OPT_OUT = 'regime: {"*": opt_out}\n'
PRIOR = 'regime: {"*": prior_permission}\n'
JP_PRIOR = 'regime: {JP: prior_permission, "*": opt_out}\n'

IN_JP = Circumstances(at=NOON, requester="JP", operator="JP", delivery="JP", contexts=frozenset())
TUBECO = replace(IN_JP, licensee="op:tubeco")

NAMED = Match(
    asset="kaze/kitsunebi",
    signal=Signal.NAME,
    similarity=1.0,
    expected_false_matches=0.0,
    evidence=(TextSpan(field="prompt", start=0, end=9, text="Kitsunebi", view="base"),),
)


def seen(asset: str = "kaze/kitsunebi", *, expected: float = 0.0, support: int = 5) -> Match:
    segment = Segment(
        field="video",
        from_s=0.0,
        to_s=2.0,
        best_s=1.0,
        region=Box(x=0, y=0, w=1, h=1),
        support=support,
        looked_at=20,
        reference="a" * 64,
    )
    return Match(
        asset=asset,
        signal=Signal.PICTURE,
        similarity=0.8,
        expected_false_matches=expected,
        evidence=(segment,),
    )


def judge(
    document: str, facts: Circumstances, *matches: Match, stage: Stage = Stage.PROMPT
) -> Decision:
    policies = Policies.from_documents([parse(document, origin="kaze.yaml", folder=Path())])
    return decide(matches or (NAMED,), facts, policies, stage=stage)


def verdict(decision: Decision) -> tuple[Action, Reason]:
    return decision.action, decision.reason


# -- S1 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requester", "delivery", "expected"),
    [
        ("JP", "JP", (Action.BLOCK, Reason.NO_PERMISSION)),
        ("JP", None, (Action.BLOCK, Reason.NO_PERMISSION)),
        ("US", "US", (Action.LOG, Reason.LOGGED)),
        ("US", "JP", (Action.BLOCK, Reason.NO_PERMISSION)),
        ("US", None, (Action.BLOCK, Reason.NO_PERMISSION)),
        (None, None, (Action.BLOCK, Reason.NO_PERMISSION)),
    ],
)
def test_s1_prior_permission_in_japan_and_opt_out_elsewhere(
    requester: str | None, delivery: str | None, expected: tuple[Action, Reason]
) -> None:
    facts = Circumstances(at=NOON, requester=requester, delivery=delivery)
    assert verdict(judge(HEAD + JP_PRIOR, facts)) == expected


def test_s1_an_operator_in_japan_brings_its_law_along() -> None:
    facts = Circumstances(at=NOON, requester="US", operator="JP", delivery="US")
    assert judge(HEAD + JP_PRIOR, facts).action is Action.BLOCK


# -- S2 ----------------------------------------------------------------------------------------

S2 = (
    HEAD
    + OPT_OUT
    + """
rules: [{id: not-at-all, target: "*", action: block, overrides_licences: %s}]
licences:
  - {id: tubeco, licensee: "op:tubeco", assets: [kaze/lanterns],
     window: {from: 2026-11-01, until: 2026-12-31}}
"""
)


@pytest.mark.parametrize(
    ("overrides", "facts", "expected"),
    [
        ("true", TUBECO, (Action.BLOCK, Reason.PROHIBITED)),
        ("true", IN_JP, (Action.BLOCK, Reason.PROHIBITED)),
        ("true", replace(IN_JP, requester="US", delivery="BR"), (Action.BLOCK, Reason.PROHIBITED)),
        ("false", TUBECO, (Action.ALLOW, Reason.LICENSED)),
        ("false", IN_JP, (Action.BLOCK, Reason.PROHIBITED)),
    ],
)
def test_s2_not_at_all_lifts_no_licence_unless_it_says_so(
    overrides: str, facts: Circumstances, expected: tuple[Action, Reason]
) -> None:
    assert verdict(judge(S2 % overrides, facts)) == expected


# -- S3 ----------------------------------------------------------------------------------------

S3 = (
    HEAD
    + PRIOR
    + """
licences:
  - {id: tubeco, licensee: "op:tubeco", assets: [kaze/kitsunebi], territory: [JP],
     window: {from: 2026-11-01, until: 2026-12-31}, duties: [attribution]}
"""
)
LAST_MINUTE = datetime(2026, 12, 31, 23, 59, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(TUBECO, at=LAST_MINUTE), (Action.ALLOW, Reason.LICENSED)),
        (
            replace(TUBECO, at=LAST_MINUTE + timedelta(minutes=1)),
            (Action.BLOCK, Reason.LICENCE_EXPIRED),
        ),
        (
            replace(TUBECO, at=LAST_MINUTE.astimezone(ZoneInfo("America/New_York"))),
            (Action.ALLOW, Reason.LICENSED),
        ),
        (
            replace(TUBECO, at=datetime(2026, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York"))),
            (Action.BLOCK, Reason.LICENCE_EXPIRED),
        ),
        (replace(IN_JP, licensee="op:other"), (Action.BLOCK, Reason.NO_PERMISSION)),
        (IN_JP, (Action.BLOCK, Reason.NO_PERMISSION)),
        (replace(TUBECO, delivery="US"), (Action.BLOCK, Reason.LICENCE_TERRITORY)),
    ],
)
def test_s3_a_licence_holds_to_the_last_minute_of_its_last_day_in_its_zone(
    facts: Circumstances, expected: tuple[Action, Reason]
) -> None:
    assert verdict(judge(S3, facts)) == expected


def test_s3_the_finding_quotes_the_licence_and_its_duties() -> None:
    decision = judge(S3, TUBECO)
    assert [(f.basis, f.duties) for f in decision.findings] == [
        ("licence:tubeco", ("attribution",))
    ]
    assert decision.duties == ("attribution",)


def test_s3_who_is_refused_has_no_duties() -> None:
    assert judge(S3, IN_JP).duties == ()


# -- S4 ----------------------------------------------------------------------------------------

S4_RULE = (
    HEAD
    + OPT_OUT
    + """
rules:
  - {id: welcome, target: kaze/kitsunebi, action: allow}
  - {id: not-in-violence, target: kaze/kitsunebi, action: block,
     when: {context_any: [violence, sexual, political]}}
"""
)
S4_LICENCE = (
    HEAD
    + PRIOR
    + """
licences:
  - {id: tubeco, licensee: "op:tubeco", assets: ["kaze/*"],
     window: {from: 2026-11-01, until: 2026-12-31}, prohibits_context: [violence, sexual, political]}
"""
)


@pytest.mark.parametrize("document", [S4_RULE, S4_LICENCE])
@pytest.mark.parametrize(
    ("contexts", "expected"),
    [
        (frozenset[str](), (Action.ALLOW, Reason.LICENSED)),
        (frozenset({"gambling"}), (Action.ALLOW, Reason.LICENSED)),
        (frozenset({"violence"}), (Action.BLOCK, Reason.CONTEXT)),
        (None, (Action.HOLD, Reason.CONTEXT)),
    ],
)
@pytest.mark.parametrize("stage", list(Stage))
def test_s4_allowed_but_not_in_violent_sexual_or_political_contexts(
    document: str,
    contexts: frozenset[str] | None,
    expected: tuple[Action, Reason],
    stage: Stage,
) -> None:
    facts = replace(TUBECO, contexts=contexts)
    assert verdict(judge(document, facts, seen(), stage=stage)) == expected


# -- S5 ----------------------------------------------------------------------------------------

S5 = (
    HEAD
    + OPT_OUT
    + """
rules:
  - {id: fan-works, target: "kaze/*", action: log,
     when: {clip_seconds: {lt: 10}, use: [noncommercial]}}
  - {id: ask-us, target: "kaze/*", action: hold}
"""
)


@pytest.mark.parametrize(
    ("seconds", "use", "expected"),
    [
        (8.0, "noncommercial", (Action.LOG, Reason.LOGGED)),
        (12.0, "noncommercial", (Action.HOLD, Reason.NO_PERMISSION)),
        (10.0, "noncommercial", (Action.HOLD, Reason.NO_PERMISSION)),
        (8.0, "commercial", (Action.HOLD, Reason.NO_PERMISSION)),
        (8.0, None, (Action.HOLD, Reason.NO_PERMISSION)),
        (None, "noncommercial", (Action.HOLD, Reason.NO_PERMISSION)),
    ],
)
def test_s5_short_fan_works_are_logged_and_all_else_is_held(
    seconds: float | None, use: str | None, expected: tuple[Action, Reason]
) -> None:
    facts = replace(IN_JP, clip_seconds=seconds, use=use)
    assert verdict(judge(S5, facts, seen(), stage=Stage.OUTPUT)) == expected


# -- S6 ----------------------------------------------------------------------------------------

PARODY = replace(IN_JP, exception="parody")
S6_SILENCE = "review: {on_timeout: allow}\n"
S6_NEVER = """
rules:
  - {id: no-parody, target: "*", action: block, when: {exception: [parody]}}
"""
S6_ASKED = """
rules:
  - {id: show-us-parodies, target: "*", action: hold, when: {exception: [parody]}}
"""


@pytest.mark.parametrize(
    ("document", "facts", "expected"),
    [
        # what would be blocked goes to the operator's queue
        (HEAD + PRIOR, PARODY, (Action.HOLD, Reason.NO_PERMISSION)),
        (HEAD + PRIOR, IN_JP, (Action.BLOCK, Reason.NO_PERMISSION)),
        (S2 % "true", PARODY, (Action.HOLD, Reason.PROHIBITED)),
        # a declaration never permits anything, and never forbids what is permitted
        (HEAD + OPT_OUT, PARODY, (Action.LOG, Reason.LOGGED)),
        (S3, replace(TUBECO, exception="parody"), (Action.ALLOW, Reason.LICENSED)),
        # an owner may have parodies held, or answer them itself
        (HEAD + OPT_OUT + S6_ASKED, PARODY, (Action.HOLD, Reason.NO_PERMISSION)),
        (HEAD + OPT_OUT + S6_ASKED, IN_JP, (Action.LOG, Reason.LOGGED)),
        (HEAD + PRIOR + S6_NEVER, PARODY, (Action.BLOCK, Reason.PROHIBITED)),
        (
            HEAD + PRIOR + S6_NEVER,
            replace(IN_JP, exception="quotation"),
            (Action.HOLD, Reason.NO_PERMISSION),
        ),
    ],
)
def test_s6_a_declared_parody_is_a_persons_to_judge(
    document: str, facts: Circumstances, expected: tuple[Action, Reason]
) -> None:
    assert verdict(judge(document, facts)) == expected


def test_s6_silence_does_not_permit_what_was_only_declared() -> None:
    blocks = 'rules: [{id: ask, target: "*", action: block}]\n'
    decision = judge(HEAD + OPT_OUT + blocks + S6_SILENCE, PARODY)
    assert (decision.action, decision.review.on_timeout) == (Action.HOLD, Action.BLOCK)
    assert decision.findings[0].note == "declared as parody: a reviewer decides"


# -- S7 ----------------------------------------------------------------------------------------

S7 = (
    HEAD.replace("  - {id: kaze/kitsunebi, parent: kaze/lanterns}\n", "")
    + """
  - id: kaze/mouse
    versions:
      - {id: "1928", status: {US: public_domain, "*": unknown}}
      - {id: today}
"""
    + 'regime: {"*": opt_out}\ndefaults: {version_margin: 0.1}\n'
    + "rules: [{id: ours, target: kaze/mouse, action: block}]\n"
)
IN_US = replace(IN_JP, requester="US", operator="US", delivery="US")


def mouse(old: float, new: float, **more: object) -> Match:
    """A picture in which the design of 1928 leads by `old`, and today's by `new`."""
    versions = (VersionSeen(version="1928", lead=old), VersionSeen(version="today", lead=new))
    return replace(seen("kaze/mouse"), versions=versions, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "match", "expected"),
    [
        # in the United States the design of 1928 alone is everybody's
        (IN_US, mouse(0.3, -0.3), (Action.LOG, Reason.PUBLIC_DOMAIN)),
        # in Japan nobody is sure
        (IN_JP, mouse(0.3, -0.3), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (replace(IN_US, delivery="JP"), mouse(0.3, -0.3), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (replace(IN_US, delivery=None), mouse(0.3, -0.3), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        # modern features are protected, also beside old ones in other frames
        (IN_US, mouse(-0.3, 0.3), (Action.BLOCK, Reason.PROHIBITED)),
        (IN_US, mouse(0.3, 0.2), (Action.BLOCK, Reason.PROHIBITED)),
        (IN_JP, mouse(-0.3, 0.3), (Action.BLOCK, Reason.PROHIBITED)),
        # the two within the margin
        (IN_US, mouse(0.05, -0.05), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (IN_US, mouse(-0.05, 0.05), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (IN_US, mouse(0.1, -0.1), (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (IN_US, mouse(0.11, -0.11), (Action.LOG, Reason.PUBLIC_DOMAIN)),
        # a match that does not say which one may be either
        (IN_US, replace(NAMED, asset="kaze/mouse"), (Action.BLOCK, Reason.PROHIBITED)),
        (IN_US, seen("kaze/mouse"), (Action.BLOCK, Reason.PROHIBITED)),
        (IN_US, replace(seen("kaze/mouse"), version="1928"), (Action.LOG, Reason.PUBLIC_DOMAIN)),
    ],
)
def test_s7_an_old_design_is_free_where_it_is_free_and_todays_is_not(
    facts: Circumstances, match: Match, expected: tuple[Action, Reason]
) -> None:
    assert verdict(judge(S7, facts, match, stage=Stage.OUTPUT)) == expected


def test_s7_the_finding_names_the_version_and_what_it_outdid() -> None:
    (finding,) = judge(S7, IN_US, mouse(0.3, -0.3), stage=Stage.OUTPUT).findings
    assert finding.basis == "version:1928"
    assert finding.lost == (
        Lost(basis="rule:ours", action=Action.BLOCK, why="the version is in the public domain"),
    )


@pytest.mark.parametrize("status", ["unknown", "constrained"])
@pytest.mark.parametrize(
    ("says", "facts", "expected"),
    [
        ("", IN_US, Action.HOLD),  # the default of opt_out would be to log
        ("rules: [{id: r, target: '*', action: block}]", IN_US, Action.HOLD),
        ("rules: [{id: r, target: '*', action: hold}]", IN_US, Action.HOLD),
        ("rules: [{id: r, target: '*', action: allow}]", IN_US, Action.ALLOW),
        (
            "rules: [{id: r, target: '*', action: block, overrides_licences: true}]",
            IN_US,
            Action.BLOCK,
        ),
        (
            (
                'licences: [{id: l, licensee: "op:tubeco", assets: ["*"], '
                "window: {from: 2026-01-01, until: 2027-01-01}}]"
            ),
            replace(IN_US, licensee="op:tubeco"),
            Action.ALLOW,
        ),
    ],
)
def test_s7_unclear_rights_never_mean_allow_by_themselves(
    status: str, says: str, facts: Circumstances, expected: Action
) -> None:
    document = (
        HEAD
        + f'  - {{id: kaze/mouse, versions: [{{id: v, status: {{"*": {status}}}}}]}}\n'
        + OPT_OUT
        + "review: {on_timeout: allow}\n"
        + says
    )
    decision = judge(document, facts, replace(seen("kaze/mouse"), version="v"))
    assert decision.action is expected
    if expected is Action.HOLD:
        assert decision.review.on_timeout is Action.BLOCK  # nor does silence


# -- S8 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected_false_matches", "expected"),
    [
        (1.0, (Action.ALLOW, Reason.CLEAN)),  # "a link in a chain"
        (0.02, (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (0.0, (Action.BLOCK, Reason.NO_PERMISSION)),  # with context terms
    ],
)
def test_s8_a_name_that_is_also_a_word_counts_as_far_as_it_is_confirmed(
    expected_false_matches: float, expected: tuple[Action, Reason]
) -> None:
    word = replace(NAMED, expected_false_matches=expected_false_matches)
    decision = judge(HEAD + PRIOR, IN_JP, word)
    assert verdict(decision) == expected
    assert decision.matches == (word,)


def test_s8_frames_decide_in_the_end() -> None:
    word = replace(NAMED, expected_false_matches=1.0)
    decision = judge(HEAD + PRIOR, IN_JP, word, seen(), stage=Stage.OUTPUT)
    assert decision.action is Action.BLOCK
    assert [finding.matches for finding in decision.deciding] == [(seen(),)]


# -- S9 ----------------------------------------------------------------------------------------


def test_s9_of_two_owners_the_one_who_blocks_is_named_and_both_are_quoted() -> None:
    allows = parse(
        HEAD + OPT_OUT + 'rules: [{id: free, target: "*", action: allow}]',
        origin="kaze.yaml",
        folder=Path(),
    )
    blocks = parse((HEAD + PRIOR).replace("kaze", "north"), origin="north.yaml", folder=Path())
    decision = decide(
        [seen(), seen("north/kitsunebi")],
        IN_JP,
        Policies.from_documents([allows, blocks]),
        stage=Stage.OUTPUT,
        snapshot="s",
    )
    assert decision.action is Action.BLOCK
    assert decision.assets == ("north/kitsunebi",)
    assert [(f.policy, f.policy_sha256, f.action, f.basis) for f in decision.findings] == [
        ("north-2026-11", blocks.sha256, Action.BLOCK, "regime:*"),
        ("kaze-2026-11", allows.sha256, Action.ALLOW, "rule:free"),
    ]


# -- S10 ---------------------------------------------------------------------------------------


def owners(folder: Path, *, default: str = "hold") -> list[PolicyDocument]:
    """Kaze and North, who both register the very same picture."""
    made = []
    for holder, regime in (("kaze", PRIOR), ("north", OPT_OUT)):
        (folder / f"{holder}.png").write_bytes(b"the same picture")
        text = (
            HEAD
            + f'  - {{id: kaze/fox, versions: [{{id: v1, references: ["{holder}.png"]}}]}}\n'
            + regime
            + f"defaults: {{quarantined: {default}}}\n"
        ).replace("kaze/", f"{holder}/")
        text = text.replace("id: kaze", f"id: {holder}").replace("kaze-2026", f"{holder}-2026")
        made.append(parse(text, origin=f"{holder}.yaml", folder=folder))
    return made


def like(folder: Path, holder: str) -> Match:
    match = seen(f"{holder}/fox")
    (segment,) = match.evidence
    assert isinstance(segment, Segment)
    return replace(match, evidence=(replace(segment, reference=str(folder / f"{holder}.png")),))


@pytest.mark.parametrize(
    ("set_aside", "default", "expected"),
    [
        (False, "hold", (Action.BLOCK, Reason.NO_PERMISSION)),
        (True, "hold", (Action.HOLD, Reason.LOW_CONFIDENCE)),
        (True, "log", (Action.LOG, Reason.LOW_CONFIDENCE)),
    ],
)
def test_s10_a_reference_that_floods_is_set_aside_and_blocks_nothing(
    tmp_path: Path, default: str, expected: tuple[Action, Reason], *, set_aside: bool
) -> None:
    kaze, _ = owners(tmp_path, default=default)
    digests = {r.sha256 for a in kaze.assets for v in a.versions for r in v.references}
    quarantined = frozenset(digests) if set_aside else frozenset[str]()
    policies = Policies.from_documents([kaze], quarantined=quarantined)
    decision = decide([like(tmp_path, "kaze")], IN_JP, policies, stage=Stage.OUTPUT)
    assert verdict(decision) == expected


def test_s10_of_two_owners_of_one_reference_the_stricter_counts_and_both_are_told(
    tmp_path: Path,
) -> None:
    policies = Policies.from_documents(owners(tmp_path))
    decision = decide([like(tmp_path, "north")], IN_JP, policies, stage=Stage.OUTPUT)
    told = "claimed by several owners: kaze/fox, north/fox"
    assert [(f.holder, f.asset, f.action, f.note) for f in decision.findings] == [
        ("kaze", "kaze/fox", Action.BLOCK, told),
        ("north", "north/fox", Action.LOG, told),
    ]
