"""Streamline's emoji: few people, each in many occupations and gestures, and animals' moods."""

import json
import re
from collections.abc import Iterator

from models.train.sources import Basket, Folders, Identity, Picture, Source, npm
from models.train.sources.svg import icon_drawn

_HIDDEN = "dancing|factory|firefighter|levitating|police|chinese|haircut"
"""Occupations under whose hats and masks the person cannot be told."""
_PEOPLE = rf"(?!.*({_HIDDEN}|-and-)){{who}}-(\w[\w-]*-)?{{tone}}"
_PATTERNS = {
    "man light": (_PEOPLE.format(who="man", tone=2), "man"),
    "man yellow": (_PEOPLE.format(who="man", tone=1), "man"),
    "woman light": (_PEOPLE.format(who="woman", tone=2), "woman"),
    "woman yellow": (_PEOPLE.format(who="woman", tone=1), "woman"),
    "cat": (r"[\w-]*\bcat-face[\w-]*", ""),
    "monkey": (r"monkey-face|(hear|see|speak)-no-evil-monkey", ""),
}
"""Figures: what their pictures' slugs look like, and whom they differ from by a tone only."""


def _figures(folders: Folders) -> Iterator[Identity]:
    (folder,) = folders.values()
    collection = json.loads((folder / "package/icons.json").read_text("utf-8"))
    icons = collection["icons"]
    for name, (pattern, kin) in _PATTERNS.items():
        pictures = [
            Picture(
                image=icon_drawn(icon["body"], icon.get("width", collection["height"])), look=slug
            )
            for slug, icon in sorted(icons.items())
            if re.fullmatch(pattern, slug)
        ]
        yield Identity(name=name, pictures=tuple(pictures), kin=kin)


SOURCES: tuple[Source, ...] = (
    Source(
        name="streamline-emoji",
        style="outlined emoji of people at work and of animals",
        basket=Basket.TRAINING,
        licence="CC-BY-4.0",
        stated="package/info.json",
        by="Streamline",
        packages=(
            npm(
                "@iconify-json/streamline-emojis",
                "1.2.4",
                "5dac87c876b322500989828c5823143e0100d78881627a2e4081a4b897cbfdbc",
            ),
        ),
        read=_figures,
    ),
)
"""Figures of Streamline."""
