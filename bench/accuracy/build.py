"""The benchmark's registry and labelled sets on disk, made of the reserved basket by a seed."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import yaml
from PIL import Image

from bench.accuracy import shots, words
from bench.accuracy.cast import Cast, choose, in_turn
from guardrail.evaluate.attacks.filming import PLAIN, write_film
from models.train import trials
from models.train.albums import Grounds, Pixels
from models.train.sources import Basket
from models.train.sources.catalogue import SOURCES
from models.train.sources.grounds import SOURCES as GROUNDS

HOLDER = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything; the same plan and albums give the same sets."""

    seed: int = 1
    split: str = "test"
    per_source: int = 4
    pictures: int = 120
    lookalike_pictures: int = 60
    ordinary_pictures: int = 120
    clips: int = 40
    lookalike_clips: int = 40
    ordinary_clips: int = 100
    prompts: int = 3000

    @classmethod
    def full(cls) -> "Plan":
        """Enough for the claims of the headline: 1 % of false alarms, and 0.1 % of pictures."""
        return cls(
            per_source=20, pictures=1000, lookalike_pictures=500, ordinary_pictures=1000,
            clips=300, lookalike_clips=200, ordinary_clips=400, prompts=100_000,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Where the sets lie."""

    registry: Path
    pictures: Path
    clips: Path
    prompts: Path
    about: dict[str, object]


def prepare(work: Path) -> None:
    """Fetch and build what is missing of the reserved basket."""
    here = [source.name for source in (*SOURCES, *GROUNDS) if source.basket is Basket.RESERVED]
    missing = [
        name
        for name in here
        if not any((work / kind / name / "about.json").is_file() for kind in ("albums", "grounds"))
    ]
    if not missing:
        return
    figures = {source.name for source in SOURCES}
    for module, names in (
        ("fetch", missing),
        ("build", [name for name in missing if name in figures]),
        ("grounds", [name for name in missing if name not in figures]),
    ):
        if names:
            only = [part for name in names for part in ("--only", name)]
            command = [sys.executable, "-m", f"models.train.{module}", "--work", str(work), *only]
            subprocess.run(command, check=True, stdout=sys.stderr)


def build(work: Path, folder: Path, plan: Plan) -> Built:
    """Write everything into `folder`, unless it is there already from the same plan."""
    mark = folder / "about.json"
    cast = choose(work, split=plan.split, per_source=plan.per_source, seed=plan.seed)
    about: dict[str, object] = {"plan": asdict(plan), "sources": cast.digests}
    built = Built(
        registry=folder / "registry",
        pictures=folder / "pictures.jsonl",
        clips=folder / "clips.jsonl",
        prompts=folder / "prompts.jsonl",
        about=about,
    )
    if mark.is_file() and json.loads(mark.read_text("utf-8"))["made_of"] == _made_of(about):
        return built
    for name in ("registry", "pictures", "clips"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    named = words.christen(
        [f"{HOLDER}/{figure.id}" for figure in cast.registered],
        trials.random_of(plan.seed, "names"),
    )
    _register(cast, named, built.registry)
    _lines(built.prompts, words.prompts(named, plan.prompts, trials.random_of(plan.seed, "words")))
    _lines(built.pictures, _pictures(work, cast, folder, plan))
    _lines(built.clips, _clips(work, cast, folder, plan))
    mark.write_text(json.dumps({"made_of": _made_of(about), **about}, indent=1), "utf-8")
    return built


def _made_of(about: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def _register(cast: Cast, named: list[words.Named], folder: Path) -> None:
    """One document: everything that is found beyond doubt is blocked, what is doubtful held."""
    assets = []
    for figure, one in zip(cast.registered, named, strict=True):
        kept = folder / "refs" / figure.id
        kept.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(figure.references):
            Image.fromarray(trials.reference(picture)).save(kept / f"{number}.png")
        assets.append(
            {
                "id": one.asset,
                "names": [{"text": one.name, "lang": "en"}],
                "name_kind": "common_word" if one.common else "distinctive",
                "versions": [{"id": "v1", "references": [f"refs/{figure.id}/*.png"]}],
            }
        )
    document = {
        "policy_version": 1,
        "id": "bench-1",
        "rights_holder": {"id": HOLDER, "name": "The figures of the benchmark"},
        "valid": {"from": "2025-01-01", "until": "2100-01-01", "zone": "UTC"},
        "regime": {"*": "prior_permission"},
        "assets": assets,
    }
    (folder / "bench.yaml").write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")


def _pictures(work: Path, cast: Cast, folder: Path, plan: Plan) -> Iterator[words.Line]:
    grounds = Grounds.open(work, "reserved")
    shown = [(f, p, "own") for f, p in in_turn(cast.registered, plan.pictures)]
    shown += [(f, p, "look-alike") for f, p in in_turn(cast.strangers, plan.lookalike_pictures)]
    for number, (figure, picture, kind) in enumerate(shown):
        rng = trials.random_of(plan.seed, "picture", number)
        place = "alone" if number % 2 else "in a scene"
        frame = (
            shots.alone(rng, picture)
            if place == "alone"
            else shots.in_a_scene(rng, picture, grounds)
        )
        own = [f"{HOLDER}/{figure.id}"] if kind == "own" else []
        line = _saved(folder, f"pictures/{number:05}.png", frame)
        yield {**line, "assets": own, "kind": f"{kind}, {place}", "style": figure.source}
    for number in range(plan.ordinary_pictures):
        frame = shots.empty(trials.random_of(plan.seed, "empty", number), grounds)
        line = _saved(folder, f"pictures/empty-{number:05}.png", frame)
        yield {**line, "assets": [], "kind": "ordinary"}


def _saved(folder: Path, name: str, frame: Pixels) -> words.Line:
    Image.fromarray(frame).save(folder / name, compress_level=1)
    return {"file": name}


def _clips(work: Path, cast: Cast, folder: Path, plan: Plan) -> Iterator[words.Line]:
    asked = [("own", f.id, f.source, p) for f, p in in_turn(cast.registered, plan.clips)]
    asked += [
        ("look-alike", f.id, f.source, p) for f, p in in_turn(cast.strangers, plan.lookalike_clips)
    ]
    tasks = [
        (work, folder / f"clips/{n:05}.mp4", plan.seed, n, p) for n, (*_, p) in enumerate(asked)
    ]
    tasks += [
        (work, folder / f"clips/ordinary-{n:05}.mp4", plan.seed, 10**6 + n, None)
        for n in range(plan.ordinary_clips)
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_film, tasks, chunksize=8))
    for (kind, figure, source, _), (_, path, *_) in zip(asked, tasks, strict=False):
        own = [f"{HOLDER}/{figure}"] if kind == "own" else []
        yield {"file": f"clips/{path.name}", "assets": own, "kind": kind, "style": source}
    for _, path, *_ in tasks[len(asked) :]:
        yield {"file": f"clips/{path.name}", "assets": [], "kind": "ordinary"}


def _film(task: tuple[Path, Path, int, int, Pixels | None]) -> None:
    work, path, seed, number, figure = task
    rng = trials.random_of(seed, "clip", number)
    frames = list(shots.clip(rng, figure, Grounds.open(work, "reserved")))
    write_film(path, frames, fps=shots.FPS, coding=PLAIN)


def _lines(path: Path, lines: Iterator[words.Line]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
