import threading
from pathlib import Path

import pytest

from guardrail.errors import SettingsError, StoreUnavailableError
from guardrail.store.keys import Keys


def test_workers_that_open_one_folder_share_its_keys(tmp_path: Path) -> None:
    one, other = Keys.open(tmp_path / "keys"), Keys.open(tmp_path / "keys")
    assert one.digest("text", "fox") == other.digest("text", "fox")
    assert other.signed(one.sign(b"message"), b"message")


def test_workers_that_make_keys_at_once_end_with_the_same(tmp_path: Path) -> None:
    start = threading.Barrier(8)
    digests: set[str] = set()

    def work() -> None:
        start.wait()
        digests.add(Keys.open(tmp_path / "keys").digest("text", "fox"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 1
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        "hmac-1.key",
        "signing-1.key",
    ]


def test_keys_are_for_the_operator_alone(tmp_path: Path) -> None:
    Keys.open(tmp_path / "keys")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"hmac-1.key": 0o600, "signing-1.key": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_a_key_that_others_may_read_is_refused_with_the_fix(tmp_path: Path) -> None:
    Keys.open(tmp_path)
    path = tmp_path / "hmac-1.key"
    path.chmod(0o640)
    with pytest.raises(SettingsError, match=f"chmod 600 {path}"):
        Keys.open(tmp_path)


@pytest.mark.parametrize("content", ["", "ab", "no hex at all"])
def test_a_broken_key_is_never_replaced_silently(tmp_path: Path, content: str) -> None:
    Keys.open(tmp_path)
    (tmp_path / "signing-1.key").write_text(content)
    with pytest.raises(SettingsError, match="restore it from a copy"):
        Keys.open(tmp_path)
    assert (tmp_path / "signing-1.key").read_text() == content


def test_a_digest_depends_on_words_purpose_and_folder(tmp_path: Path) -> None:
    keys, others = Keys.open(tmp_path / "a"), Keys.open(tmp_path / "b")
    digests = {
        keys.digest("text", "fox"),
        keys.digest("text", "fox "),
        keys.digest("requester", "fox"),
        others.digest("text", "fox"),
    }
    assert len(digests) == 4


def test_a_digest_recognises_its_words(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    digest = keys.digest("text", "fox\x00\ud800")
    assert keys.same(digest, "text", "fox\x00\ud800")
    assert not keys.same(digest, "text", "fox")
    assert not keys.same(digest, "requester", "fox\x00\ud800")


@pytest.mark.parametrize("digest", ["", "7:00", "x:00", "1", "1:"])
def test_a_digest_of_no_key_of_ours_recognises_nothing(tmp_path: Path, digest: str) -> None:
    assert not Keys.open(tmp_path).same(digest, "text", "fox")


def test_a_rotated_key_makes_new_digests_and_still_checks_old_ones(tmp_path: Path) -> None:
    keys = Keys.open(tmp_path)
    digest, signature = keys.digest("text", "fox"), keys.sign(b"message")
    keys.rotate()
    assert keys.digest("text", "fox").startswith("2:")
    assert keys.sign(b"message").startswith("2:")
    for opened in (keys, Keys.open(tmp_path)):
        assert opened.same(digest, "text", "fox")
        assert opened.signed(signature, b"message")


@pytest.mark.parametrize("forged", ["", "1:", "1:zz", "9:00", "1:" + "0" * 128])
def test_a_forged_signature_does_not_hold(tmp_path: Path, forged: str) -> None:
    keys = Keys.open(tmp_path)
    assert not keys.signed(forged, b"message")
    assert not keys.signed(keys.sign(b"message"), b"another")


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot read keys"):
        Keys.open(tmp_path / "file" / "keys")


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.key").write_text("mine")
    (tmp_path / "notes.key").chmod(0o644)
    assert Keys.open(tmp_path).digest("text", "fox").startswith("1:")
