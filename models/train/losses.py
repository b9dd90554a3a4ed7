"""What a step of training pulls together and pushes apart."""

import torch
from torch.nn import functional

STEEPNESS = 16.0


def contrastive(
    vectors: torch.Tensor, identity: torch.Tensor, *, temperature: float
) -> torch.Tensor:
    """Supervised contrastive loss of unit vectors [N,D] (Khosla et al. 2020, eq. 2, "out").

    Every other view of a figure is a positive, every view of another figure a negative.
    """
    count = len(vectors)
    same = identity[:, None] == identity[None]
    itself = torch.eye(count, dtype=torch.bool)
    similarity = (vectors @ vectors.T / temperature).masked_fill(itself, -torch.inf)
    share = similarity - torch.logsumexp(similarity, dim=1, keepdim=True)
    positive = same & ~itself
    summed = share.masked_fill(~positive, 0).sum(dim=1)
    return -(summed / positive.sum(dim=1).clamp(min=1)).mean()


def separating(
    vectors: torch.Tensor, identity: torch.Tensor, threshold: torch.Tensor
) -> torch.Tensor:
    """Logistic loss of every pair against one threshold for all styles (after Zhai et al. 2023).

    `contrastive` only asks that the right figure be nearer than others of the batch; a registry
    asks whether it is near at all. The mean over positive pairs, and for each view the sum over
    the others' views, so that few hard negatives are not drowned by many easy ones.
    """
    count = len(vectors)
    same = identity[:, None] == identity[None]
    itself = torch.eye(count, dtype=torch.bool)
    over = STEEPNESS * (vectors @ vectors.T - threshold)
    positive = functional.softplus(-over[same & ~itself]).mean()
    return positive + functional.softplus(over[~same]).sum() / count
