"""The decoder's side of being watched: kept frames are told of at once, a stop is listened for.

Each picture gets a place of its own in the shared memory and is never written again, so that the
owner may look at it while decoding goes on. Where the owner wants others to go first, decoding
holds still for a while.
"""

import mmap
import select
import socket
import threading

from guardrail.media.reel import Picture
from guardrail.media.wire import receive, send

MOST_STILL_S = 1.0
"""Nobody is held up for longer by a file that was taken for a short one and is not."""


class Telling:
    """Tells the owner of job number `job` of the first `most` pictures kept, from `offset` on.

    `going` is cleared while decoding is to hold still.
    """

    def __init__(
        self,
        channel: socket.socket,
        film: mmap.mmap,
        *,
        job: object,
        offset: int,
        most: int,
        going: threading.Event,
    ) -> None:
        self._channel = channel
        self._film = film
        self._job = job
        self._offset = offset
        self._most = most
        self._going = going
        self._told = 0
        self._stopped = False

    def show(self, declared_s: float, at_s: float, views: list[Picture], /) -> None:
        """Write the pixels, then say so; nothing where there is no room for more."""
        if self._stopped or self._told + len(views) > self._most:
            return
        height, width = views[0].shape[:2]
        size = height * width * views[0].shape[2]
        for number, view in enumerate(views):
            start = self._offset + (self._told + number) * size
            self._film[start : start + size] = view.tobytes()
        glimpse = {
            "first": self._told,
            "shape": [len(views), height, width],
            "at_s": at_s,
            "declared_s": declared_s,
        }
        send(self._channel, {"job": self._job, "glimpse": glimpse})
        self._told += len(views)

    def has_seen_enough(self) -> bool:
        """Whether the owner said so; a word about an earlier job does not count.

        Holds still before, where it is asked to.
        """
        if not self._going.is_set():
            self._going.wait(MOST_STILL_S)
            self._going.set()
        while not self._stopped and select.select([self._channel], [], [], 0)[0]:
            message, _ = receive(self._channel)
            self._stopped = message.get("stop") == self._job
        return self._stopped
