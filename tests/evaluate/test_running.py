"""The same engine: what is measured is what happens on the wire; and measuring is sane."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Clips, OpenParts
from driving import client_of, create, poll
from footage import picture
from servers.openai_videos import VideoServer

from guardrail.build.evaluating import Evaluated, evaluate
from guardrail.build.snapshots import Registries
from guardrail.domain import Action, Circumstances
from guardrail.errors import BadInputError
from guardrail.evaluate.rows import Row
from guardrail.evaluate.running import judge
from guardrail.evaluate.sets import Item, LabelledSet, Part, read_set
from guardrail.evaluate.summary import summarise
from guardrail.settings import Settings


def item(folder: Path, shown: str, content: bytes | None = None) -> Item:
    """An item of a set with one line."""
    line = {"text": shown, "assets": []}
    if content is not None:
        (folder / shown).write_bytes(content)
        line = {"file": shown, "assets": []}
    (folder / "set.jsonl").write_text(json.dumps(line))
    part = Part.PROMPTS if content is None else Part.CLIPS
    (found,) = read_set(folder / "set.jsonl", part).items
    return found


async def test_a_clip_is_judged_as_on_the_wire(
    server: VideoServer, open_parts: OpenParts, clips: Clips, tmp_path: Path
) -> None:
    parts = open_parts()
    known = Circumstances(at=parts.now(), requester="US", operator="US", delivery="US")
    for content in (clips.fox, clips.heron, clips.clean, b"not a clip"):
        async with client_of(server, parts) as client:
            job = await create(client)
            server.finish(job, content)
            answer = await poll(client, job)
        wire = parts.decision(answer.headers["guardrail-id"])
        assert wire is not None
        one = item(tmp_path, "clip.mp4", content)
        measured = judge(parts.guardrail, one, known, Part.CLIPS)
        assert replace(measured, ms=0) == Row.of(one, wire, ms=0, problem=measured.problem)


async def test_a_prompt_is_judged_as_on_the_wire(
    server: VideoServer, open_parts: OpenParts, tmp_path: Path
) -> None:
    parts = open_parts()
    known = Circumstances(at=parts.now(), requester="US", operator="US", delivery="US")
    for text in ("Kitsunebi on a meadow", "a glowing ember in the fireplace", "no Kitsunebi"):
        async with client_of(server, parts) as client:
            answer = await client.post("/videos", json={"prompt": text})
        wire = parts.decision(answer.headers["guardrail-id"])
        assert wire is not None
        one = item(tmp_path, text)
        assert replace(judge(parts.guardrail, one, known, Part.PROMPTS), ms=0) == Row.of(
            one, wire, ms=0
        )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, registry_path: Path) -> Settings:
    """The demonstration's registry."""
    folder = tmp_path_factory.mktemp("evaluating")
    return Settings(data_dir=folder, registry=(registry_path,), threads=1)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, clips: Clips) -> LabelledSet:
    """Two characters and two clips of nobody."""
    folder = tmp_path_factory.mktemp("labelled")
    shown = {
        "fox": ["kaze/kitsunebi"],
        "heron": ["kaze/sagihime"],
        "clean": [],
        "meadow": [],
    }
    for name in shown:
        (folder / f"{name}.mp4").write_bytes(getattr(clips, name))
    lines = [json.dumps({"file": f"{n}.mp4", "assets": a, "kind": n}) for n, a in shown.items()]
    (folder / "set.jsonl").write_text("\n".join(lines))
    return read_set(folder / "set.jsonl", Part.CLIPS)


@pytest.fixture(scope="module")
def known(registries: Registries) -> Circumstances:
    """Everything in the United States, today."""
    del registries
    from datetime import UTC, datetime  # noqa: PLC0415

    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Circumstances(at=at, requester="US", operator="US", delivery="US")


@pytest.fixture(scope="module")
def evaluated(
    settings: Settings,
    labelled: LabelledSet,
    known: Circumstances,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Evaluated, Path]:
    """The set judged once, and its rows."""
    rows = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    return evaluate(settings, labelled, known, rows=rows), rows


def test_characters_are_found_and_nobody_is_not(evaluated: tuple[Evaluated, Path]) -> None:
    done, _ = evaluated
    result = summarise(done.outcomes, done.header)
    assert (result["n"], result["positives"], result["negatives"]) == (4, 2, 2)
    assert result["hold"]["recall"]["value"] == 1.0
    assert result["hold"]["fpr"]["value"] == 0.0
    assert result["rank1"]["value"] == 1.0
    assert result["auc"]["value"] == 1.0
    points = result["operating_points"]
    assert [(p["tpr"], p["threshold"], p["negatives_needed"]) for p in points] == [
        (None, None, 10),
        (None, None, 100),
        (None, None, 1000),
    ]
    assert set(result["by_kind"]) == {"fox", "heron", "clean", "meadow"}
    assert result["by_asset"]["kaze/kitsunebi"]["hold"]["fpr"]["value"] == 0.0
    assert result["outcomes"]["first"] == "1100"
    assert json.loads(json.dumps(result)) == result


