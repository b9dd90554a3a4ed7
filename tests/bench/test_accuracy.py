"""The benchmark asks fairly and repeatably, and what is recorded of it is held to."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

pytest.importorskip("cv2", reason="opencv is in the group `figures`")

from bench.accuracy import build as building
from bench.accuracy import cast as casting
from bench.accuracy import recorded
from bench.accuracy.plan import Plan
from bench.accuracy.rivals import reading
from bench.rows import Row
from guardrail.evaluate.duplicates import Thumbnails
from models.train import trials
from models.train.albums import Album, pack
from models.train.sources import Basket, Identity, Picture, Source

ROOT = Path(__file__).parents[2]
FIGURES = {"large": 24, "middle": 16, "small": 12}
PLAN = Plan(
    name="tiny", per_source=2, pictures=6, lookalike_pictures=6, ordinary_pictures=2, clips=3,
    lookalike_clips=3, ordinary_clips=1, timed_clips=0, prompts=40,
)  # fmt: skip


def blob(seed: int) -> Image.Image:
    """A figure of coloured discs on nothing."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGBA", (90, 90))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = rng.integers(5, 55, 2)
        pen.ellipse((x, y, x + 30, y + 30), fill=(*map(int, rng.integers(0, 256, 3)), 255))
    return picture


def hand(name: str) -> Source:
    return Source(
        name=name, style="discs", basket=Basket.RESERVED, licence="CC0-1.0", stated="here",
        by="us", packages=(), read=lambda _: (),
    )  # fmt: skip


