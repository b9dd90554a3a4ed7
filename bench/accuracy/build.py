"""The benchmark's registry and labelled sets on disk, made of the reserved basket by a seed.

What was cut short is taken up: a folder belongs to one plan, one state of the albums and one state
of this code, every file in it is written whole, and what is there is not made again.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml
from PIL import Image

from bench.accuracy import cast as casting
from bench.accuracy import films, shots, words
from bench.accuracy.cast import Cast, choose, in_turn
from bench.accuracy.plan import Plan
from models.train import scenes, trials
from models.train.albums import Grounds, Pixels

HOLDER = "bench"
MADE_BY = (__file__, casting.__file__, films.__file__, shots.__file__, words.__file__,
           scenes.__file__, trials.__file__)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Where the sets lie, and what they are made of."""

    folder: Path
    about: dict[str, object]

    @property
    def registry(self) -> Path:
        return self.folder / "registry"

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures.jsonl"

    @property
    def clips(self) -> Path:
        return self.folder / "clips.jsonl"

    @property
    def timed_clips(self) -> Path:
        return self.folder / "timed.jsonl"

    @property
    def prompts(self) -> Path:
        return self.folder / "prompts.jsonl"


def build(work: Path, keep: Path, plan: Plan) -> Built:
    """Write everything into a folder of its own below `keep`, unless it is there already."""
    about: dict[str, object] = {
        "plan": asdict(plan),
        "sources": casting.sources(work, split=plan.split, only=plan.sources),
    }
    folder = keep / f"{plan.name}-{_made_of(about)[:8]}"
    built = Built(folder=folder, about=about)
    mark = folder / "about.json"
    if mark.is_file():
        return built
    cast = choose(
        work, split=plan.split, per_source=plan.per_source, seed=plan.seed, only=plan.sources
    )
    for name in ("registry", "pictures", "clips", "timed"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    named = words.christen(
        [f"{HOLDER}/{figure.id}" for figure in cast.registered],
        trials.random_of(plan.seed, "names"),
    )
    _register(cast, named, built.registry)
    _lines(built.prompts, words.prompts(named, plan.prompts, trials.random_of(plan.seed, "words")))
    studio = films.Studio(work=work, folder=folder, seed=plan.seed, grounds=plan.grounds)
    _lines(built.clips, _clips(studio, cast, plan))
    _lines(built.timed_clips, _timed(studio, cast, plan))
    _lines(built.pictures, _pictures(studio.open_grounds(), cast, folder, plan))
    told = {**about, "left out because a registered picture shows the same": cast.left_out}
    mark.write_text(json.dumps(told, indent=1), "utf-8")
    return built


def _made_of(about: dict[str, object]) -> str:
    total = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for file in MADE_BY:
        total.update(Path(file).read_bytes())
    return total.hexdigest()


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


def _pictures(grounds: Grounds, cast: Cast, folder: Path, plan: Plan) -> Iterator[words.Line]:
    shown = [(f, p, "own") for f, p in in_turn(cast.registered, plan.pictures)]
    shown += [(f, p, "look-alike") for f, p in in_turn(cast.strangers, plan.lookalike_pictures)]
    for number, (figure, picture, kind) in enumerate(shown):
        place = "alone" if number % 2 else "in a scene"
        path = folder / f"pictures/{number:05}.png"
        if not path.is_file():
            rng = trials.random_of(plan.seed, "picture", number)
            _save(path, shots.alone(rng, picture) if number % 2 else
                  shots.in_a_scene(rng, picture, grounds))  # fmt: skip
        own = [f"{HOLDER}/{figure.id}"] if kind == "own" else []
        yield {
            "file": f"pictures/{path.name}", "assets": own, "kind": f"{kind}, {place}",
            "style": figure.source,
        }  # fmt: skip
    for number in range(plan.ordinary_pictures):
        path = folder / f"pictures/empty-{number:05}.png"
        if not path.is_file():
            _save(path, shots.empty(trials.random_of(plan.seed, "empty", number), grounds))
        yield {"file": f"pictures/{path.name}", "assets": [], "kind": "ordinary"}


def _save(path: Path, frame: Pixels) -> None:
    fresh = path.with_suffix(".part.png")
    Image.fromarray(frame).save(fresh, compress_level=1)
    fresh.replace(path)


def _clips(studio: films.Studio, cast: Cast, plan: Plan) -> Iterator[words.Line]:
    """Clips of registered figures and of look-alikes, then places without anybody."""
    asked = [("own", f, p) for f, p in in_turn(cast.registered, plan.clips)]
    asked += [("look-alike", f, p) for f, p in in_turn(cast.strangers, plan.lookalike_clips)]
    orders = [
        films.Order(name=f"clips/{number:05}.mp4", number=number, figure=picture)
        for number, (_, _, picture) in enumerate(asked)
    ]
    orders += [
        films.Order(name=f"clips/ordinary-{number:05}.mp4", number=10**6 + number, figure=None)
        for number in range(plan.ordinary_clips)
    ]
    studio.film(orders, shots.SHORT, films.PLAIN)
    for (kind, figure, _), order in zip(asked, orders, strict=False):
        own = [f"{HOLDER}/{figure.id}"] if kind == "own" else []
        yield {"file": order.name, "assets": own, "kind": kind, "style": figure.source}
    for order in orders[len(asked) :]:
        yield {"file": order.name, "assets": [], "kind": "ordinary"}


def _timed(studio: films.Studio, cast: Cast, plan: Plan) -> Iterator[words.Line]:
    """Ten-second clips, every other one with a registered figure."""
    shown = list(in_turn(cast.registered, plan.timed_clips))
    orders = [
        films.Order(
            name=f"timed/{number}.mp4", number=2 * 10**6 + number,
            figure=picture if number % 2 else None,
        )
        for number, (_, picture) in enumerate(shown)
    ]  # fmt: skip
    studio.film(orders, shots.LONG, films.CAREFUL)
    for order, (figure, _) in zip(orders, shown, strict=True):
        own = [] if order.figure is None else [f"{HOLDER}/{figure.id}"]
        yield {"file": order.name, "assets": own, "kind": "own" if own else "ordinary"}


def _lines(path: Path, lines: Iterator[words.Line]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
