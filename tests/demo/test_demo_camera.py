"""Films and files: what is filmed decodes, at its length and size, always the same."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from guardrail.demo import scenes
from guardrail.demo.camera import first_frame, write_clip, write_spritesheet, write_thumbnail
from guardrail.demo.film import Film


def film(prompt: str, *, seconds: float = 1.0, place: Image.Image | None = None) -> Film:
    scene = scenes.read(prompt)
    return Film(scene, width_px=160, height_px=90, seconds=seconds, fps=8, place=place)


def test_a_clip_decodes_and_has_the_length_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_clip(path, film("Kitsunebi dances", seconds=1.5).frames(), fps=8)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (160, 90)
        assert sum(1 for _ in container.decode(video=0)) == 12
        assert container.duration == pytest.approx(1.5e6, abs=1e5)
    raw = path.read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat"), "players could not begin at once"


def test_the_same_prompt_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_clip(tmp_path / name, film("a red ball in the snow").frames(), fps=8)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_frames_move(tmp_path: Path) -> None:
    reel = film("Pinewick in the forest")
    first, last = (np.asarray(reel.frame(i), dtype=np.int16) for i in (0, reel.frame_count - 1))
    assert np.abs(first - last).mean() > 3


def test_what_a_character_adds_to_the_picture_has_its_colours() -> None:
    scene = scenes.read("Yuzumo in a meadow")
    shown, empty = (
        np.asarray(Film(one, width_px=160, height_px=90, seconds=1, fps=8).frame(4), dtype=np.int16)
        for one in (scene, replace(scene, parts=()))
    )
    added = np.abs(shown - empty).max(axis=-1) > 40
    assert added.mean() > 0.04
    red, green, blue = np.median(shown[added], axis=0)
    assert red > green > blue + 60, "a yellow fruit, drawn over green grass"


def test_a_picture_that_was_sent_becomes_the_place() -> None:
    blue = Image.new("RGB", (64, 64), (10, 20, 250))
    frame = np.asarray(film("a close-up of nobody", place=blue).frame(0))
    assert tuple(frame[0, 0]) == (10, 20, 250)


def test_stills_are_written_as_webp_and_jpeg(tmp_path: Path) -> None:
    stills = write_clip(tmp_path / "clip.mp4", film("a duck").frames(), fps=8)
    write_thumbnail(tmp_path / "still.webp", stills[0])
    write_spritesheet(tmp_path / "sheet.jpg", stills)
    with Image.open(tmp_path / "still.webp") as still, Image.open(tmp_path / "sheet.jpg") as sheet:
        assert (still.format, still.size) == ("WEBP", (320, 180))
        assert (sheet.format, sheet.size) == ("JPEG", (640, 180))


def test_the_first_frame_of_a_clip_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    reel = film("Ember the dragon in the city")
    write_clip(path, reel.frames(), fps=8)
    got = np.asarray(first_frame(path), dtype=np.int16)
    assert np.abs(got - np.asarray(reel.frame(0), dtype=np.int16)).mean() < 12
