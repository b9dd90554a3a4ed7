"""The index finds what comparing with everything finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.arrays import Prints
from guardrail.match.nearby import BITS, Near, Nearby, apart


def some(rng: np.random.Generator, count: int) -> Prints:
    return rng.integers(0, 2**64, (count, BITS // 64), dtype=np.uint64)


def damaged(rng: np.random.Generator, print_: Prints, bits: int) -> Prints:
    """The same but for so many bits."""
    flat = np.unpackbits(print_.view(np.uint8))
    flat[rng.choice(BITS, bits, replace=False)] ^= 1
    return np.packbits(flat).view(np.uint64)


def pairs(near: Near) -> set[tuple[int, int, int]]:
    return set(zip(near.asked.tolist(), near.kept.tolist(), near.bits.tolist(), strict=True))


def by_comparing(kept: Prints, asked: Prints, *, within: int) -> set[tuple[int, int, int]]:
    every = apart(asked[:, np.newaxis], kept[np.newaxis])
    return {(i, j, int(every[i, j])) for i, j in zip(*np.nonzero(every <= within), strict=True)}


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(0, 3000),
    damages=st.lists(st.integers(0, 60), max_size=20),
)
def test_all_that_is_within_the_sure_radius_is_found_and_nothing_else(
    seed: int, count: int, damages: list[int]
) -> None:
    rng = np.random.default_rng(seed)
    kept = some(rng, count)
    asked = some(rng, 3)
    if count:
        near = [damaged(rng, kept[int(rng.integers(count))], bits) for bits in damages]
        asked = np.concatenate([asked, *(one[np.newaxis] for one in near)])
    index = Nearby.build(kept)
    sure = index.surely_within
    assert pairs(index.search(asked, within=sure)) == by_comparing(kept, asked, within=sure)
    assert pairs(index.search(asked, within=60)) <= by_comparing(kept, asked, within=60)


def test_chunks_grow_with_the_prints_and_most_damage_is_still_found() -> None:
    rng = np.random.default_rng(0)
    few, many = Nearby.build(some(rng, 100)), Nearby.build(some(rng, 200_000))
    assert few.chunk_bits < many.chunk_bits
    chosen = rng.integers(200_000, size=200)
    asked = np.stack([damaged(rng, many.prints[at], 24) for at in chosen])
    found = many.search(asked, within=24)
    assert len(set(found.asked.tolist())) >= 190


def test_an_empty_index_finds_nothing() -> None:
    rng = np.random.default_rng(0)
    assert len(Nearby.build(some(rng, 0)).search(some(rng, 5), within=72).asked) == 0
    assert len(Nearby.build(some(rng, 5)).search(some(rng, 0), within=72).asked) == 0


def test_the_same_print_many_times_over_is_found_as_often() -> None:
    kept = np.repeat(some(np.random.default_rng(0), 1), 5000, axis=0)
    found = Nearby.build(kept).search(kept[:300], within=0)
    assert len(found.asked) == 300 * 5000


def test_a_search_ends_where_everything_is_alike() -> None:
    kept = np.repeat(some(np.random.default_rng(0), 1), 5000, axis=0)
    found = Nearby.build(kept).search(kept, within=0)
    assert 1_000_000 < len(found.asked) < 3_000_000
