# aigc-quiz: frechet_distance
# what: numpy, the root of C1 from its singular value decomposition
import numpy as np
import torch


def gaussian_statistics(features):
    x = features.numpy().astype(np.float64)
    cov = np.atleast_2d(np.cov(x, rowvar=False))
    return torch.from_numpy(x.mean(axis=0)), torch.from_numpy(cov)


def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (t.numpy() for t in (mean1, cov1, mean2, cov2))
    u, s, _ = np.linalg.svd(cov1, hermitian=True)
    root = (u * np.sqrt(s)) @ u.T
    inner = root @ cov2 @ root
    shared = np.linalg.eigvalsh((inner + inner.T) / 2)
    cross = np.sqrt(np.maximum(shared, 0)).sum()
    return float(np.sum((mean1 - mean2) ** 2) + np.trace(cov1 + cov2) - 2 * cross)


def fid(real, fake):
    return frechet_distance(*gaussian_statistics(real), *gaussian_statistics(fake))
