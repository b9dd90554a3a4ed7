"""How well-known encoders want their pictures, as their makers published it.

Facts only, each with its source. Two things are never as published: pictures are scaled with an
antialiased triangle filter whatever the makers used (bicubic, mostly), and where they cut out the
middle we pad instead, since a figure at the edge counts too.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from guardrail.embed.entries import Channel

_BYTE = 1 / 255
_CLIP_MEAN: Channel = (0.48145466, 0.4578275, 0.40821073)
_CLIP_STD: Channel = (0.26862954, 0.26130258, 0.27577711)
_IMAGENET_MEAN: Channel = (0.485, 0.456, 0.406)
_IMAGENET_STD: Channel = (0.229, 0.224, 0.225)
_HALF: Channel = (0.5, 0.5, 0.5)
_WHITE = (255, 255, 255)
SQUARES = (1.0, 0.6)
"""Shares of a frame's shorter side: about twenty pieces of a 16:9 frame."""


class Like(StrEnum):
    """The encoders whose published numbers are known here."""

    CLIP = "clip"
    SIGLIP = "siglip"
    DINOV2 = "dinov2"
    CCIP = "ccip"
    WD_TAGGER = "wd-tagger"
    LITE0 = "lite0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a family of encoders takes and gives.

    `side_px` where the graph leaves it open. `outputs` are the names that exports use, the best
    first; where it is empty the graph's last output is meant. `pooling` is for outputs of a
    vector a token. `note` is what whoever uses one should know.
    """

    side_px: int
    channels: Literal["rgb", "bgr"] = "rgb"
    layout: Literal["nchw", "nhwc"] | None = "nchw"
    scale: float = _BYTE
    mean: Channel
    std: Channel
    padding: tuple[int, int, int] | None
    outputs: tuple[str, ...] = ()
    pooling: Literal["cls", "mean"] = "cls"
    source: str
    note: str = ""


def _grey(mean: Channel) -> tuple[int, int, int]:
    """The bytes that become 0: padding that says nothing."""
    red, green, blue = (round(255 * value) for value in mean)
    return red, green, blue


PRESETS = {
    Like.CLIP: Preset(
        side_px=224,
        mean=_CLIP_MEAN,
        std=_CLIP_STD,
        padding=_grey(_CLIP_MEAN),
        outputs=("image_embeds", "image_features", "pooler_output", "last_hidden_state"),
        source="openai/clip-vit-base-patch32, preprocessor_config.json",
        note="published with the middle square cut out; here pictures are padded",
    ),
    Like.SIGLIP: Preset(
        side_px=224,
        mean=_HALF,
        std=_HALF,
        padding=None,
        outputs=("image_embeds", "pooler_output", "last_hidden_state"),
        pooling="mean",
        source="google/siglip-base-patch16-224, preprocessor_config.json",
        note="stretched to a square, as published",
    ),
    Like.DINOV2: Preset(
        side_px=224,
        mean=_IMAGENET_MEAN,
        std=_IMAGENET_STD,
        padding=_grey(_IMAGENET_MEAN),
        outputs=("pooler_output", "last_hidden_state"),
        source="facebook/dinov2-base, preprocessor_config.json; the side is a multiple of 14",
        note="published with the middle square cut out; here pictures are padded",
    ),
    Like.CCIP: Preset(
        side_px=384,
        mean=_CLIP_MEAN,
        std=_CLIP_STD,
        padding=None,
        outputs=("output",),
        source="deepghs/imgutils, imgutils/metrics/ccip.py (the model_feat graph)",
        note="published with a metric of its own, a second graph; here its vectors are compared "
        "by their cosine",
    ),
    Like.WD_TAGGER: Preset(
        side_px=448,
        channels="bgr",
        layout="nhwc",
        scale=1.0,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        padding=_WHITE,
        source="deepghs/imgutils, imgutils/tagging/wd14.py: bytes as floats, on a white square",
        note="a plain tagger gives the probabilities of its tags; an export that also gives the "
        "embedding has it as its second output, which is taken",
    ),
    Like.LITE0: Preset(
        side_px=224,
        layout=None,
        mean=_HALF,
        std=_HALF,
        padding=(128, 128, 128),
        source="timm/tf_efficientnet_lite0.in1k, config.json",
        note="published with the middle 0.875 cut out; here pictures are padded",
    ),
}
