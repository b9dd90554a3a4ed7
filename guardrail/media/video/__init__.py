"""FFmpeg's door: every frame of a clip decoded within bounds, the few that matter kept."""

from guardrail.media.video.clip import Audience, read_clip
from guardrail.media.video.opening import FORMATS

__all__ = ["FORMATS", "Audience", "read_clip"]
