"""Contact sheets: an album as a picture, a figure a row; `python -m models.train.sheets SOURCE`.

Wrong groupings, props and repetitions are seen at once by a person and by nothing else.
"""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from models.train.albums import Album
from models.train.fetch import WORK

CELL_PX = 80
GROUND = (186, 190, 196)


def sheet(
    rows: Iterable[tuple[str, Sequence[Image.Image]]], *, cell_px: int = CELL_PX
) -> Image.Image:
    """Rows of a caption and pictures (RGBA or RGB), each scaled into a square cell."""
    found = [(caption, list(pictures)) for caption, pictures in rows]
    across = max((len(pictures) for _, pictures in found), default=1)
    page = Image.new("RGB", (across * cell_px, max(1, len(found)) * cell_px), GROUND)
    pen = ImageDraw.Draw(page)
    for row, (caption, pictures) in enumerate(found):
        for column, picture in enumerate(pictures):
            cell = picture.convert("RGBA")
            scale = (cell_px - 4) / max(cell.size)
            size = (max(1, round(cell.width * scale)), max(1, round(cell.height * scale)))
            cell = cell.resize(size, Image.Resampling.BILINEAR)
            left = column * cell_px + (cell_px - cell.width) // 2
            page.paste(cell, (left, row * cell_px + (cell_px - cell.height) // 2), cell)
        pen.text((2, row * cell_px), caption[:28], fill=(200, 0, 0))
    return page


def album_sheet(
    album: Album, *, first: int = 0, figures: int = 30, across: int = 12
) -> Image.Image:
    """Figures `first`… of an album, up to `across` pictures each."""
    chosen = range(first, min(first + figures, len(album.names)))
    return sheet(
        (
            f"{number} {album.names[number]}",
            [Image.fromarray(album.picture(int(i))) for i in album.of(number)[:across]],
        )
        for number in chosen
    )


def overview(album: Album, *, first: int = 0, across: int = 20, down: int = 12) -> Image.Image:
    """One picture each of `across` × `down` figures."""
    chosen = range(first, min(first + across * down, len(album.names)))
    pictures = [Image.fromarray(album.picture(int(album.of(n)[0]))) for n in chosen]
    return sheet(
        ("", pictures[start : start + across]) for start in range(0, len(pictures), across)
    )


def main() -> None:
    """Write one sheet as a PNG."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--overview", action="store_true", help="one picture a figure")
    parser.add_argument("--out", type=Path, default=Path("sheet.png"))
    arguments = parser.parse_args()
    album = Album.open(arguments.work / "albums" / arguments.source)
    draw = overview if arguments.overview else album_sheet
    draw(album, first=arguments.first).save(arguments.out)
    print(f"{arguments.source}: {len(album.names)} figures, sheet in {arguments.out}")


if __name__ == "__main__":
    main()
