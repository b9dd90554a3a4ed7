import errno
import hashlib
import os
from pathlib import Path

import pytest
from fakes import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.errors import MediaError, StoreUnavailableError
from guardrail.jobs import Contents as ContentsProtocol
from guardrail.store.content import Contents

CLIP = b"\x00\x00\x00\x20ftypisom" * 100


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    """Room for 3 clips of 1200 bytes."""
    return Contents.open(tmp_path / "contents", max_bytes=3600, max_file_bytes=2000)


def keep(contents: ContentsProtocol, content: bytes) -> str:
    with contents.spool() as spool:
        spool.write(content)
        return contents.keep(spool)


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


def test_kept_bytes_lie_under_their_digest(contents: Contents, tmp_path: Path) -> None:
    sha256 = keep(contents, CLIP)
    assert sha256 == hashlib.sha256(CLIP).hexdigest()
    path = contents.path(sha256)
    assert path == tmp_path / "contents" / "kept" / sha256[:2] / sha256
    assert path.read_bytes() == CLIP
    assert path.stat().st_mode & 0o777 == 0o600
    assert files(tmp_path) == [sha256]


def test_a_spool_knows_what_was_written_so_far(contents: Contents) -> None:
    with contents.spool() as spool:
        assert (spool.size, spool.sha256) == (0, hashlib.sha256().hexdigest())
        assert [spool.write(CLIP[:5]), spool.write(CLIP[5:])] == [5, len(CLIP) - 5]
        assert (spool.size, spool.sha256) == (len(CLIP), hashlib.sha256(CLIP).hexdigest())
        assert spool.path.read_bytes() == CLIP


def test_what_was_not_kept_is_gone(contents: Contents, tmp_path: Path) -> None:
    with contents.spool() as spool:
        spool.write(CLIP)
        sha256 = spool.sha256
    assert contents.path(sha256) is None
    assert files(tmp_path) == []


def test_bytes_over_the_bound_are_refused_and_gone(contents: Contents, tmp_path: Path) -> None:
    with contents.spool() as spool:
        spool.write(b"x" * 2000)
        with pytest.raises(MediaError, match="larger than 2000 bytes"):
            spool.write(b"x")
    assert files(tmp_path) == []


def test_keeping_the_same_bytes_twice_keeps_them_once(contents: Contents, tmp_path: Path) -> None:
    assert keep(contents, CLIP) == keep(contents, CLIP)
    assert files(tmp_path) == [hashlib.sha256(CLIP).hexdigest()]


def test_bytes_stay_when_the_folder_is_opened_again(contents: Contents, tmp_path: Path) -> None:
    sha256 = keep(contents, CLIP)
    again = Contents.open(tmp_path / "contents", max_bytes=1, max_file_bytes=1)
    assert again.path(sha256) == contents.path(sha256)


def test_discarded_bytes_are_gone_and_may_be_discarded_again(contents: Contents) -> None:
    sha256 = keep(contents, CLIP)
    contents.discard(sha256)
    contents.discard(sha256)
    assert contents.path(sha256) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_digest_names_kept_bytes(contents: Contents, name: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        contents.path(name)


def aged(contents: Contents, content: bytes, used_at: float) -> str:
    sha256 = keep(contents, content)
    path = contents.path(sha256)
    assert path is not None
    os.utime(path, (used_at, used_at))
    return sha256


def test_the_least_recently_used_unpinned_bytes_make_room(contents: Contents, clock: Clock) -> None:
    now = clock().timestamp()
    names = [aged(contents, CLIP[:-1] + bytes([n]), now - 100 + n) for n in range(6)]
    assert contents.path(names[0]) is not None  # a use, now
    assert contents.sweep({names[1]}, clock()) == 2 * len(CLIP)
    assert [contents.path(name) is not None for name in names] == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]


def test_pinned_bytes_stay_however_full_it_is(contents: Contents, clock: Clock) -> None:
    names = {keep(contents, CLIP[:-1] + bytes([n])) for n in range(6)}
    assert contents.sweep(names, clock()) == 0
    assert all(contents.path(name) for name in names)


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(1, 2000), max_size=8), pinned=st.integers(0, 255))
def test_a_sweep_frees_enough_and_no_more(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], pinned: int
) -> None:
    contents = Contents.open(tmp_path_factory.mktemp("c"), max_bytes=3000, max_file_bytes=2000)
    bytes_of = {
        aged(contents, bytes([n]) * size, 1_000_000 + n): size for n, size in enumerate(sizes)
    }
    held = {name for n, name in enumerate(bytes_of) if pinned >> n & 1}
    freed = contents.sweep(held, Clock()())
    left = [name for name in bytes_of if contents.path(name) is not None]
    assert held <= set(left)
    loose = [bytes_of[name] for name in bytes_of if name not in held]
    assert sum(bytes_of[name] for name in left if name not in held) == sum(loose) - freed
    assert sum(loose) - freed <= 3000
    gone = len(loose) - len([name for name in left if name not in held])
    assert gone == 0 or sum(loose[gone - 1 :]) > 3000


def test_what_a_dead_worker_left_behind_goes_after_an_hour(
    contents: Contents, tmp_path: Path, clock: Clock
) -> None:
    incoming = tmp_path / "contents" / "incoming"
    for name, age_s in (("old", 3601), ("young", 3599)):
        (incoming / name).write_bytes(b"x")
        os.utime(incoming / name, (0, clock().timestamp() - age_s))
    assert contents.sweep(set(), clock()) == 1
    assert files(tmp_path) == ["young"]


def test_a_full_disk_is_an_error_of_ours_and_leaves_nothing(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _chunk: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("guardrail.store.content.os.write", full)
    with pytest.raises(StoreUnavailableError, match="No space left"):
        keep(contents, CLIP)
    assert files(tmp_path) == []


def test_bytes_that_cannot_be_put_on_disk_never_get_their_final_name(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("guardrail.store.content.os.fsync", broken)
    with pytest.raises(StoreUnavailableError, match="Input/output error"):
        keep(contents, CLIP)
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot make"):
        Contents.open(tmp_path / "file", max_bytes=1, max_file_bytes=1)
