"""Contact sheets of invented figures: `python -m models.train.figures --sheet thousand`."""

import argparse
import random
from pathlib import Path

import numpy as np
from PIL import Image

from models.train.figures import Figure, Take, cast, draw, invent, plain_take, sibling, take
from models.train.sheets import GROUND


def _page(pictures: list[Image.Image], across: int, cell_px: int) -> Image.Image:
    down = -(-len(pictures) // across)
    page = Image.new("RGB", (across * cell_px, down * cell_px), GROUND)
    for k, picture in enumerate(pictures):
        scale = (cell_px - 4) / max(picture.size)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        small = picture.resize(
            size, Image.Resampling.BOX if scale < 1 else Image.Resampling.NEAREST
        )
        x, y = k % across * cell_px, k // across * cell_px
        page.paste(
            small, (x + (cell_px - small.width) // 2, y + (cell_px - small.height) // 2), small
        )
    return page


def _picture(figure: Figure, chosen: Take, side_px: int) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(draw(figure, chosen, side_px)))


def thousand(first: int, count: int, cell_px: int) -> Image.Image:
    """Figures `first`… each in one take of its own."""
    pictures = []
    for seed in range(first, first + count):
        figure = invent(seed)
        pictures.append(_picture(figure, take(figure, random.Random(seed)), max(cell_px, 96)))
    return _page(pictures, max(10, min(40, 1600 // cell_px)), cell_px)


def casts(first: int, shows: int, cell_px: int) -> Image.Image:
    """Shows in rows: eight figures each, calm."""
    pictures = [
        _picture(figure, plain_take(figure, seed=figure.seed), cell_px)
        for show_seed in range(first, first + shows)
        for figure in cast(show_seed, 8)
    ]
    return _page(pictures, 8, cell_px)


def siblings(first: int, pairs: int, cell_px: int) -> Image.Image:
    """Pairs side by side in one take: a figure and its sibling."""
    pictures = []
    for seed in range(first, first + pairs):
        figure = invent(seed)
        other, _ = sibling(figure, seed)
        chosen = take(figure, random.Random(seed))
        pictures += [_picture(figure, chosen, cell_px), _picture(other, chosen, cell_px)]
    return _page(pictures, 20, cell_px)


def one(seed: int, cell_px: int) -> Image.Image:
    """One figure in 24 takes."""
    figure = invent(seed)
    pictures = [_picture(figure, take(figure, random.Random(k)), cell_px) for k in range(24)]
    return _page(pictures, 8, cell_px)


def main() -> None:
    """Write one sheet as a PNG."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sheet", choices=("thousand", "siblings", "casts", "figure"), required=True
    )
    parser.add_argument("--out", type=Path, default=Path("sheet.png"))
    parser.add_argument("--first", type=int, default=0, help="seed of the first figure or show")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--cell", type=int, default=0, help="side of a cell in pixels")
    a = parser.parse_args()
    if a.sheet == "thousand":
        page = thousand(a.first, a.count or 1000, a.cell or 64)
    elif a.sheet == "siblings":
        page = siblings(a.first, a.count or 200, a.cell or 90)
    elif a.sheet == "casts":
        page = casts(a.first, a.count or 8, a.cell or 150)
    else:
        page = one(a.first, a.cell or 190)
    page.save(a.out)


if __name__ == "__main__":
    main()
