"""Openly licensed pictures from Debian packages: another hand's drawings, and photographs.

openclipart-png is dedicated to the public domain; a model may learn from it. mate-backgrounds is
GPL-2+ and CC-BY-SA: it is only measured against, nothing is learned from it and nothing of it ships.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

CLIPART = "openclipart-png=1:0.18+dfsg-19"
PHOTOGRAPHS = "mate-backgrounds=1.26.0-1"
MAX_SIDE_PX = 384


def fetch(package: str, work: Path) -> Path:
    """Download and unpack a Debian package once; returns the folder of its files."""
    folder = work / package.partition("=")[0]
    if not folder.is_dir():
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", package], cwd=work, check=True)  # noqa: S603, S607
        (archive,) = work.glob(f"{folder.name}_*.deb")
        subprocess.run(["dpkg", "-x", archive, folder], check=True)  # noqa: S603, S607
    return folder


def clipart(work: Path, *, seed: int) -> Iterator[Image.Image]:
    """Drawings cut out of their ground, RGBA, in an order that follows from the seed."""
    files = sorted(fetch(CLIPART, work).glob("usr/share/openclipart/png/**/*.png"))
    Random(seed).shuffle(files)
    for file in files:
        if not 6_000 < file.stat().st_size < 150_000:
            continue
        picture = Image.open(file).convert("RGBA")
        box = picture.getchannel("A").getbbox()
        if box is None:
            continue
        picture = picture.crop(box)
        filled = np.asarray(picture.getchannel("A")) > 128
        if min(picture.size) < 80 or filled.mean() > 0.93:
            continue
        picture.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
        yield picture


def photographs(work: Path) -> list[Image.Image]:
    """Photographs of nature, RGB, 1280 pixels at most."""
    pictures = []
    for file in sorted(fetch(PHOTOGRAPHS, work).glob("usr/share/backgrounds/mate/nature/*.jpg")):
        picture = Image.open(file).convert("RGB")
        picture.thumbnail((1280, 1280))
        pictures.append(picture)
    return pictures
