"""Turns fetched packages into albums that show no figure: `python -m models.train.grounds`.

Figures are put on these pictures, and a recogniser that finds a figure in one of them errs. The
albums lie under `.cache/train/grounds` in the format of `models.train.albums`, one picture a name,
larger than figures are kept; training and reserved sources apart as there. Resumable: an album
whose reader and pins did not change is not built again.
"""

import argparse
from pathlib import Path

import numpy as np
from rich.progress import Progress

from models.train import packages
from models.train.albums import Album
from models.train.build import made
from models.train.fetch import WORK
from models.train.sheets import overview
from models.train.sources.catalogue import asked
from models.train.sources.grounds import SOURCES
from models.train.sources.grounds_files import SIDE_PX


def table(work: Path) -> str:
    """The sources of grounds as Markdown: style, basket, pictures, licence, packages."""
    lines = ["| grounds | style | basket | pictures | licence | by | packages |", "|" + "---|" * 7]
    for source in sorted(SOURCES, key=lambda s: (s.basket != "training", s.name)):
        album = Album.open(work / "grounds" / source.name)
        pins = ", ".join(str(package) for package in source.packages)
        lines.append(
            f"| {source.name} | {source.style} | {source.basket} | {len(album.names)} |"
            f" {source.licence} | {source.by} | {pins} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Build what is asked for; 1 when a source failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--only", action="append", help="a source's name; may be repeated")
    parser.add_argument("--table", action="store_true", help="only print the table of sources")
    parser.add_argument("--sheets", type=Path, help="only write overviews into this folder")
    arguments = parser.parse_args()
    sources = asked(parser, arguments.only, SOURCES)
    if arguments.table:
        print(table(arguments.work))
        return 0
    if arguments.sheets:
        for source in sources:
            _sheets(Album.open(arguments.work / "grounds" / source.name), arguments.sheets)
        return 0
    failed = 0
    with Progress() as progress:
        for source in progress.track(sources, description="grounds"):
            folder = arguments.work / "grounds" / source.name
            try:
                line = made(source, arguments.work, folder, max_side_px=SIDE_PX, least_pictures=1)
                progress.console.print(line, highlight=False)
            except (packages.PackageError, OSError, ValueError) as error:
                failed += 1
                progress.console.print(f"[red]{source.name}: {error!r}", highlight=False)
    return 1 if failed else 0


def _sheets(album: Album, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for first in np.arange(0, len(album.names), 240).tolist():
        overview(album, first=first).save(folder / f"{album.source}-{first}.png")


if __name__ == "__main__":
    raise SystemExit(main())
