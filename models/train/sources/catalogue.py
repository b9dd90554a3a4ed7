"""Every source there is, in one list."""

from models.train.sources import Source, emoji, games, streamline

SOURCES: tuple[Source, ...] = (*emoji.SOURCES, *games.SOURCES, *streamline.SOURCES)
