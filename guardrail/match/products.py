"""Inner products of many vectors with many, on the thread that asks.

A BLAS spreads a large product over all processors. Beside other work its threads wait for each other
longer than they multiply: ten times as long was measured on a busy machine of two. After it, those
of OpenBLAS spin for 2^26 clock ticks (`THREAD_TIMEOUT`): 85 regions against 240 views cost 42 ms of
processor time, now 0.4. So a product is handed over in blocks too small to be worth a second thread.
"""

import numpy as np

from guardrail.arrays import Vectors

_ROWS = 96
_MOST = 2**19 - 1
"""Multiplications of a block: OpenBLAS takes a thread for every 2**18, rounded down."""


def products(left: Vectors, right: Vectors) -> Vectors:
    """float32 [n,m] of vectors [n,k] and [m,k]."""
    rows = -(-len(left) // max(1, -(-len(left) // _ROWS))) or 1  # as many in each block
    columns = max(1, _MOST // (rows * max(1, left.shape[1])))
    tall, wide = _blocks(left, rows), _blocks(right, min(columns, max(1, len(right))))
    (down, rows, _), (across, columns, _) = tall.shape, wide.shape
    found = np.empty((down, rows, across, columns), np.float32)
    np.matmul(tall[:, None], wide[None].swapaxes(2, 3), out=found.swapaxes(1, 2))
    return found.reshape(down * rows, across * columns)[: len(left), : len(right)]


def _blocks(vectors: Vectors, size: int) -> Vectors:
    """Vectors [n,k] as blocks [b,size,k], the last one filled up with zeros."""
    lacking = -len(vectors) % size
    if lacking:
        vectors = np.concatenate([vectors, np.zeros((lacking, vectors.shape[1]), np.float32)])
    return vectors.reshape(-1, size, vectors.shape[1])
