"""What a step of training pulls together and pushes apart."""

import torch


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
