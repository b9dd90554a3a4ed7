"""When prints are made, and what comes of them through decoder processes."""

from pathlib import Path

import footage
import numpy as np
import pytest
from media.conftest import Look

from guardrail.errors import MediaError
from guardrail.media.bounds import Bounds
from guardrail.media.decoders import Decoders
from guardrail.media.glances import Glances, Purpose, bounds_for
from guardrail.media.prints import SIDE_PX

SOME = np.stack([footage.painting(seed, SIDE_PX, SIDE_PX)[:, :, 0] for seed in range(2)])


def times(purpose: Purpose, seconds: float, *, fps: int = 24, kept: tuple[float, ...] = ()) -> int:
    glances = Glances(purpose)
    for at_s in (index / fps for index in range(round(seconds * fps))):
        if glances.wants(at_s, is_kept=at_s in kept):
            glances.take(at_s, SOME[:1])
    return len(glances.printed().at_s) if purpose is Purpose.ASK else len(glances._taken)


def test_a_clip_is_asked_about_twice_a_second_and_a_work_looked_at_four_times() -> None:
    assert times(Purpose.ASK, 10) == 20
    assert times(Purpose.KEEP, 10) == 40


def test_a_frame_worth_looking_at_is_one_more_moment() -> None:
    assert times(Purpose.ASK, 1, kept=(0.125, 0.25)) == 4
    assert times(Purpose.ASK, 1, kept=(1 / 24, 2 / 24)) == 2


def test_a_long_clip_is_asked_about_less_often() -> None:
    assert 320 <= times(Purpose.ASK, 600, fps=4) <= 640


def test_nothing_taken_is_nothing_printed() -> None:
    assert len(Glances(Purpose.ASK).printed().prints) == 0


def test_a_work_may_be_a_whole_film() -> None:
    bounds = Bounds()
    assert bounds_for(None, bounds) == bounds_for(Purpose.ASK, bounds) == bounds
    film = bounds_for(Purpose.KEEP, bounds)
    assert film.max_seconds > 3 * 3600
    assert film.max_pixels == bounds.max_pixels


def test_a_work_longer_than_what_may_be_handed_in_is_printed(look_at: Look) -> None:
    clip = footage.clip(footage.panned(1), fps=12)
    with pytest.raises(MediaError, match="longer than"):
        look_at(clip, prints_for=Purpose.ASK, max_seconds=2)
    printed = look_at(clip, prints_for=Purpose.KEEP, max_seconds=2).printed
    assert printed is not None
    assert printed.at_s[-1] > 3


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("kind", ["clip", "turned", "picture", "transparent", "animation"])
def test_prints_come_with_the_frames_of_anything(
    decoders: Decoders, tmp_path: Path, kind: str, purpose: Purpose
) -> None:
    scene = footage.painting(1)
    path = tmp_path / "file"
    path.write_bytes(
        {
            "clip": lambda: footage.clip(footage.panned(1), fps=12),
            "turned": lambda: footage.clip(footage.panned(1), fps=12, rotation=90),
            "picture": lambda: footage.picture("JPEG", scene),
            "transparent": lambda: footage.picture(
                "PNG", np.dstack([scene, np.full(scene.shape[:2], 200, np.uint8)])
            ),
            "animation": lambda: footage.animation("GIF", [scene, footage.painting(2)]),
        }[kind]()
    )
    printed = decoders.read(path, budget_s=20, prints_for=purpose).printed
    assert printed is not None
    assert len(printed.prints) >= 1
    assert decoders.read(path, budget_s=20).printed is None


def test_a_turned_clip_has_the_prints_of_what_people_see(look_at: Look) -> None:
    upright = look_at(footage.clip(footage.panned(1), fps=12), prints_for=Purpose.KEEP).printed
    lying = [np.ascontiguousarray(np.rot90(scene, -1)) for scene in footage.panned(1)]
    turned = look_at(footage.clip(lying, fps=12, rotation=90), prints_for=Purpose.KEEP).printed
    assert upright is not None
    assert turned is not None
    apart = np.bitwise_count(upright.prints[:, None, 0] ^ turned.prints[None, :, 0]).sum(axis=-1)
    assert apart.min(axis=1).max() <= 64
