"""Pictures for reviewers: of each match the frame that shows it best, small enough to be kept."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from guardrail.arrays import Pixels, Seconds
from guardrail.domain import Match, Segment, Still
from guardrail.media.images import as_jpeg


def stills(
    matches: Sequence[Match], pixels: Pixels, at_s: Seconds, *, most: int
) -> tuple[Still, ...]:
    """Of the first `most` matches that lie in these frames, the frame of the strongest segment.

    `pixels` uint8 [N,H,W,3] were shown at `at_s` [N], N >= 1.
    """
    return tuple(islice(_each(matches, pixels, at_s), most))


def _each(matches: Sequence[Match], pixels: Pixels, at_s: Seconds) -> Iterator[Still]:
    for match in matches:
        segment = next((one for one in match.evidence if isinstance(one, Segment)), None)
        if segment is None:
            continue
        frame = pixels[int(np.abs(at_s - segment.best_s).argmin())]
        yield Still(
            asset=match.asset,
            field=segment.field,
            at_s=segment.best_s,
            region=segment.region,
            reference=segment.reference,
            jpeg=as_jpeg(frame),
        )
