"""MPEG transport streams: every packet in step, and one list of streams that never changes.

New streams may begin anywhere in such a file, and old ones turn into others. FFmpeg takes note of
that while reading, PyAV passes it over, so their pictures would reach a player and never us.
"""

import os
from collections.abc import Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from guardrail.errors import MediaError
from guardrail.media.bounds import Deadline

_PACKET: Final = 188
_SYNC = 0x47
_READ_AT_ONCE = 20_000 * _PACKET
_LISTS: Final = {0x00, 0x02}
"""Table numbers of the list of programs and of the list of a program's streams."""
_PES = (0, 0, 1)

Packets = npt.NDArray[np.uint8]


def check_transport_stream(handle: int, *, known: Collection[int], deadline: Deadline) -> None:
    """Raise MediaError unless all streams in the file are those `known` when it was opened.

    `known` are the numbers (PID) of the streams. Reads the open file without moving its
    position. ISO/IEC 13818-1, sections 2.4.3 (packets) and 2.4.4 (lists of streams).
    """
    at = 0
    lists: dict[int, bytes] = {}
    while content := os.pread(handle, _READ_AT_ONCE, at):
        deadline.check()
        at += len(content)
        whole = len(content) - len(content) % _PACKET
        packets = np.frombuffer(content[:whole], dtype=np.uint8).reshape(-1, _PACKET)
        if not np.all(packets[:, 0] == _SYNC):
            raise MediaError("damaged: there is something between its packets")
        begins, start = _beginnings(packets)
        head: npt.NDArray[Any] = np.take_along_axis(begins, start[:, None] + np.arange(3), 1)
        is_pes = np.all(head == _PES, axis=1)
        if not {int(number) for number in np.unique(_numbers(begins[is_pes]))} <= set(known):
            raise MediaError("a stream begins on the way: players may show it, we would not")
        tables = np.column_stack([start, begins])[~is_pes]
        tables[:, 4] = 0  # the counter of packets, the only difference between repeated tables
        for table in np.unique(tables.astype(np.uint8), axis=0):
            _note_list(table[1 + table[0] :].tobytes(), lists)


def _beginnings(packets: Packets) -> tuple[Packets, npt.NDArray[np.intp]]:
    """The packets in which something begins to be carried, and where in each."""
    flags = packets[:, 3] >> 4 & 0b11
    start = np.where(flags & 0b10, 5 + packets[:, 4].astype(np.intp), 4)
    begins = (packets[:, 1] & 0x40 > 0) & (flags & 0b01 > 0)
    if np.any(start[begins] > _PACKET - 3):
        raise MediaError("damaged: a packet has no room for what begins in it")
    return packets[begins], start[begins]


def _numbers(packets: Packets) -> npt.NDArray[np.intp]:
    return (packets[:, 1].astype(np.intp) & 0x1F) << 8 | packets[:, 2]


def _note_list(carried: bytes, lists: dict[int, bytes]) -> None:
    """Raise MediaError for a second list of streams, or for one that does not end in its packet."""
    section = carried[1 + carried[0] :]
    if len(section) < 3:  # noqa: PLR2004 — the table's number and its length
        raise MediaError("damaged: a packet has no room for what begins in it")
    if section[0] not in _LISTS:
        return
    if 3 + (int.from_bytes(section[1:3]) & 0xFFF) > len(section):
        raise MediaError("its list of streams is longer than we follow")
    if lists.setdefault(section[0], section) != section:
        raise MediaError("its list of streams changes on the way")
