"""Emoji families: one subject drawn by several houses."""

from models.train.sources import Source

SOURCES: tuple[Source, ...] = ()