def figures(count: int, *, first: int) -> list[Identity]:
    """Figures of seven pictures; every fourth is kin of the one before it."""
    return [
        Identity(
            name=str(number),
            kin=str(number - 1) if number % 4 == 3 else "",
            pictures=tuple(
                Picture(image=blob(first + 10 * number + i), look=str(i)) for i in range(7)
            ),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sources of figures and one of grounds, as `models.train` packs them."""
    folder: Path = tmp_path_factory.mktemp("work")
    for at, (name, count) in enumerate(FIGURES.items()):
        pack(hand(name), figures(count, first=10_000 * at), folder / "albums" / name)
    rng = np.random.default_rng(5)
    places = [
        Identity(
            name=str(number),
            pictures=(
                Picture(
                    image=Image.fromarray(rng.integers(0, 256, (15, 20, 3), np.uint8)).resize(
                        (400, 300)
                    ),
                    look="photograph",
                ),
            ),
        )
        for number in range(3)
    ]
    pack(hand("places"), places, folder / "grounds" / "places", max_side_px=400, least_pictures=1)
    return folder


def cast(work: Path, *, split: str = "test") -> casting.Cast:
    return casting.choose(work, split=split, per_source=3, seed=1)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_wherever_one_stops_every_source_had_its_share(work: Path) -> None:
    chosen = cast(work)
    for figures_of in (chosen.registered, chosen.strangers):
        asked = [figure.source for figure, _ in casting.in_turn(figures_of, 3)]
        assert sorted(asked) == sorted(FIGURES)
    again = [figure.id for figure, _ in casting.in_turn(chosen.registered, 99)]
    assert len(again) == 99
    assert set(again) == {figure.id for figure in chosen.registered}


def test_clips_and_pictures_reach_every_source(work: Path, tmp_path: Path) -> None:
    built = building.build(work, tmp_path, PLAN)
    for file in (built.clips, built.pictures):
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for kind in ("own", "look-alike"):
            shown = {line["style"] for line in lines if line["kind"].startswith(kind)}
            assert shown == set(FIGURES)


def test_the_same_seed_gives_the_same_bytes(work: Path, tmp_path: Path) -> None:
    one, two = (building.build(work, tmp_path / name, PLAN) for name in ("one", "two"))
    first = digests(one.folder)
    assert first == digests(two.folder)
    assert one.folder.name == two.folder.name
    (one.folder / "about.json").unlink()
    (one.folder / "clips" / "00001.mp4").unlink()
    building.build(work, tmp_path / "one", PLAN)
    assert digests(one.folder) == first  # what was cut short is taken up


def test_no_figure_is_in_both_halves_and_no_kin_is_parted(work: Path) -> None:
    names = {}
    for split in casting.SPLITS:
        everyone = casting.choose(work, split=split, per_source=99, seed=1)
        names[split] = {figure.id for figure in (*everyone.registered, *everyone.strangers)}
    assert not names["test"] & names["validation"]
    for source in FIGURES:
        album = Album.open(work / "albums" / source)
        for number, kin in enumerate(album.kin):
            if kin:
                pair = {f"{source}/{number:04}", f"{source}/{album.names.index(kin):04}"}
                assert sum(bool(pair & found) for found in names.values()) == 1


def test_no_stranger_is_registered_and_nothing_registered_is_asked(work: Path) -> None:
    chosen = cast(work)
    known = {figure.id for figure in chosen.registered}
    assert not known & {figure.id for figure in chosen.strangers}
    shown = Thumbnails(
        (Path(figure.id), trials.reference(picture)[None])
        for figure in chosen.registered
        for picture in figure.references
    )
    asked = [picture for f in (*chosen.registered, *chosen.strangers) for picture in f.asked]
    assert asked
    assert all(shown.like(trials.reference(picture)[None]) is None for picture in asked)


def test_a_mirrored_reference_is_asked_of_nobody(tmp_path: Path) -> None:
    both = [
        Identity(
            name=str(number),
            pictures=tuple(
                Picture(image=image, look=f"{i}{turned}")
                for i in range(3)
                for turned, image in (
                    ("", blob(10 * number + i)),
                    ("m", blob(10 * number + i).transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
                )
            ),
        )
        for number in range(12)
    ]
    pack(hand("mirrors"), both, tmp_path / "albums" / "mirrors")
    chosen = cast(tmp_path)
    assert len(chosen.registered) == chosen.left_out > 0
    assert list(casting.in_turn(chosen.registered, 5)) == []


def test_the_keyword_list_takes_the_longer_of_two_names() -> None:
    found = reading._keywords(["vel", "vel kora"], ["Vel Kora runs", "a vel.", "velvet"])
    assert found == [{"vel kora"}, {"vel"}, set()]


def headlines(**worse: float) -> list[Row]:
    """Every headline at .5 with .1 of room, but for those that are given."""
    return [
        Row(name=name, value=worse.get(name, 0.5), low=0.4, high=0.6, unit="share")
        for name in recorded.MORE_IS_BETTER
    ]


def missed(rows: Sequence[Row]) -> set[str]:
    return {row.name for row in rows if not row.ok}


def test_a_headline_beyond_its_recorded_interval_fails(tmp_path: Path) -> None:
    file, about = tmp_path / "recorded.json", {"plan": asdict(PLAN)}
    recorded.record(headlines(), about, file)
    assert missed(recorded.held_to(headlines(), about, file)) == set()
    fallen = headlines(clips_recall=0.39, clips_false_alarm_ordinary=0.61, pictures_rank1=0.4)
    assert missed(recorded.held_to(fallen, about, file)) == {
        "clips_recall", "clips_false_alarm_ordinary"
    }  # fmt: skip
    better = headlines(clips_recall=1.0, prompts_false_alarm=0.0)
    assert missed(recorded.held_to(better, about, file)) == set()


def test_what_cannot_be_compared_is_an_error(tmp_path: Path) -> None:
    file, about = tmp_path / "recorded.json", {"plan": asdict(PLAN)}
    recorded.record(headlines(), about, file)
    with pytest.raises(recorded.StaleRecordError, match="another plan"):
        recorded.held_to(headlines(), {"plan": asdict(Plan())}, file)
    with pytest.raises(recorded.StaleRecordError, match="clips_recall"):
        recorded.held_to([r for r in headlines() if r.name != "clips_recall"], about, file)


def test_what_is_recorded_is_of_the_slice_that_is_run() -> None:
    told = json.loads(recorded.FILE.read_text("utf-8"))
    assert told["of"]["plan"] == json.loads(json.dumps(asdict(Plan.ci())))
    assert told["rows"].keys() == recorded.MORE_IS_BETTER.keys()


def test_packages_that_cannot_be_had_are_told_apart_from_a_fall(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.accuracy", "--ci", "--work", str(tmp_path)]
    without = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=without, capture_output=True, text=True, check=False
    )
    assert done.returncode == 75, done.stderr
    assert "NOTHING IS MEASURED" in done.stderr
    assert "no program 'apt-get'" in done.stderr
