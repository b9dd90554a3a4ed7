"""Judged bytes on disk, named by their SHA-256, so that what is delivered is what was judged.

Bytes arrive in `incoming/` and move whole to `kept/ab/<sha256>`; nothing half-written ever bears
a final name. Holds pin their bytes; the rest makes room, least recently delivered first.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from guardrail.errors import MediaError, StoreUnavailableError
from guardrail.jobs import Spool

_ABANDONED = timedelta(hours=1)
_KEPT = "kept"
_SHA256 = re.compile("[0-9a-f]{64}")


class FileSpool:
    """Bytes on their way in; made by `FileContents.spool`."""

    def __init__(self, path: Path, descriptor: int, max_bytes: int) -> None:
        self.path = path
        self.size = 0
        self.descriptor = descriptor
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Digest of the bytes written so far, hex."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes, /) -> int:
        """Append.

        Raises:
            MediaError: over the bound.
            StoreUnavailableError: the disk does not take it.
        """
        if self.size + len(chunk) > self._max_bytes:
            raise MediaError(f"larger than {self._max_bytes} bytes")
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
        except OSError as error:
            raise StoreUnavailableError(f"cannot write {self.path}: {error}") from error
        self.size += len(chunk)
        self._digest.update(chunk)
        return len(chunk)


class Contents:
    """A folder of judged bytes; several processes may share it.

    Args:
        folder: where `incoming/` and `kept/` are.
        max_bytes: room for kept bytes that no hold pins.
        max_file_bytes: bound of one spool.
    """

    def __init__(self, folder: Path, *, max_bytes: int, max_file_bytes: int) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._kept = folder / _KEPT
        self._max_bytes = max_bytes
        self._max_file_bytes = max_file_bytes

    @classmethod
    def open(cls, folder: Path, *, max_bytes: int, max_file_bytes: int) -> Self:
        """Make the folders if they are missing. Raises StoreUnavailableError if it cannot."""
        contents = cls(folder, max_bytes=max_bytes, max_file_bytes=max_file_bytes)
        with _disk(f"make {folder}"):
            contents._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            contents._kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        return contents

    @contextmanager
    def spool(self) -> Iterator[Spool]:
        """A fresh spool; what was not kept is gone when the context ends."""
        path = self._incoming / secrets.token_hex(16)
        with _disk(f"make {path}"):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            yield FileSpool(path, descriptor, self._max_file_bytes)
        finally:
            os.close(descriptor)
            path.unlink(missing_ok=True)

    def keep(self, spool: Spool, /) -> str:
        """Move the bytes to their final place, durable on return; returns their digest.

        Bytes that are kept already are kept once.
        """
        sha256 = spool.sha256
        final = self._place(sha256)
        with _disk(f"keep {final}"):
            final.parent.mkdir(exist_ok=True, mode=0o700)
            _sync(spool.path)
            spool.path.replace(final)
            _sync(final.parent)
            _sync(self._kept)
        return sha256

    def path(self, sha256: str, /) -> Path | None:
        """Where kept bytes lie; None when they were evicted. Asking counts as a use."""
        place = self._place(sha256)
        with _disk(f"find {place}"):
            try:
                os.utime(place)
            except FileNotFoundError:
                return None
        return place

    def discard(self, sha256: str, /) -> None:
        """Delete kept bytes; nothing happens where there are none."""
        place = self._place(sha256)
        with _disk(f"delete {place}"):
            place.unlink(missing_ok=True)

    def sweep(self, pinned: AbstractSet[str], now: datetime) -> int:
        """Evict the least recently used unpinned files over the bound; bytes that it freed.

        Incoming files that nobody wrote to for an hour are deleted too.
        """
        with _disk(f"sweep {self._kept}"):
            files = sorted(_files(self._kept, lambda name: name not in pinned))
            over = sum(size for _, size, _ in files) - self._max_bytes
            freed = 0
            for _, size, path in files:
                if freed >= over:
                    break
                path.unlink(missing_ok=True)
                freed += size
            deadline = (now - _ABANDONED).timestamp()
            for used_at, size, path in _files(self._incoming, lambda _name: True):
                if used_at < deadline:
                    path.unlink(missing_ok=True)
                    freed += size
        return freed

    def _place(self, sha256: str) -> Path:
        return place_of(self._folder, sha256)


def place_of(folder: Path, sha256: str) -> Path:
    """Where the contents of `folder` keep bytes of this digest, if they do."""
    if _SHA256.fullmatch(sha256) is None:
        raise ValueError("kept bytes are named by 64 hex digits")
    return folder / _KEPT / sha256[:2] / sha256


def _files(folder: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[float, int, Path]]:
    """When each file below was used last, its bytes, and where it is; vanished ones left out."""
    for path in folder.rglob("*"):
        if not wanted(path.name):
            continue
        try:
            state = path.lstat()
        except FileNotFoundError:
            continue
        if path.is_file():
            yield state.st_mtime, state.st_size, path


def _sync(path: Path) -> None:
    """Put a file's bytes, or a folder's names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk(doing: str) -> Iterator[None]:
    """Turn what the disk refuses into StoreUnavailableError."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(f"cannot {doing}: {error}") from error
