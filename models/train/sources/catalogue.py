"""Every source there is, in one list."""

from models.train.sources import Source, caveexpress, emoji, games, streamline

SOURCES: tuple[Source, ...] = (
    *caveexpress.SOURCES,
    *emoji.SOURCES,
    *games.SOURCES,
    *streamline.SOURCES,
)
