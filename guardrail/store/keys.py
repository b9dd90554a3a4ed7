"""Secrets that the workers of one operator share, in files that only the operator can read.

HMAC keys turn personal text and credentials into digests that nobody else can guess; the signing
key makes checkpoints of the record that nobody else can forge. Every key has a version: the
newest makes, all of them check. Whoever holds the database *and* this folder can forge a record,
so keep copies of checkpoints elsewhere if that matters.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guardrail.errors import SettingsError, StoreUnavailableError

_NAME = re.compile(r"(hmac|signing)-([1-9][0-9]{0,8})\.key")
_BYTES = 32


class Keys:
    """The HMAC keys and Ed25519 signing keys of one folder, by version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hmac: dict[int, bytes] = {}
        self._signing: dict[int, Ed25519PrivateKey] = {}

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the keys of `folder`, making the first ones; workers may do so at once.

        Raises SettingsError for a key that others may read or that is not a key, and
        StoreUnavailableError where the folder cannot be read or written.
        """
        keys = cls(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for kind in ("hmac", "signing"):
                if not any(folder.glob(f"{kind}-*.key")):
                    _make(folder / f"{kind}-1.key")
            keys._read()
        except OSError as error:
            raise StoreUnavailableError(f"cannot read keys in {folder}: {error}") from error
        return keys

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The keys that are in `folder`, for checking only: none is made, none may be missing.

        Raises SettingsError for a key that is missing, that others may read or that is not a
        key, and StoreUnavailableError where the folder cannot be read.
        """
        keys = cls(folder)
        try:
            keys._read()
        except OSError as error:
            raise StoreUnavailableError(f"cannot read keys in {folder}: {error}") from error
        for kind, known in (("hmac", keys._hmac), ("signing", keys._signing)):
            if not known:
                raise SettingsError(
                    f"the {kind} keys are missing",
                    where=str(folder),
                    fix=f"restore {kind}-1.key from a copy; without it the record cannot be checked",
                )
        return keys

    def missing(self, kind: Literal["hmac", "signing"], made: str) -> Path | None:
        """The key file that a digest or a signature asks for, if it is not there."""
        known = self._hmac if kind == "hmac" else self._signing
        version = made.partition(":")[0]
        if not version.isdecimal() or int(version) in known:
            return None
        return self.folder / f"{kind}-{int(version)}.key"

    def rotate(self) -> None:
        """Add a new version of each key. Other workers make with theirs until they restart."""
        try:
            _make(self.folder / f"hmac-{max(self._hmac) + 1}.key")
            _make(self.folder / f"signing-{max(self._signing) + 1}.key")
            self._read()
        except OSError as error:
            raise StoreUnavailableError(f"cannot write keys in {self.folder}: {error}") from error

    def digest(self, purpose: str, words: str) -> str:
        """`VERSION:HEX`, the HMAC-SHA256 of `words` for one `purpose` under the newest key."""
        return self._digest(max(self._hmac), purpose, words)

    def same(self, digest: str, purpose: str, words: str) -> bool:
        """Whether `digest` was made of these words, under whichever key made it."""
        version = digest.partition(":")[0]
        if not version.isdecimal() or int(version) not in self._hmac:
            return False
        return hmac.compare_digest(digest, self._digest(int(version), purpose, words))

    def sign(self, message: bytes) -> str:
        """`VERSION:HEX`, the Ed25519 signature (RFC 8032) under the newest signing key."""
        version = max(self._signing)
        return f"{version}:{self._signing[version].sign(message).hex()}"

    def signed(self, signature: str, message: bytes) -> bool:
        """Whether `signature` is ours and of this message."""
        version, _, signed = signature.partition(":")
        if not version.isdecimal() or int(version) not in self._signing:
            return False
        try:
            self._signing[int(version)].public_key().verify(bytes.fromhex(signed), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _digest(self, version: int, purpose: str, words: str) -> str:
        message = f"{purpose}\0{words}".encode("utf-8", "surrogatepass")
        return f"{version}:{hmac.digest(self._hmac[version], message, hashlib.sha256).hex()}"

    def _read(self) -> None:
        for path in sorted(self.folder.glob("*.key")):
            name = _NAME.fullmatch(path.name)
            if name is None:
                continue
            secret = _secret(path)
            if name[1] == "hmac":
                self._hmac[int(name[2])] = secret
            else:
                self._signing[int(name[2])] = Ed25519PrivateKey.from_private_bytes(secret)


def _make(path: Path) -> None:
    """Write a fresh key, whole from the first moment; whoever comes second keeps the first."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.token_hex(_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _secret(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        fix = f"chmod 600 {path}"
        raise SettingsError("others may read this key", where=str(path), fix=fix)
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        fix = "restore it from a copy; without it old records cannot be checked"
        raise SettingsError(f"not a key of {_BYTES} bytes", where=str(path), fix=fix)
    return secret
