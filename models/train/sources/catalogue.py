"""Every source there is, in one list."""

from models.train.sources import Source, emoji

SOURCES: tuple[Source, ...] = (*emoji.SOURCES,)
