"""Pictures that show no figure: photographs, painted scenes, patterns and plain things.

Grounds to put figures on, and negatives to measure against. Each picture is an `Identity` of its
own with that one picture; its `look` says what it is: `photograph`, `painting`, `pattern`, or
`thing` (cut out). What shows a person, an animal with a face or a toy is left out by name, after
looking at the sheets.
"""

from models.train.sources import (
    Source,
    grounds_emoji,
    grounds_games,
    grounds_photographs,
    grounds_things,
    grounds_wallpapers,
)

SOURCES: tuple[Source, ...] = (
    *grounds_emoji.SOURCES,
    *grounds_games.SOURCES,
    *grounds_photographs.SOURCES,
    *grounds_things.SOURCES,
    *grounds_wallpapers.SOURCES,
)
"""Every ground there is."""
