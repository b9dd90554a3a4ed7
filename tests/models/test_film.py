"""The shipped model on a real film: the rabbit is found where it is, and nowhere else."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from guardrail.build.snapshots import Compiler, read_registry
from guardrail.domain import Match, MediaFile, Segment, Thresholds
from guardrail.eyes import Eyes
from guardrail.match.gallery import Gallery

FILMS = Path(__file__).parents[3] / "shared" / "data" / "videos"
pytestmark = pytest.mark.skipif(not FILMS.is_dir(), reason="the films are not kept here")
STILLS = (10, 66, 122)
ENTERS_S, LEAVES_S = 44.0, 60.0
DOCUMENT = """
policy_version: 1
id: film-1
rights_holder: {id: film, name: A film studio}
valid: {from: 2025-01-01, until: 2035-01-01, zone: UTC}
regime: {"*": prior_permission}
assets:
  - id: film/rabbit
    names: [{text: The Big Rabbit, lang: en}]
    versions: [{id: v1, references: ["*.png"]}]
"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, eyes: Eyes) -> Gallery:
    """Three stills of the rabbit, registered."""
    folder = tmp_path_factory.mktemp("film")
    (folder / "film.yaml").write_text(DOCUMENT)
    with av.open(FILMS / "bbb_5s.mp4") as clip:
        for number, frame in enumerate(clip.decode(video=0)):
            if number in STILLS:
                pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                Image.fromarray(pixels).save(folder / f"{number}.png")
    return Compiler(eyes=eyes).compile(read_registry([folder])).gallery


def found(film: str, gallery: Gallery, eyes: Eyes) -> tuple[Match, ...]:
    """What a hold would be for, by the default thresholds."""
    file = MediaFile(field="clip", path=FILMS / film, sha256="")
    matches = eyes.look([file], gallery, suspicion=frozenset()).matches
    return tuple(m for m in matches if m.expected_false_matches <= Thresholds().hold)


def test_the_rabbit_is_found_where_it_is_on_screen(gallery: Gallery, eyes: Eyes) -> None:
    (match,) = found("bbb_60s.mp4", gallery, eyes)
    assert match.expected_false_matches <= Thresholds().block
    segments = [s for s in match.evidence if isinstance(s, Segment)]
    assert segments
    for segment in segments:
        assert ENTERS_S <= segment.from_s <= segment.to_s <= LEAVES_S


@pytest.mark.parametrize(
    "film",
    sorted(f.name for f in FILMS.glob("*.mp4") if f.name not in {"bbb_5s.mp4", "bbb_60s.mp4"}),
)
def test_the_rabbit_is_not_found_where_it_is_not(film: str, gallery: Gallery, eyes: Eyes) -> None:
    assert found(film, gallery, eyes) == ()
