"""What the tests of media share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guardrail.media.bounds import Bounds, Deadline, Setup
from guardrail.media.decoder import look
from guardrail.media.decoders import Decoders
from guardrail.media.frames import Frames
from guardrail.media.glances import Purpose

AREA_PX = 384 * 224

Look = Callable[..., Frames]


@pytest.fixture
def look_at(tmp_path: Path) -> Look:
    """Looks at bytes in this very process; keywords change the bounds."""

    def looked(
        content: bytes,
        *,
        budget_s: float = 30.0,
        prints_for: Purpose | None = None,
        **bounds: float,
    ) -> Frames:
        path = tmp_path / "untrusted"
        path.write_bytes(content)
        setup = Setup(
            bounds=replace(Bounds(), **bounds),  # type: ignore[arg-type]
            area_px=AREA_PX,
            multiple=32,
            min_side_px=96,
            threads=2,
        )
        with path.open("rb") as file:
            deadline = Deadline.after(budget_s)
            return look(file, setup=setup, deadline=deadline, prints_for=prints_for)

    return looked


@pytest.fixture(scope="module")
def decoders() -> Iterator[Decoders]:
    """Two decoder processes with the default bounds."""
    with Decoders(processes=2, bounds=Bounds(), area_px=AREA_PX) as started:
        yield started
