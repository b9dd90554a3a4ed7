"""Turns fetched packages into albums of figures: `python -m models.train.build`.

Reads every source (two at a time), packs an album each under `.cache/train/albums`, and prints
the table of sources for the model card. An album whose reader and pins did not change since is
not built again.
"""

import argparse
import ast
import hashlib
import importlib
import inspect
import json
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import numpy as np
from rich.progress import Progress

from models.train import albums, packages, sources
from models.train.fetch import WORK
from models.train.sources import Source
from models.train.sources.catalogue import SOURCES, asked

OURS = "models.train"


def build(name: str, work: Path) -> str:
    """Pack the album of one source; returns a line that says what was kept."""
    source = next(s for s in SOURCES if s.name == name)
    return made(source, work, work / "albums" / source.name)


def made(
    source: Source,
    work: Path,
    folder: Path,
    *,
    max_side_px: int = albums.MAX_SIDE_PX,
    least_pictures: int = albums.LEAST_PICTURES,
) -> str:
    """Pack one album into `folder` unless it is there already; says what was kept."""
    mark = folder / "made_of.json"
    made_of = {"reader": _reader_digest(source), "packages": [p.sha256 for p in source.packages]}
    if mark.is_file() and json.loads(mark.read_text("utf-8"))["made_of"] == made_of:
        return f"{source.name}: unchanged"
    folders = {package.name: packages.unpack(package, work) for package in source.packages}
    tally = albums.pack(
        source,
        source.read(folders),
        folder,
        max_side_px=max_side_px,
        least_pictures=least_pictures,
    )
    kept = json.loads((folder / "about.json").read_text("utf-8"))
    mark.write_text(json.dumps({"made_of": made_of, "left_out": asdict(tally)}), "utf-8")
    return (
        f"{source.name}: {len(kept['names'])} figures, {len(kept['look'])} pictures"
        f" (left out: {tally.repeated} repeated, {tally.shared} of another figure,"
        f" {tally.tiny} tiny, {tally.lonely} figures)"
    )


def table(work: Path) -> str:
    """The sources as Markdown: style, figures, pictures, licence, packages."""
    lines = [
        "| source | style | basket | figures | with ≥ 4 pictures | pictures | licence | by | packages |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for source in sorted(SOURCES, key=lambda s: (s.basket != "training", s.name)):
        album = albums.Album.open(work / "albums" / source.name)
        counts = np.bincount(album.identity, minlength=len(album.names))
        pins = ", ".join(str(package) for package in source.packages)
        lines.append(
            f"| {source.name} | {source.style} | {source.basket} | {len(counts)} |"
            f" {int((counts >= 4).sum())} | {int(counts.sum())} | {source.licence} |"
            f" {source.by} | {pins} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Build what is asked for; 1 when a source failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--only", action="append", help="a source's name; may be repeated")
    parser.add_argument("--table", action="store_true", help="only print the table of sources")
    parser.add_argument("--digests", action="store_true", help="only print each album's digest")
    arguments = parser.parse_args()
    names = [source.name for source in asked(parser, arguments.only)]
    if arguments.table:
        print(table(arguments.work))
        return 0
    if arguments.digests:
        for name in names:
            print(albums.album_digest(arguments.work / "albums" / name), name)
        return 0
    failed = 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool, Progress() as progress:
        task = progress.add_task("albums", total=len(names))
        waiting = {pool.submit(build, name, arguments.work): name for name in names}
        for done in as_completed(waiting):
            try:
                progress.console.print(done.result(), highlight=False)
            except Exception as error:  # noqa: BLE001 - one source must not stop the others
                failed += 1
                progress.console.print(f"[red]{waiting[done]}: {error!r}", highlight=False)
            progress.advance(task)
    return 1 if failed else 0


def _reader_digest(source: Source) -> str:
    """sha256 over everything of ours that decides what the album holds.

    That is the reader's module with all that it imports from here but the vocabulary, and the
    scripts beside it.
    """
    module = inspect.getmodule(getattr(source.read, "func", source.read))
    total = hashlib.sha256()
    for name in sorted(_reached(module, _reached(albums, set()))):
        file = Path(inspect.getfile(sys.modules[name]))
        total.update(file.read_bytes())
        if file.with_suffix(".mjs").is_file():
            total.update(file.with_suffix(".mjs").read_bytes())
    return total.hexdigest()


def _reached(module: ModuleType | None, seen: set[str]) -> set[str]:
    if module is None or module.__name__ in {*seen, OURS, sources.__name__}:
        return seen
    seen.add(module.__name__)
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.startswith(f"{OURS}."):
                with suppress(ModuleNotFoundError):
                    _reached(importlib.import_module(name), seen)
    return seen


if __name__ == "__main__":
    raise SystemExit(main())
