"""Products of matrices in the caller's own thread, until they are so large that others pay off.

OpenBLAS, which numpy brings along, works at larger products with threads of its own, and those
spin for 2^26 clock ticks (`THREAD_TIMEOUT`) after each: more than looking at a frame costs.
"""

import math

import numpy as np

from guardrail.arrays import Vectors

_ALONE = 2**18
"""Multiplications up to which it works alone: `SMP_THRESHOLD_MIN * GEMM_MULTITHREAD_THRESHOLD`."""


THREADS_PAY = 2**29
"""Multiplications from which on small pieces cost more than the other threads' spinning."""


def similarities(seen: Vectors, rows: Vectors, *, within: int = 0) -> Vectors:
    """The inner product of each vector of `seen` [R,D] with each of `rows` [V,D]: float32 [R,V].

    `within` counts the multiplications of all products that follow each other, if more than one.
    """
    if max(within, seen.size * len(rows)) > THREADS_PAY:
        return np.asarray(seen @ rows.T, np.float32)
    found = np.empty((len(seen), len(rows)), np.float32)
    pairs = max(1, _ALONE // max(1, seen.shape[1]))
    high = max(1, min(len(seen), math.isqrt(pairs)))
    wide = max(1, pairs // high)
    for top in range(0, len(seen), high):
        for left in range(0, len(rows), wide):
            across = slice(left, left + wide)
            down = slice(top, top + high)
            np.matmul(seen[down], rows[across].T, out=found[down, across])
    return found
