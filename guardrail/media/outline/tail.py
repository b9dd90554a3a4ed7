"""What follows the end of a picture or clip in its file: nothing that is one itself."""

import re
from collections.abc import Iterable
from typing import Final

from guardrail.errors import MediaError

OVERLAP_BYTES: Final = 4 * 188
"""How much of one part of a tail the next must repeat, so that no beginning is cut in two."""

_BEGINNING = re.compile(
    rb"""
      ....(?:ftyp|moov|moof)        # MP4 and QuickTime: the name of a box, after its length
    | \x89PNG\r\n | \xff\xd8\xff | GIF8[79]a
    | RIFF....(?:WEBP|AVI\x20)
    | \x1a\x45\xdf\xa3              # Matroska
    | G.{187}G.{187}G.{187}G        # transport streams: the same byte in front of every packet
    """,
    re.DOTALL | re.VERBOSE,
)


def check_tail(parts: Iterable[bytes]) -> None:
    """Raise MediaError where a picture or clip begins in what follows the end of another.

    Programs that look for their own kind of file further inside would show that one; decoders
    never come across it. Padding, signatures, notes of a camera and the like pass.
    """
    for part in parts:
        if _BEGINNING.search(part):
            raise MediaError("another picture or clip follows the end of this one")
