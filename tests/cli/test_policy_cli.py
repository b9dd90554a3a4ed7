"""Trying, explaining and writing out policies at a terminal."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from laws import FOX, KAZE, NAME, NOW
from records import an_attempt
from typer.testing import CliRunner, Result

from guardrail.build import open_store
from guardrail.cli import app
from guardrail.domain import Action, Circumstances, Rule, Stage
from guardrail.errors import BadInputError
from guardrail.policy.decide import Policies, decide
from guardrail.settings import Settings

TRIED = """
policy_version: 1
id: kaze-2
rights_holder: {id: kaze, name: Kaze}
valid: {from: 2030-01-01, until: 2031-01-01, zone: UTC}
regime: {"*": opt_out}
assets: [{id: kaze/fox, names: [{text: Fox}]}]
rules: [{id: not-at-all, target: kaze/fox, action: block}]
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of three decisions on one asset: two logged, one blocked; and one erased."""
    monkeypatch.setenv("GUARDRAIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    store = open_store(Settings(data_dir=tmp_path / "data"))
    strict = replace(KAZE, rules=(Rule(id="r", target="*", action=Action.BLOCK),))
    for name, document in (("a", KAZE), ("b", KAZE), ("c", strict), ("gone", KAZE)):
        facts = Circumstances(at=NOW, requester="US", delivery="US")
        policies = Policies.from_documents([document])
        decision = decide([NAME], facts, policies, stage=Stage.PROMPT)
        store.begin(an_attempt(f"gr_{name}", at=datetime.now(UTC)))
        store.finish(f"gr_{name}", decision)
    store.erase_attempt("gr_gone")
    store.close()
    (tmp_path / "tried.yaml").write_text(TRIED)
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_policy_is_tried_on_the_recorded_past(data: Path) -> None:
    done = run("simulate", data / "tried.yaml", "--json")
    assert json.loads(done.stdout) == {
        "total": 3,
        "changed": 2,
        "erased": 1,
        "uncertain": 0,
        "decisions": [
            {"stage": "prompt", "before": "block", "after": "block", "count": 1},
            {"stage": "prompt", "before": "log", "after": "block", "count": 2},
        ],
        "assets": [
            {
                "asset": FOX,
                "stage": "prompt",
                "before": "log",
                "after": "block",
                "basis": "rule:not-at-all",
                "count": 2,
                "examples": [[NOW.isoformat().replace("+00:00", "Z"), f"gr_{n}"] for n in "ab"],
            }
        ],
    }
    told = run("simulate", data / "tried.yaml").stdout
    assert "2 of 3 recorded decisions would be others." in told
    assert "1 more were erased." in told
    assert "gr_a" in told


def test_what_would_change_is_drawn_on_a_page_of_its_own(data: Path) -> None:
    page = data / "page.html"
    done = run("simulate", data / "tried.yaml", "--html", page, "--since", "2020-01-01")
    assert done.exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "What tried.yaml would have changed" in text
    assert "<b>2</b>decisions would be others" in text
    assert '<td class="n up">2</td>' in text
    for said in ("kaze/fox", "rule:not-at-all", "gr_a", "1 decisions were erased", "2020-01-01"):
        assert said in text
    assert "http://" not in text
    assert "https://" not in text


def test_a_time_without_decisions_and_a_policy_that_changes_nothing(data: Path) -> None:
    assert (
        json.loads(
            run("simulate", data / "tried.yaml", "--until", "2020-01-01T00:00Z", "--json").stdout
        )["total"]
        == 0
    )
    (data / "same.yaml").write_text(TRIED.replace("action: block", "action: log"))
    page = data / "page.html"
    run("simulate", data / "same.yaml", "--html", page, "--until", "2020-01-01")
    assert "No asset of this document" in page.read_text()
    told = run("simulate", data / "same.yaml", "--until", "2020-01-01").stdout
    assert "No asset of this policy would have been treated otherwise." in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "--since: 'yesterday' is no day and no time"),
        (("--html", "/none/page.html"), "/none/page.html: cannot be written"),
    ],
)
def test_wrong_use_is_said(data: Path, words: tuple[str, ...], said: str) -> None:
    error = run("simulate", data / "tried.yaml", *words).exception
    assert isinstance(error, BadInputError)
    assert str(error).startswith(said)


def test_a_recorded_decision_is_explained_in_words(data: Path) -> None:
    told = run("policy", "explain", "gr_c").stdout
    assert told.splitlines() == [
        "The prompt was blocked: the owner prohibits it (reason: prohibited).",
        (
            f"Circumstances at {NOW.isoformat()}: asked from US; run in unknown; seen in US; licensee "
            "unknown; use unknown; declared as nothing special; length unknown; nobody looked for contexts."
        ),
        "kaze/fox in US: block, because the owner prohibits it. This decided.",
        "  by the rule r of the policy kaze-1 (kaze)",
        "  found kaze/fox by name (confidence 1.000) “Fox” in prompt",
        "  not by the regime everywhere else (log): a rule speaks",
    ]
    whole = json.loads(run("policy", "explain", "gr_c", "--json").stdout)
    assert whole["words"] == told.splitlines()
    assert whole["decision"]["findings"][0]["lost"] == [
        {"basis": "regime:*", "action": "log", "why": "a rule speaks"}
    ]


@pytest.mark.parametrize("words", [("gr_none",), ("gr_gone",), (), ("gr_a", "--prompt", "x")])
def test_what_cannot_be_explained_is_said(data: Path, words: tuple[str, ...]) -> None:
    assert isinstance(run("policy", "explain", *words).exception, BadInputError)


def test_a_document_is_written_out_and_its_schema_too(data: Path) -> None:
    text = run("policy", "export", data / "tried.yaml").stdout
    assert text.startswith("# yaml-language-server: $schema=policy.schema.json\n")
    assert "id: kaze-2\n" in text
    as_json = run("policy", "export", data / "tried.yaml", "--json").stdout
    assert json.loads(as_json)["rules"][0]["action"] == "block"
    assert json.loads(run("policy", "schema").stdout)["title"].startswith("guardrail policy")


def test_references_that_flood_are_listed(data: Path) -> None:
    assert json.loads(run("registry", "floods", "--json").stdout) == []
    assert run("registry", "floods").exit_code == 0
