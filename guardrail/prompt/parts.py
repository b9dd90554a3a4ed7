"""What a name index is made of, gathered from assets; kept on disk, it need not be gathered again.

Gathering a hundred thousand names takes several times as long as reading what came of it. Only
the automaton has to be built anew: it cannot be written down.
"""

import contextlib
import os
import zipfile
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guardrail.domain import Asset, NameKind
from guardrail.errors import BadInputError
from guardrail.prompt.kinds import is_always_capital
from guardrail.prompt.near import Candidate, Filed, filed
from guardrail.prompt.normalize import fold
from guardrail.prompt.spellings import is_full, readings, spellings

NEAR_NAMES = 300_000
"""With more names than these only exact views are searched: misspellings would cost too much."""

FULL, NEAR, BOUNDED = 1, 2, 4
_BETWEEN = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Patterns with the number of their asset and their flags, and what names are near to.

    `capital` holds the numbers of assets whose names a capital shows to be names.
    """

    patterns: Sequence[str]
    owners: "array[int]"
    flags: bytes
    capital: Sequence[int]
    near: Filed


def gather(assets: Sequence[Asset]) -> Parts:
    """The parts of an index of all names of `assets`, folded as texts are, in every spelling.

    Raises:
        BadInputError: a name of which nothing is left after folding.
    """
    forgiving = sum(len(asset.names) for asset in assets) <= NEAR_NAMES
    patterns: list[str] = []
    owners = array("i")
    flags = bytearray()
    candidates: list[Candidate] = []
    capital: list[int] = []
    for at, asset in enumerate(assets):
        folded = _folded(asset)
        made: dict[str, int] = {}
        for name in folded:
            for one in (*spellings(name), *(readings(name) if forgiving else ())):
                flag = FULL * one.full | NEAR * one.near | BOUNDED * one.bounded
                made[one.pattern] = _stronger(made.get(one.pattern, flag), flag)
        patterns += made
        flags += bytes(made.values())
        owners.extend([at] * len(made))
        if forgiving and asset.name_kind is NameKind.COMMON_WORD:
            if not any(map(is_always_capital, folded)):
                capital.append(at)
        elif forgiving:
            candidates += (Candidate(at, name) for name in folded if _is_forgiven(asset, name))
    return Parts(
        patterns=patterns,
        owners=owners,
        flags=bytes(flags),
        capital=capital,
        near=filed(candidates),
    )


def _folded(asset: Asset) -> dict[str, str]:
    """The names of one asset, folded, each once, as they were written."""
    folded = {fold(name.text): name.text for name in asset.names}
    if "" in folded:
        raise BadInputError(
            f"the name {folded['']!r} has no visible characters",
            where=asset.id,
            fix="write it in letters",
        )
    return folded


def _is_forgiven(asset: Asset, folded: str) -> bool:
    """Whether a misspelling of this name means something: its name means nothing else."""
    if asset.name_kind is NameKind.PERSON_NAME:
        return is_full(folded)
    return asset.name_kind is NameKind.DISTINCTIVE


def _stronger(one: int, other: int) -> int:
    """Flags of a pattern that two names share: full if either is, near only if both are."""
    return (one | other) & ~NEAR | (one & other & NEAR)


# -- on disk -----------------------------------------------------------------------------------


def save(file: Path, parts: Parts) -> None:
    """Write parts, whole or not at all, in place of those of other names; a full disk is no loss."""
    with contextlib.suppress(OSError):
        _write(file, parts)
        for other in file.parent.glob(f"*{file.suffix}"):
            if other != file:
                other.unlink()


def _write(file: Path, parts: Parts) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    with partial.open("wb") as opened:
        np.savez(
            opened,
            patterns=_packed(parts.patterns),
            owners=np.frombuffer(parts.owners, np.int32),
            flags=np.frombuffer(parts.flags, np.uint8),
            capital=np.array(parts.capital, np.int32),
            near_owners=np.frombuffer(parts.near.owners, np.int32),
            near_words=_packed(parts.near.words),
            near_counts=np.frombuffer(parts.near.counts, np.uint8),
            near_hashes=parts.near.hashes,
            near_names=parts.near.names,
        )
    partial.replace(file)


def load(file: Path) -> Parts | None:
    """Parts that were written by `save`; None where there are none, or they cannot be read."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return Parts(
                patterns=_unpacked(kept["patterns"]),
                owners=_numbers(kept["owners"]),
                flags=kept["flags"].tobytes(),
                capital=kept["capital"].tolist(),
                near=Filed(
                    owners=_numbers(kept["near_owners"]),
                    words=_unpacked(kept["near_words"]),
                    counts=kept["near_counts"].tobytes(),
                    hashes=kept["near_hashes"],
                    names=kept["near_names"],
                ),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _packed(words: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(words).encode("utf-8", "surrogatepass"), np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode("utf-8", "surrogatepass").split(_BETWEEN) if len(packed) else []


def _numbers(numbers: NDArray[np.int32]) -> "array[int]":
    return array("i", numbers.tobytes())
