"""Documents: what an owner writes is what is in force, or one complaint says where it is wrong."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guardrail.domain import (
    Action,
    Asset,
    AssetKind,
    Conditions,
    Defaults,
    Description,
    Licence,
    Name,
    PolicyDocument,
    Reason,
    Reference,
    Regime,
    Review,
    RightsHolder,
    Rule,
    Stage,
    Thresholds,
    Version,
)
from guardrail.errors import PolicyDocumentError
from guardrail.policy.documents import load, load_all, parse
from guardrail.policy.schema import json_schema
from guardrail.policy.source import MAX_NODES
from guardrail.policy.territories import TERRITORIES

EXAMPLE = """\
policy_version: 1
id: kaze-2026-11                     # immutable; decisions quote id and digest
rights_holder: {id: kaze, name: Kaze Animation K.K., association: CODA, contact: claims@kaze.example}
valid: {from: 2026-11-01, until: 2027-10-31, zone: Asia/Tokyo}
regime: {JP: prior_permission, "*": opt_out}
defaults: {prior_permission: block, opt_out: log, unknown_territory: strictest, low_confidence: hold}
assets:
  - id: kaze/lanterns-of-yoi
    kind: work
  - id: kaze/kitsunebi
    kind: character
    parent: kaze/lanterns-of-yoi
    names: [{text: Kitsunebi, lang: en}, {text: 狐火, lang: ja}]
    name_kind: distinctive
    context_terms: [lantern, fox, Yoi]
    descriptions: [{text: "small white fox spirit with a blue flame on its tail", lang: en}]
    versions: [{id: v1, references: [refs/kitsunebi/*.png], status: {"*": protected}}]
rules:
  - id: not-in-violence
    target: kaze/kitsunebi
    when: {stage: [prompt, output], context_any: [violence, sexual, political, gambling]}
    action: block
    reason: context
licences:
  - id: tubeco-2026
    licensee: op:tubeco
    assets: [kaze/kitsunebi]
    window: {from: 2026-11-01, until: 2026-12-31}
    territory: [US, CA]
    prohibits_context: [sexual, violence]
    duties: [attribution]
review: {sla_hours: 24, on_timeout: block, appeal_to: operator}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two references of the example's character."""
    references = tmp_path / "refs" / "kitsunebi"
    references.mkdir(parents=True)
    (references / "a.png").write_bytes(b"a")
    (references / "b.png").write_bytes(b"b")
    return tmp_path


def complaint(text: str, folder: Path) -> str:
    with pytest.raises(PolicyDocumentError) as caught:
        parse(text, origin="kaze.yaml", folder=folder)
    return str(caught.value)


def test_the_example_of_the_documentation_is_read_whole(folder: Path) -> None:
    (folder / "kaze.yaml").write_text(EXAMPLE, encoding="utf-8")
    references = tuple(
        Reference(
            path=folder / "refs" / "kitsunebi" / f"{name}.png",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
        )
        for name in "ab"
    )
    assert load(folder / "kaze.yaml") == PolicyDocument(
        id="kaze-2026-11",
        sha256=hashlib.sha256(EXAMPLE.encode()).hexdigest(),
        holder=RightsHolder(
            id="kaze", name="Kaze Animation K.K.", association="CODA", contact="claims@kaze.example"
        ),
        valid_from=datetime(2026, 10, 31, 15, tzinfo=UTC),
        valid_until=datetime(2027, 10, 31, 15, tzinfo=UTC),
        regime={"JP": Regime.PRIOR_PERMISSION, "*": Regime.OPT_OUT},
        defaults=Defaults(),
        assets=(
            Asset(id="kaze/lanterns-of-yoi", holder="kaze", kind=AssetKind.WORK),
            Asset(
                id="kaze/kitsunebi",
                holder="kaze",
                parent="kaze/lanterns-of-yoi",
                names=(Name(text="Kitsunebi", lang="en"), Name(text="狐火", lang="ja")),
                context_terms=("lantern", "fox", "Yoi"),
                descriptions=(
                    Description(
                        text="small white fox spirit with a blue flame on its tail", lang="en"
                    ),
                ),
                versions=(Version(id="v1", references=references),),
            ),
        ),
        rules=(
            Rule(
                id="not-in-violence",
                target="kaze/kitsunebi",
                action=Action.BLOCK,
                when=Conditions(
                    stage=frozenset(Stage),
                    context_any=frozenset({"violence", "sexual", "political", "gambling"}),
                ),
                reason=Reason.CONTEXT,
            ),
        ),
        licences=(
            Licence(
                id="tubeco-2026",
                licensee="op:tubeco",
                assets=frozenset({"kaze/kitsunebi"}),
                starts_at=datetime(2026, 10, 31, 15, tzinfo=UTC),
                ends_at=datetime(2026, 12, 31, 15, tzinfo=UTC),
                territories=frozenset({"US", "CA"}),
                prohibits_context=frozenset({"sexual", "violence"}),
                duties=("attribution",),
            ),
        ),
        review=Review(),
    )


MINIMAL = """\
policy_version: 1
id: kaze-1
rights_holder: {id: kaze, name: "Kaze \U0001f98a"}
valid: {from: 2026-11-01T09:30, until: 2026-11-01T10:00+00:00, zone: Asia/Tokyo}
regime: {NO: prior_permission, "*": opt_out}
defaults: {expected_false_matches: {hold: 0.1, block: 0.01}}
"""


def test_norway_is_no_boolean_and_times_keep_their_offset(tmp_path: Path) -> None:
    document = parse(MINIMAL, origin="kaze.yaml", folder=tmp_path)
    assert set(document.regime) == {"NO", "*"}
    assert document.valid_from == datetime(2026, 11, 1, 0, 30, tzinfo=UTC)
    assert document.valid_until == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert document.defaults.thresholds == Thresholds(hold=0.1, block=0.01)


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, "\t"])
def test_json_says_the_same_as_yaml(
    tmp_path: Path, indent: str | None, *, ascii_only: bool
) -> None:
    written = {
        "policy_version": 1,
        "id": "kaze-1",
        "rights_holder": {"id": "kaze", "name": "Kaze \U0001f98a"},
        "valid": {"from": "2026-11-01T09:30", "until": "2026-11-01T10:00Z", "zone": "Asia/Tokyo"},
        "regime": {"NO": "prior_permission", "*": "opt_out"},
        "defaults": {"expected_false_matches": {"hold": 0.1, "block": 1e-2}},
    }
    text = json.dumps(written, ensure_ascii=ascii_only, indent=indent)
    expected = parse(MINIMAL, origin="kaze.yaml", folder=tmp_path)
    document = parse(text, origin="kaze.json", folder=tmp_path)
    assert document.sha256 != expected.sha256
    assert (document.holder, document.regime, document.defaults, document.valid_until) == (
        expected.holder,
        expected.regime,
        expected.defaults,
        expected.valid_until,
    )


WRONG = [
    ("action: block", "acton: block", "22:5: rules[0].acton: unknown key (did you mean 'action'?)"),
    (
        "action: block",
        "action: blok",
        (
            "22:5: rules[0].action: 'blok' is not 'allow', 'log', 'hold' or 'block' "
            "(did you mean 'block'?)"
        ),
    ),
    (
        '{JP: prior_permission, "*": opt_out}',
        "{JP: prior_permission}",
        '5:1: regime: says nothing of the other territories ("*") (add "*": opt_out)',
    ),
    (
        "[US, CA]",
        "[US, UK]",
        "29:21: licences[0].territory[1]: 'UK' is no ISO 3166-1 alpha-2 code: write GB",
    ),
    (
        "until: 2026-12-31",
        "until: 2026-10-30",
        (
            "28:32: licences[0].window.until: 2026-10-30 does not come after 2026-11-01 "
            "(swap from and until)"
        ),
    ),
    (
        "target: kaze/kitsunebi",
        "target: kaze/kitsunebl",
        (
            "20:5: rules[0].target: there is no asset 'kaze/kitsunebl' in this document "
            "(did you mean 'kaze/kitsunebi'?)"
        ),
    ),
    (
        "    parent: kaze/lanterns-of-yoi",
        "    parent: kaze/kitsunebi",
        "12:5: assets[1].parent: 'kaze/kitsunebi' is a character (a parent is a work)",
    ),
    (
        "    kind: work",
        "    kind: work\n    parent: kaze/lanterns-of-yoi",
        "10:5: assets[0].parent: 'kaze/lanterns-of-yoi' is its own ancestor (break the circle)",
    ),
    (
        "  - id: kaze/lanterns-of-yoi",
        "  - id: kaze/kitsunebi",
        "10:5: assets[1].id: 'kaze/kitsunebi' is taken, on line 8 (choose another id)",
    ),
    (
        "id: tubeco-2026",
        "id: tubeco-2026\n    id: other",
        "26:5: licences[0].id: given twice, first on line 25 (keep one)",
    ),
    (
        "refs/kitsunebi/*.png",
        "refs/kitsunbi/*.png",
        "17:38: assets[1].versions[0].references[0]: no file matches 'refs/kitsunbi/*.png' in",
    ),
    (
        "refs/kitsunebi/*.png",
        "../secret/*",
        "references[0]: '../secret/*' leads out of the document's folder",
    ),
    ("refs/kitsunebi/*.png", "'**x'", "references[0]: '**x' is no pattern"),
    ("zone: Asia/Tokyo", "zone: Asia/Tokio", "4:46: valid.zone: 'Asia/Tokio' is no time zone"),
    ("zone: Asia/Tokyo", "zon: Asia/Tokyo", "4:46: valid.zon: unknown key (did you mean 'zone'?)"),
    (", zone: Asia/Tokyo", "", "4:1: valid.zone: missing (add it)"),
    (
        "until: 2027-10-31",
        "until: 2027-13-31",
        "valid.until: '2027-13-31' is no date (2026-12-31) and no time",
    ),
    ("until: 2027-10-31", "until: 9999-12-31", "4:1: valid: lies outside the calendar"),
    (
        '{"*": protected}',
        '{US: public_domian, "*": protected}',
        "versions[0].status.US: 'public_domian' is not 'protected', 'public_domain', 'unknown' or",
    ),
    (
        "context_any: [violence, sexual, political, gambling]}\n    action: block",
        "exception: [parody]}\n    action: log",
        "rules[0].when.exception: what a requester declares never leads to log (write action: hold",
    ),
    (
        "reason: context",
        "exception: parody",
        "23:5: rules[0].exception: unknown key (known here: action, expected_false_matches, id",
    ),
    (
        "stage: [prompt, output], ",
        "clip_seconds: {lt: 5, gte: 5}, ",
        "rules[0].when.clip_seconds: holds for no clip",
    ),
    (
        "stage: [prompt, output], ",
        "clip_seconds: {}, ",
        "rules[0].when.clip_seconds: says nothing",
    ),
    (
        "reason: context",
        "expected_false_matches: {hold: 0.001, block: 0.01}",
        "23:5: rules[0].expected_false_matches: a block asks for less evidence than a hold",
    ),
    (
        "action: block",
        "action: log\n    overrides_licences: true",
        "rules[0].overrides_licences: only a prohibition overrides licences, and log is none",
    ),
    (
        "{text: 狐火, lang: ja}",
        "{text: 18}",
        "names[1].text: must be text, not 18 (put it in quotes)",
    ),
    ("sla_hours: 24", "sla_hours: -1", "review.sla_hours: must be more than 0, not -1"),
    ("on_timeout: block", "on_timeout: hold", "'hold' is not 'block', 'log' or 'allow'"),
    ("  - id: kaze/lanterns-of-yoi", "  - id: disy/lanterns-of-yoi", "begin it with kaze/"),
    ("policy_version: 1", "policy_version: 2", "1:1: policy_version: 2 is not 1"),
    ("policy_version: 1", "policy_version: [1", "not well-formed YAML or JSON"),
    ("policy_version: 1", "policy_version: !!int 1", "1:17: tags are not read"),
    ("policy_version: 1", "policy_version: *one", "1:17: *one names nothing above it"),
    ("policy_version: 1", "<<: {a: b}", "1:1: merge keys are not read"),
    ("policy_version: 1", "---\npolicy_version: 1\n---", "a second document begins here"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG)
def test_a_wrong_document_gives_one_precise_complaint(
    folder: Path, right: str, wrong: str, said: str
) -> None:
    assert right in EXAMPLE
    message = complaint(EXAMPLE.replace(right, wrong, 1), folder)
    assert message.startswith("kaze.yaml:")
    assert said in message
    assert "\n" not in message


TEN_WRONG = {
    "bad indent": (
        "    kind: character",
        "   kind: character",
        "11:4: not well-formed YAML or JSON: did not find expected '-' indicator",
    ),
    "unknown territory": (
        "regime: {JP:",
        "regime: {XX:",
        "5:10: regime.XX: 'XX' is no ISO 3166-1 alpha-2 code",
    ),
    "window backwards": (
        "from: 2026-11-01, until: 2027-10-31",
        "from: 2027-11-01, until: 2026-10-31",
        "4:27: valid.until: 2026-10-31 does not come after 2027-11-01 (swap from and until)",
    ),
    "licence for a foreign asset": (
        "assets: [kaze/kitsunebi]",
        "assets: [north/owl]",
        "27:14: licences[0].assets[0]: there is no asset 'north/owl' in this document",
    ),
    "cyclic parents": (
        "    kind: work",
        "    kind: work\n    parent: kaze/lanterns-of-yoi",
        "10:5: assets[0].parent: 'kaze/lanterns-of-yoi' is its own ancestor (break the circle)",
    ),
    "duplicate ids": (
        "  - id: tubeco-2026",
        (
            "  - {id: tubeco-2026, licensee: a, assets: ['*'], window: {from: 2026-01-01, "
            "until: 2027-01-01}}\n  - id: tubeco-2026"
        ),
        "26:5: licences[1].id: 'tubeco-2026' is taken, on line 25 (choose another id)",
    ),
    "no regime for the others": (
        ', "*": opt_out',
        "",
        '5:1: regime: says nothing of the other territories ("*") (add "*": opt_out)',
    ),
    "regime typo": (
        "opt_out}",
        "optout}",
        "5:32: regime.*: 'optout' is not 'prior_permission' or 'opt_out' (did you mean 'opt_out'?)",
    ),
    "huge file": ("policy_version: 1", "#" * (17 * 2**20), "kaze.yaml: larger than 16 MiB"),
    "alias bomb": (
        "contact: claims@kaze.example",
        "contact: &a [x, x, x, x, x, x, x, x, x, x], b: &b "
        "["
        + ", ".join(["*a"] * 10)
        + "], "
        + ", ".join(
            f"c{n}: &c{n} [{', '.join([f'*c{n - 1}' if n else '*b'] * 10)}]" for n in range(8)
        ),
        "more than 1,000,000 values, aliases counted in full",
    ),
}


@pytest.mark.parametrize("case", TEN_WRONG)
def test_ten_wrong_documents_each_give_one_precise_complaint_and_change_nothing(
    folder: Path, case: str
) -> None:
    right, wrong, said = TEN_WRONG[case]
    assert right in EXAMPLE
    (folder / "kaze.yaml").write_text(EXAMPLE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PolicyDocumentError) as caught:
        load_all(folder)
    message = str(caught.value)
    assert said in message
    assert message.startswith(str(folder / "kaze.yaml"))
    assert "\n" not in message
    assert not getattr(caught.value, "__notes__", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("[" * 500, "nested deeper than"),
        ("[" * 100_000, "nest"),  # newer YAML libraries have a bound of their own
        ("a: &a [*a]", "names nothing above it"),
        ("\x00", "not well-formed"),
        ('{"a": "\\ud800"}', "not well-formed"),
        ("just text", "must be names with values"),
        ("x" * (17 * 1024 * 1024), "larger than 16 MiB"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    message = complaint(text, tmp_path)
    assert said in message
    assert len(message) < 300


def test_up_to_ten_complaints_are_told_at_once(folder: Path) -> None:
    text = EXAMPLE.replace("kaze/kitsunebi]", "kaze/other]").replace("*.png", "*.gif")
    text = text.replace("target: kaze/kitsunebi", "target: kaze/third")
    with pytest.raises(PolicyDocumentError) as caught:
        parse(text, origin="kaze.yaml", folder=folder)
    told = "\n".join([str(caught.value), *caught.value.__notes__])
    for said in ("assets[1].versions[0].references[0]", "rules[0].target", "licences[0].assets[0]"):
        assert said in told
    many = EXAMPLE + "".join(f"extra_{at}: 1\n" for at in range(20))
    with pytest.raises(PolicyDocumentError) as caught:
        parse(many, origin="kaze.yaml", folder=folder)
    assert len(caught.value.__notes__) == 10
    assert caught.value.__notes__[-1] == "and 10 more"


def test_the_documents_of_a_folder_are_all_complained_of(folder: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(EXAMPLE.replace("action: block", "action: blok"))
    with pytest.raises(PolicyDocumentError, match=r"a\.yaml:22:5") as caught:
        load_all(folder)
    assert [str(folder / "b.yaml:22:5") in note for note in caught.value.__notes__] == [True]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("stage: [prompt, output]", "stage: [outputs]", "'outputs' is not 'prompt' or 'output'"),
        ("stage: [prompt, output]", "stage: prompt", "when.stage: must be a list, not 'prompt'"),
        ("id: not-in-violence", "id: not in violence", "is not an id of letters, digits"),
        ("[violence, sexual", "[Violence, sexual", "is not one word of small letters"),
    ],
)
def test_complaints_are_in_plain_words(folder: Path, right: str, wrong: str, said: str) -> None:
    message = complaint(EXAMPLE.replace(right, wrong, 1), folder)
    assert said in message
    assert "^" not in message


def test_an_alias_bomb_is_counted_and_not_unfolded(tmp_path: Path) -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 10)}]" for at in range(1, 12)]
    assert f"more than {MAX_NODES:,} values" in complaint("\n".join(lines), tmp_path)


def test_an_alias_is_read_as_what_it_names(folder: Path) -> None:
    text = EXAMPLE.replace(
        "prohibits_context: [sexual, violence]", "prohibits_context: &grave [sexual, violence]"
    ).replace("duties: [attribution]", "duties: *grave")
    (licence,) = parse(text, origin="kaze.yaml", folder=folder).licences
    assert licence.duties == ("sexual", "violence")


def test_a_reference_that_leaves_the_folder_by_a_link_does_not_count(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(b"secret")
    for name in "ab":
        (folder / "refs" / "kitsunebi" / f"{name}.png").unlink()
    (folder / "refs" / "kitsunebi" / "link.png").symlink_to(outside)
    assert "no file matches" in complaint(EXAMPLE, folder)


def test_a_folder_is_read_in_order_of_names_and_an_empty_one_is_no_error(folder: Path) -> None:
    assert load_all(folder) == ()
    (folder / "b.yaml").write_text(MINIMAL, encoding="utf-8")
    (folder / "a.yml").write_text(MINIMAL.replace("kaze", "a"), encoding="utf-8")
    (folder / "notes.txt").write_text("not a document", encoding="utf-8")
    assert [document.id for document in load_all(folder)] == ["a-1", "kaze-1"]
    assert [document.id for document in load_all(folder / "b.yaml")] == ["kaze-1"]


def test_a_path_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyDocumentError, match=r"gone\.yaml: cannot be read: No such file"):
        load_all(tmp_path / "gone.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"id: caf\xe9")
    with pytest.raises(PolicyDocumentError, match="is not UTF-8"):
        load(tmp_path / "latin.yaml")


def test_the_shipped_schema_is_the_schema() -> None:
    shipped = Path(__file__).parents[2] / "guardrail" / "policy" / "policy.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == json_schema()


def test_the_schema_knows_every_territory_and_wants_the_others() -> None:
    regime = json_schema()["properties"]["regime"]
    assert regime["required"] == ["*"]
    assert set(regime["propertyNames"]["enum"]) == TERRITORIES | {"*"}
    assert len(TERRITORIES) == 249