def test_rows_that_are_there_are_not_judged_again(
    evaluated: tuple[Evaluated, Path],
    settings: Settings,
    labelled: LabelledSet,
    known: Circumstances,
) -> None:
    done, rows = evaluated
    kept = rows.read_text().splitlines()
    rows.write_text("\n".join([*kept[:3], kept[3][:20]]))  # a run that was cut short
    again = evaluate(settings, labelled, known, rows=rows)
    assert (again.kept, again.stale) == (2, 0)
    assert again.outcomes.levels.tolist() == done.outcomes.levels.tolist()
    elsewhere = replace(known, requester="JP")
    assert evaluate(settings, labelled, elsewhere, rows=rows).stale == 4


def test_another_file_is_not_written_over(
    tmp_path: Path, settings: Settings, labelled: LabelledSet, known: Circumstances
) -> None:
    other = tmp_path / "mine.jsonl"
    other.write_text('{"text": "mine"}\n')
    with pytest.raises(BadInputError, match="is no file of rows"):
        evaluate(settings, labelled, known, rows=other)
    assert other.read_text() == '{"text": "mine"}\n'


def test_a_reference_in_the_set_is_refused(
    tmp_path: Path, settings: Settings, registry_path: Path, known: Circumstances
) -> None:
    shown = next(registry_path.glob("refs/kitsunebi/*.png"))
    (tmp_path / "kitsunebi").mkdir()
    (tmp_path / "kitsunebi" / "copy.png").write_bytes(shown.read_bytes())
    (tmp_path / "_negatives").mkdir()
    (tmp_path / "_negatives" / "a.png").write_bytes(picture())
    found = read_set(tmp_path, Part.PICTURES)
    with pytest.raises(BadInputError, match=r"copy.png is the reference .*--allow-duplicates"):
        evaluate(settings, found, known)
    done = evaluate(settings, found, known, allow_duplicates=True)
    assert done.outcomes.items[1].assets == ("kaze/kitsunebi",)
    assert done.outcomes.score[1] > done.outcomes.score[0]


def test_a_reference_encoded_anew_is_refused(
    tmp_path: Path, settings: Settings, registry_path: Path, known: Circumstances
) -> None:
    from PIL import Image  # noqa: PLC0415

    shown = next(registry_path.glob("refs/kitsunebi/*.png"))
    (tmp_path / "kitsunebi").mkdir()
    with Image.open(shown) as opened:
        opened.convert("RGB").resize((200, 200)).save(tmp_path / "kitsunebi" / "a.jpg", quality=60)
    with pytest.raises(BadInputError, match=r"a\.jpg shows the reference"):
        evaluate(settings, read_set(tmp_path, Part.PICTURES), known)


def test_an_empty_registry_finds_nothing_and_alarms_nobody(
    settings: Settings, labelled: LabelledSet, known: Circumstances
) -> None:
    empty = settings.model_copy(update={"registry": ()})
    done = evaluate(empty, labelled, known)
    result = summarise(done.outcomes, done.header)
    for level in ("log", "hold", "block"):
        assert result[level]["recall"]["value"] == 0.0
        assert result[level]["fpr"]["value"] == 0.0
    assert result["rank1"]["value"] == 0.0
    assert done.unknown == ("kaze/kitsunebi", "kaze/sagihime")


def test_prompts_are_judged_alike_in_one_process_and_in_several(
    tmp_path: Path, settings: Settings, known: Circumstances
) -> None:
    lines = [
        {"text": f"{n} {name}", "assets": ["kaze/kitsunebi"] if name == "Kitsunebi" else []}
        for n in range(150)
        for name in ("Kitsunebi", "kite")
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    found = read_set(tmp_path / "set.jsonl", Part.PROMPTS)
    alone = evaluate(settings, found, known, jobs=1).outcomes
    together = evaluate(settings, found, known, jobs=2).outcomes
    assert [replace(row, ms=0) for row in alone.rows] == [
        replace(row, ms=0) for row in together.rows
    ]
    assert (alone.own[alone.positive] >= Action.HOLD.strictness).all()
    assert (alone.any[alone.negative] == 0).all()
