"""Every source there is, in one list."""

from argparse import ArgumentParser
from collections.abc import Sequence
from difflib import get_close_matches

from models.train.sources import (
    Source,
    avatars_bigheads,
    avatars_faces,
    avatars_kawaii,
    avatars_peeps,
    caveexpress,
    debian_ardentryst,
    debian_fillets,
    debian_freedink,
    debian_freedoom,
    debian_freedroidrpg,
    debian_monsterz,
    debian_mrrescue,
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
    *avatars_bigheads.SOURCES,
    *avatars_faces.SOURCES,
    *avatars_kawaii.SOURCES,
    *avatars_peeps.SOURCES,
    *caveexpress.SOURCES,
    *debian_ardentryst.SOURCES,
    *debian_fillets.SOURCES,
    *debian_freedink.SOURCES,
    *debian_freedoom.SOURCES,
    *debian_freedroidrpg.SOURCES,
    *debian_monsterz.SOURCES,
    *debian_mrrescue.SOURCES,
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


def chosen(names: Sequence[str] | None, among: Sequence[Source] = SOURCES) -> list[Source]:
    """The sources of these names, all where none is given; ValueError for a name there is not."""
    known = {source.name: source for source in among}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"
        raise ValueError(f"no source is called {unknown[0]!r}; {hint}")
    return [source for source in among if not names or source.name in names]


def asked(
    parser: ArgumentParser, names: Sequence[str] | None, among: Sequence[Source] = SOURCES
) -> list[Source]:
    """What `chosen` answers to a command line; an unknown name ends the program with 2."""
    try:
        return chosen(names, among)
    except ValueError as error:
        parser.error(str(error))
