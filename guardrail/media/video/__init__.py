"""FFmpeg's door: every frame of a clip decoded within bounds, the few that matter kept."""

from guardrail.media.video.clip import FORMATS, read_clip

__all__ = ["FORMATS", "read_clip"]
