"""The outer shape of a file: how far the one picture or clip in it reaches, and what else is there.

Decoders read what they need and ignore the rest; other programs ignore other parts. So before
anything is decoded the structure is walked with plain code, and a file is refused when a second
picture or clip lies in it, when it holds more frames than it says, or when it sends its reader
elsewhere. What is merely damaged or cut short is left to the decoder to find out.
"""

from guardrail.media.outline.clips import check_clip
from guardrail.media.outline.pictures import Outline, outline_of_picture
from guardrail.media.outline.transport import check_transport_stream

__all__ = ["Outline", "check_clip", "check_transport_stream", "outline_of_picture"]
