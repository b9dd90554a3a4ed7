"""The page of one hold: what was seen, beside the reference that it resembles."""

import base64
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from guardrail.build import open_decoders
from guardrail.domain import Decision, Still
from guardrail.embed.manifest import read_manifest
from guardrail.errors import UnscreenableError
from guardrail.evaluate.pages import templates
from guardrail.holds import Hold
from guardrail.media.decoders import Decoders
from guardrail.media.images import as_jpeg
from guardrail.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A frame that was kept, and the reference that it resembles; both are data URIs.

    `reference` is empty where the file is no longer there, or cannot be decoded.
    """

    still: Still
    picture: str
    reference: str


def review_page(
    hold: Hold, decision: Decision | None, stills: list[Still], settings: Settings
) -> str:
    """One self-contained page as HTML, without a script and without a file beside it."""
    entry = read_manifest(settings.models_dir).chosen(settings.model)
    with ExitStack() as opened:
        decoders = open_decoders(
            settings.model_copy(update={"decoder_processes": 1}), entry, opened
        )
        pairs = [_pair(still, decoders, settings.budget_s) for still in stills]
    pages = templates("guardrail.build")
    return pages.get_template("review.html").render(hold=hold, decision=decision, pairs=pairs)


def _pair(still: Still, decoders: Decoders, budget_s: float) -> Pair:
    reference = ""
    try:
        frames = decoders.read(Path(still.reference), budget_s=budget_s)
        reference = _data_uri(as_jpeg(frames.pixels[0]))
    except UnscreenableError:
        pass
    return Pair(still=still, picture=_data_uri(still.jpeg), reference=reference)


def _data_uri(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
