"""Every source there is, in one list."""

from models.train.sources import (
    Source,
    avatars,
    caveexpress,
    debian_freedink,
    debian_freedoom,
    debian_supertux,
    debian_wesnoth,
    debian_widelands,
    dicebear,
    emoji,
    games,
    invented,
    robohash,
    solids,
    solids_invented,
    streamline,
)

SOURCES: tuple[Source, ...] = (
    *avatars.SOURCES,
    *caveexpress.SOURCES,
    *debian_freedink.SOURCES,
    *debian_freedoom.SOURCES,
    *debian_supertux.SOURCES,
    *debian_wesnoth.SOURCES,
    *debian_widelands.SOURCES,
    *dicebear.SOURCES,
    *emoji.SOURCES,
    *games.SOURCES,
    *invented.SOURCES,
    *robohash.SOURCES,
    *solids.SOURCES,
    *solids_invented.SOURCES,
    *streamline.SOURCES,
)
