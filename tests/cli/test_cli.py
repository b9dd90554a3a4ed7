"""The command line as a person meets it: exit status, one clear line, JSON on stdout."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import Clips
from footage import picture
from records import a_decision, a_still, an_attempt

from guardrail.build import open_store
from guardrail.cli.circumstances import circumstances
from guardrail.domain import Action, Stage
from guardrail.errors import BadInputError
from guardrail.holds import Hold
from guardrail.settings import Settings

DOCUMENT = """
policy_version: 1
id: small-1
rights_holder: {id: kaze, name: Kaze Animation K.K.}
valid: {from: 2025-01-01, until: 2035-01-01, zone: Asia/Tokyo}
regime: {JP: prior_permission, "*": opt_out}
assets:
  - id: kaze/kitsunebi
    names: [{text: Kitsunebi, lang: en}]
    versions: [{id: v1, references: [refs/*.png]}]
rules:
  - {id: seen, target: kaze/kitsunebi, when: {stage: [output]}, action: block}
licences:
  - id: until-new-year
    licensee: op:tubeco
    assets: [kaze/kitsunebi]
    window: {from: 2026-01-01, until: 2026-12-31}
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, registry_path: Path) -> Path:
    """A policy document of one character."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(registry_path / "refs" / "kitsunebi", folder / "refs")
    (folder / "kaze.yaml").write_text(DOCUMENT)
    return folder


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a worker that held one clip and has gone."""
    folder = tmp_path_factory.mktemp("recorded")
    store = open_store(Settings(data_dir=folder))
    media = ("a" * 64,)
    store.begin(an_attempt(stage=Stage.OUTPUT, subject="artefact:default/j/video", media=media))
    seen = a_decision()
    finding = replace(seen.findings[0], action=Action.HOLD)
    seen = replace(seen, stage=Stage.OUTPUT, action=Action.HOLD, findings=(finding,))
    kept = folder / "contents" / "kept" / "aa" / media[0]
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"")
    fox = folder / "fox.png"
    fox.write_bytes(picture())
    store.conclude("gr_1", seen, [a_still(reference=str(fox))])
    store.settle("gr_1")
    now = datetime.now(UTC)
    store.put_hold(
        Hold(
            id="gr_1",
            subject="artefact:default/j/video",
            sha256=media[0],
            created_at=now,
            expires_at=now + timedelta(hours=12.5),
            on_timeout=seen.review.on_timeout,
        )
    )
    store.close()
    return folder


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`guardrail` in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GUARDRAIL")}
    return subprocess.run(
        [sys.executable, "-m", "guardrail", *map(str, arguments)],
        cwd=cwd,
        env={**clean, "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_prompts_are_judged_each_and_the_strictest_is_the_status(
    small: Path, tmp_path: Path
) -> None:
    asked = ("screen", "prompt", "a red kite", "Kitsunebi naps", "--registry", small, "--json")
    done = run(*asked, "--as", '{"requester": "JP"}', cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    clean, named = lines(done)
    assert (clean["action"], named["action"]) == ("allow", "block")
    assert named["reason"] == "no_permission"
    assert named["findings"][0]["policy"] == "small-1"
    assert named["matches"][0]["evidence"][0]["text"] == "Kitsunebi"


def test_circumstances_decide(small: Path, tmp_path: Path) -> None:
    def status(**known: str) -> int:
        asked = ("screen", "prompt", "Kitsunebi", "--registry", small)
        return run(*asked, "--as", json.dumps(known), cwd=tmp_path).returncode

    licensee = {"licensee": "op:tubeco", "requester": "JP", "operator": "JP", "delivery": "JP"}
    assert status(**licensee, at="2026-12-31T23:59:00+09:00") == 0
    assert status(**licensee, at="2027-01-01T00:00:00+09:00") == 4
    assert status(requester="US", operator="US", delivery="US") == 0


def test_clips_and_pictures_are_judged_as_outputs(
    small: Path, tmp_path: Path, clips: Clips
) -> None:
    (tmp_path / "fox.mp4").write_bytes(clips.fox)
    (tmp_path / "clean.mp4").write_bytes(clips.clean)
    (tmp_path / "broken.mp4").write_bytes(clips.clean[:-2000])
    asked = ("screen", "clip", "--registry", small, "--json")
    done = run(*asked, "fox.mp4", "clean.mp4", cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    fox, clean = lines(done)
    assert fox["matches"][0]["evidence"][0]["reference"].endswith(".png")
    assert clean["action"] == "allow"
    broken = run(*asked, "broken.mp4", cwd=tmp_path)
    assert broken.returncode == 3
    assert lines(broken)[0]["reason"] == "unscreenable"
    picture = run("screen", "picture", small / "refs" / "1.png", "--registry", small, cwd=tmp_path)
    assert picture.returncode == 4
    assert "kaze/kitsunebi" in picture.stdout


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no such file": (("screen", "clip", "absent.mp4"), "absent.mp4"),
    "no JSON": (("screen", "prompt", "a", "--as", "{"), "--as"),
    "an unknown circumstance": (("screen", "prompt", "a", "--as", '{"who": 1}'), "who"),
    "a naive time": (("screen", "prompt", "a", "--as", '{"at": "2026-01-01"}'), "timezone"),
    "no registry there": (("registry", "check", "absent"), "absent"),
    "no corpus": (("registry", "suggest", "small.yaml", "--corpus", "absent"), "absent"),
    "a corpus of no text": (
        ("registry", "suggest", "small.yaml", "--corpus", "latin.toml"),
        "not UTF-8",
    ),
    "a corpus of other JSON": (
        ("registry", "suggest", "small.yaml", "--corpus", "other.jsonl"),
        "other.jsonl:1",
    ),
    "no registry to suggest for": (("registry", "suggest"), "no registry is configured"),
    "a wrong setting": (("holds", "list", "--config", "wrong.toml"), "held_as"),
    "no settings file": (("holds", "list", "--config", "absent.toml"), "absent.toml"),
    "no record": (("holds", "show", "gr_x"), "no record"),
    "no such asset": (("registry", "show", "x/y", "--registry", "small.yaml"), "x/y"),
    "no app": (("serve", "absent_module:app"), "absent_module"),
    "a module that breaks": (("serve", "broken:app"), "RuntimeError: boom"),
    "an app that is none": (("serve", "settled:app"), "cannot be called"),
    "a gateway": (("serve", "http://upstream"), "not part of this version"),
    "a log that is none": (("serve", "settled:fine", "--log", "xml"), "xml"),
    "a host that is none": (("serve", "settled:fine", "--host", "256.1.1.1"), "cannot listen"),
    "a data folder that is a file": (
        ("serve", "settled:fine", "--config", "file.toml", "--port", "0"),
        "data_dir cannot be used: it is a file",
    ),
    "a registry that is wrong": (
        ("serve", "settled:fine", "--config", "registry.toml", "--port", "0"),
        "absent",
    ),
    "a model that is none": (
        ("serve", "settled:fine", "--config", "model.toml", "--port", "0"),
        "absent-model",
    ),
    "settings that are no text": (("holds", "list", "--config", "latin.toml"), "not UTF-8"),
    "an endless clip": (("screen", "clip", "/dev/zero"), "not a regular file"),
    "a pipe": (("screen", "picture", "pipe"), "not a regular file"),
    "bytes that are no text": (("screen", "prompt", "\udcff"), "argument 3: is no valid UTF-8"),
    "a demo in a file": (("demo", "--folder", "small.yaml"), "cannot be made"),
    "no command": (("juggle",), "juggle"),
    "no such option": (("models", "list", "--all"), "--all"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_ends_with_two_and_one_clear_line(small: Path, tmp_path: Path, case: str) -> None:
    (tmp_path / "wrong.toml").write_text("hold_as = 1")
    shutil.copytree(small / "refs", tmp_path / "refs")
    (tmp_path / "small.yaml").write_text(DOCUMENT)
    (tmp_path / "other.jsonl").write_text('{"words": 1}')
    (tmp_path / "broken.py").write_text("raise RuntimeError('boom')")
    (tmp_path / "settled.py").write_text("app = 5\nfine = print")
    (tmp_path / "file.toml").write_text("data_dir = 'small.yaml'")
    (tmp_path / "registry.toml").write_text("registry = ['absent']")
    (tmp_path / "model.toml").write_text("model = 'absent-model'")
    (tmp_path / "latin.toml").write_bytes(b"server_name = '\xff'")
    os.mkfifo(tmp_path / "pipe")
    arguments, said = WRONG[case]
    done = run(*arguments, cwd=tmp_path, COLUMNS="40")
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert said in line
    assert not done.stdout


AS = {
    '{"requester": "UK"}': "requester: 'UK' is no ISO 3166-1 alpha-2 code: write GB",
    '{"delivery": "Japan"}': "delivery: 'Japan' is no ISO",
    '{"operator": "XX"}': "operator: 'XX' is no ISO",
    '{"requester": 5}': "requester: must be text, not 5",
    '{"licensee": ["op:x"]}': "licensee: must be text",
    '{"tenant": true}': "tenant: must be text, not true",
    '{"clip_seconds": -1}': "clip_seconds: must be at least 0, not -1",
    '{"clip_seconds": true}': "clip_seconds: must be a number, not true",
    '{"clip_seconds": NaN}': "NaN is no number",
    '{"clip_seconds": 1e999}': "clip_seconds: must be a number",
    '{"use": "fun"}': "use: 'fun' is not 'commercial' or 'noncommercial'",
    '{"contexts": "violence"}': "contexts: must be a list, not 'violence'",
    '{"contexts": [1]}': "contexts[0]: must be text, not 1",
    '{"use": null, "use": null}': "use: given twice",
    '{"at": "2026-01-01"}': "at: must be a time with its timezone",
    '{"at": "2026-01-01T12:00"}': "'2026-01-01T12:00' names no timezone",
    '{"at": 5}': "at: must be a time with its timezone",
    '{"tenent": "x"}': "tenent: unknown key (did you mean 'tenant'?)",
    '{"tenant": "\\ud800"}': "not JSON",
    "[]": "must be a JSON object",
}


@pytest.mark.parametrize("told", AS)
def test_circumstances_that_are_none_are_refused_by_name(told: str) -> None:
    with pytest.raises(BadInputError) as raised:
        circumstances(told, Settings())
    assert str(raised.value).startswith("--as: ")
    assert AS[told] in str(raised.value)


def test_circumstances_are_those_of_the_settings_unless_told_otherwise() -> None:
    places = {"requester_territory": "US", "operator_territory": "DE", "delivery_territory": "FR"}
    settings = Settings.model_validate(places)
    told = '{"requester": "jp", "delivery": null, "tenant": "acme", "contexts": ["satire"]}'
    found = circumstances(told, settings)
    assert (found.requester, found.operator, found.delivery) == ("JP", "DE", None)
    assert (found.tenant, found.contexts) == ("acme", frozenset({"satire"}))
    assert circumstances("{}", settings).delivery == "FR"


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    (tmp_path / "settled.py").write_text("fine = print")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for asked in (("serve", "settled:fine"), ("demo",)):
            done = run(*asked, "--port", port, cwd=tmp_path)
            assert done.returncode == 2, done.stderr
            assert "Address already in use" in done.stderr.splitlines()[-1]
            assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_well_and_signs_its_record(
    small: Path, tmp_path: Path, ends: signal.Signals
) -> None:
    (tmp_path / "settled.py").write_text(
        "from starlette.applications import Starlette\napp = Starlette()\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GUARDRAIL")}
    process = subprocess.Popen(
        [sys.executable, "-m", "guardrail", "serve", "settled:app", "--port", "0"],
        cwd=tmp_path,
        env={**clean, "GUARDRAIL_REGISTRY": str(small), "GUARDRAIL_REQUESTER_TERRITORY": "JP"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process, process.stderr as told:
        guarding = next(line for line in told if line.startswith("Guarding"))
        url = guarding.split()[-1]
        asked = {"prompt": "Kitsunebi naps"}
        answer = httpx2.post(f"{url}/v1/videos", json=asked, timeout=60)
        assert answer.status_code in {400, 404}
        process.send_signal(ends)
        rest = told.read()
    assert process.returncode == 0, rest
    assert run("audit", "verify", cwd=tmp_path).returncode == 0


def test_what_stdout_cannot_take_is_escaped_or_said(small: Path, tmp_path: Path) -> None:
    asked = ("screen", "prompt", "狐火 🦊", "--registry", small, "--as", '{"requester": "US"}')
    plain = run(*asked, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert "\\u72d0" in plain.stdout
    (told,) = lines(run(*asked, "--json", cwd=tmp_path, PYTHONIOENCODING="ascii"))
    assert told["subject"] == "狐火 🦊"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "guardrail", "models", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: cannot write the output: No space left on device\n"


def test_nothing_that_is_printed_acts_on_a_terminal(small: Path, tmp_path: Path) -> None:
    done = run("screen", "prompt", "\x1b[2J :fox: [red]", "--registry", small, cwd=tmp_path)
    assert "\x1b" not in done.stdout
    assert ":fox: [red]" in done.stdout


def test_several_registries_are_one(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(DOCUMENT.replace("kaze", "north").replace("small-1", "other-1"))
    shutil.copytree(small / "refs", tmp_path / "refs")
    asked = ("registry", "show", "--registry", small, "--registry", other, "--json")
    assert {row["holder"] for row in lines(run(*asked, cwd=tmp_path))[0]} == {"kaze", "north"}


def test_the_version_is_told(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"guardrail {version('guardrail')}\n")


def test_a_registry_is_checked_and_shown(small: Path, tmp_path: Path) -> None:
    checked = run("registry", "check", small, "--json", cwd=tmp_path)
    assert lines(checked)[0]["assets"] == 1
    shown = run("registry", "show", "--registry", small, "--json", cwd=tmp_path)
    (asset,) = lines(shown)[0]
    assert asset["asset"] == "kaze/kitsunebi"
    assert asset["rules"] == ["seen (block)"]
    assert asset["licences"] == ["until-new-year (op:tubeco, until 2026-12-31 15:00 UTC)"]


def test_kinds_of_names_are_proposed_and_documents_left_alone(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "policies")
    names = "[{text: Kitsunebi, lang: en}, {text: Ember, lang: en}, {text: Mary Miller, lang: en}]"
    document = tmp_path / "policies" / "kaze.yaml"
    document.write_text(DOCUMENT.replace("[{text: Kitsunebi, lang: en}]", names))
    before = document.read_bytes()
    told = lines(run("registry", "suggest", "policies", "--json", cwd=tmp_path))[0]
    assert [(one["name"], one["kind"], one["differs"]) for one in told] == [
        ("Kitsunebi", "distinctive", False),
        ("Ember", "common_word", True),
        ("Mary Miller", "person_name", True),
    ]
    assert {(one["asset"], one["current"], one["hits"]) for one in told} == {
        ("kaze/kitsunebi", "distinctive", None)
    }
    (tmp_path / "plain.txt").write_text("a red kite\nkitsunebi udon, two kitsunebi\n\n")
    (tmp_path / "more.jsonl").write_text('{"text": "a Kitsunebi lamp"}\n{"text": "a car"}\n')
    asked = ("registry", "suggest", "--registry", "policies", "--corpus", "plain.txt")
    told = lines(run(*asked, "--corpus", "more.jsonl", "--json", cwd=tmp_path))[0]
    assert (told[0]["kind"], told[0]["hits"]) == ("common_word", 2)
    assert told[0]["evidence"] == "in 2 of 4 background prompts"
    shown = run("registry", "suggest", "policies", cwd=tmp_path)
    assert "Ember" in shown.stdout
    assert "3 names: 1 distinctive, 1 common_word, 1 person_name" in shown.stdout
    assert document.read_bytes() == before


def test_a_reference_that_cannot_be_decoded_is_refused_with_its_line(
    small: Path, tmp_path: Path
) -> None:
    shutil.copytree(small, tmp_path / "policies")
    for name in ("8.png", "9.png"):
        (tmp_path / "policies" / "refs" / name).write_bytes(b"no picture")
    done = run("registry", "check", "policies", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    line = next(n for n, text in enumerate(DOCUMENT.splitlines(), 1) if "refs/*.png" in text)
    assert f"error: policies/kaze.yaml:{line}:" in done.stderr
    assert "the reference policies/refs/8.png cannot be decoded" in done.stderr
    served = run("screen", "prompt", "a", "--registry", "policies", cwd=tmp_path)
    assert served.returncode == 2
    assert f"policies/kaze.yaml:{line}:" in served.stderr


def test_what_is_odd_in_a_registry_is_a_warning(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "policies")
    text = DOCUMENT.replace("2035-01-01", "2025-06-01")
    (tmp_path / "policies" / "kaze.yaml").write_text(text)
    done = run("registry", "check", "policies", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("warning: policies/kaze.yaml: expired on 2025-06-01")
    assert done.stdout.startswith("fine: ")
    told = lines(run("registry", "check", tmp_path, "--json", cwd=tmp_path))[0]
    assert "are not read" in told["warnings"][0]


def test_a_broken_document_is_refused_with_its_line(small: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(DOCUMENT.replace("action: block", "action: forbid"))
    shutil.copytree(small / "refs", tmp_path / "refs")
    done = run("registry", "check", broken, cwd=tmp_path)
    assert done.returncode == 2
    line = next(n for n, text in enumerate(DOCUMENT.splitlines(), 1) if "action: block" in text)
    assert f"broken.yaml:{line}" in done.stderr.replace(" ", "").replace("\n", "")


def test_models_are_listed_and_checked(tmp_path: Path) -> None:
    (listed,) = lines(run("models", "list", "--json", cwd=tmp_path))
    assert any(model["default"] for model in listed)
    (checked,) = lines(run("models", "check", "--json", cwd=tmp_path))
    assert all(model["ok"] for model in checked)


@pytest.mark.parametrize(
    "asked", [("audit", "verify"), ("holds", "list"), ("holds", "lift", "gr_x")]
)
def test_where_there_is_no_record_none_is_made(tmp_path: Path, asked: tuple[str, ...]) -> None:
    done = run(*asked, cwd=tmp_path, GUARDRAIL_DATA_DIR=str(tmp_path / "d"))
    assert done.returncode == 2
    said = f"error: no record at {tmp_path}/d/guardrail.db (check data_dir)\n"
    assert (done.stdout, done.stderr) == ("", said)
    assert not (tmp_path / "d").exists()


def test_a_record_is_verified_and_its_holds_are_listed(recorded: Path, tmp_path: Path) -> None:
    done = run("audit", "verify", "--json", cwd=tmp_path, GUARDRAIL_DATA_DIR=str(recorded))
    assert done.returncode == 0, done.stderr
    assert (lines(done)[0]["ok"], lines(done)[0]["workers"]) == (True, 1)
    listed = run("holds", "list", "--json", cwd=tmp_path, GUARDRAIL_DATA_DIR=str(recorded))
    assert [hold["id"] for hold in lines(listed)[0]] == ["gr_1"]


def test_a_hold_is_listed_whole_and_shown_with_its_decision(recorded: Path, tmp_path: Path) -> None:
    def holds(*asked: str) -> str:
        done = run("holds", *asked, cwd=tmp_path, GUARDRAIL_DATA_DIR=str(recorded), COLUMNS="40")
        assert done.returncode == 0, done.stderr
        return done.stdout

    (row,) = [line for line in holds("list").splitlines() if "gr_1" in line]
    assert row.split()[:2] == ["gr_1", "kaze/kitsunebi"]
    shown = holds("show", "gr_1")
    assert "deciding match kaze/kitsunebi by name" in shown
    assert "below the threshold: kaze/kitsunebi by picture" in shown
    assert str(recorded / "contents" / "kept" / "aa" / ("a" * 64)) in shown
    told = json.loads(holds("show", "gr_1", "--json"))
    assert told["decision"]["reason"] == told["reason"] == "no_permission"
    assert told["assets"] == ["kaze/kitsunebi"]
    assert told["file"].endswith("a" * 64)


def test_what_a_hold_rests_on_is_seen_on_a_page(recorded: Path, tmp_path: Path) -> None:
    asked = ("holds", "show", "gr_1", "--page")
    done = run(*asked, "hold.html", cwd=tmp_path, GUARDRAIL_DATA_DIR=str(recorded))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "hold.html").read_text()
    assert page.count("data:image/jpeg;base64,") == 2
    assert "kaze/kitsunebi" in page
    assert "top:25.0%" in page
    done = run(*asked, "no/where.html", cwd=tmp_path, GUARDRAIL_DATA_DIR=str(recorded))
    assert (done.returncode, "no/where.html: cannot be written" in done.stderr) == (2, True)


def test_a_hold_is_lifted_by_somebody(recorded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(recorded, folder)

    def done(*asked: str) -> subprocess.CompletedProcess[str]:
        return run(*asked, cwd=tmp_path, GUARDRAIL_DATA_DIR=str(folder))

    assert done("holds", "lift", "gr_1", "--reviewer", "ota").returncode == 0
    assert "gr_1" not in done("holds", "list").stdout
    assert "lifted by ota" in done("holds", "list", "--all").stdout
    assert done("holds", "refuse", "gr_1").returncode == 2
    assert done("holds", "show", "gr_2").returncode == 2
    assert done("audit", "verify").returncode == 0


def test_the_demo_goes_as_scripted_and_tells_why(tmp_path: Path) -> None:
    done = run("demo", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = {case["case"]: case for case in lines(done)}
    assert told["named"]["reason"] == "prohibited"
    assert "Kitsunebi" in told["named"]["message"]
    assert told["held, then lifted"]["message"] == "held, then lifted by demo"
    assert "held, then lifted: lifted in" in done.stderr
    (sheet,) = (tmp_path / "guardrail-demo").glob("run-*/contact-sheet.png")
    verified = run(
        "audit", "verify", cwd=tmp_path, GUARDRAIL_DATA_DIR=str(sheet.parent / "guardrail-data")
    )
    assert verified.returncode == 0, verified.stdout


def test_help_is_quick_and_loads_no_model(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['guardrail','--help']\n"
        "from guardrail.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('onnxruntime','av','sqlalchemy','starlette') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
