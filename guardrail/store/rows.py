"""Rows that somebody may have tampered with: what cannot be read is named, and stops nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Select

_Checked = TypeVar("_Checked")
_Problem = TypeVar("_Problem")

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What reading raises where a value is not of the kind that was written."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows by name, in the order asked for, and the names of those that cannot be read."""

    rows: dict[Any, list[Row[Any]]] = field(default_factory=dict)
    unreadable: frozenset[Any] = frozenset()

    def one(self, name: object) -> Row[Any] | None:
        """The only row of this name."""
        found = self.rows.get(name)
        return found[0] if found else None


def rows_by(
    connection: Connection, wanted: Select[Any], column: Column[Any], names: Sequence[Any]
) -> Found:
    """The rows of `wanted` whose `column` is one of `names`; halved until what is broken is alone."""
    if not names:
        return Found()
    found: dict[Any, list[Row[Any]]] = {}
    try:
        for row in connection.execute(wanted.where(column.in_(names))):
            found.setdefault(getattr(row, column.name), []).append(row)
    except UNREADABLE:
        if len(names) == 1:
            return Found(unreadable=frozenset(names))
        middle = len(names) // 2
        one = rows_by(connection, wanted, column, names[:middle])
        other = rows_by(connection, wanted, column, names[middle:])
        return Found(one.rows | other.rows, one.unreadable | other.unreadable)
    return Found(found)


def each(
    things: Iterable[_Checked],
    check: Callable[[_Checked], Iterator[_Problem]],
    unreadable: Callable[[_Checked], _Problem],
) -> Iterator[_Problem]:
    """What `check` finds wrong with each thing; one that it cannot even read is `unreadable`."""
    for thing in things:
        try:
            yield from list(check(thing))
        except UNREADABLE:
            yield unreadable(thing)
