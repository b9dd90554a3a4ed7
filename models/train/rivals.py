"""Which figures an encoder takes for each other: the batches of the next stage put them together.

Mining by figure, not by picture: the mean vector of a few views of each, and the nearest others
of the same source (Schroff et al. 2015 mine triplets; whole classes are steadier).
"""

from collections.abc import Iterable

import numpy as np
import torch

from models.train.albums import Numbers
from models.train.batches import Batch, Stage
from models.train.pupil import Pupil

NEAREST = 16


def mined(pupil: Pupil, stage: Stage, batches: Iterable[Batch]) -> Numbers:
    """The nearest others [figure, NEAREST] of each figure's source, by what the batches show.

    Near-twins are left out, batches bring them anyway. A figure that no batch shows, or whose
    source is small, has itself in the free places.
    """
    vectors, identity = [], []
    with torch.no_grad():
        for batch in batches:
            vectors.append(pupil(torch.from_numpy(batch.pixels)).numpy())
            identity.append(batch.identity)
    of_each = np.zeros((int(stage.first[-1]), vectors[0].shape[1]), np.float32)
    np.add.at(of_each, np.concatenate(identity), np.concatenate(vectors))
    of_each /= np.maximum(np.linalg.norm(of_each, axis=1, keepdims=True), 1e-9)
    found = np.repeat(np.arange(len(of_each))[:, None], NEAREST, axis=1)
    for shown in stage.shown:
        known = shown[np.abs(of_each[shown]).max(axis=1) > 0]
        alike = of_each[known] @ of_each[known].T
        np.fill_diagonal(alike, -np.inf)
        for row, figure in enumerate(known):
            alike[row, np.isin(known, stage.family[int(figure)])] = -np.inf
            order = np.argsort(-alike[row])[:NEAREST]
            order = order[np.isfinite(alike[row, order])]
            found[figure, : len(order)] = known[order]
    return found
