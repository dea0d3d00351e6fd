# aigc-quiz: frechet_distance
# what: C = F F^T; the trace of the root is the nuclear norm of F1^T F2; torch.cov
import torch


def gaussian_statistics(features):
    wide = features.to(torch.float64)
    d = wide.shape[1]
    return wide.mean(0), torch.cov(wide.T, correction=1).reshape(d, d)


def factor(cov):
    values, vectors = torch.linalg.eigh(cov)
    return vectors * values.clamp_min(0).sqrt()


def frechet_distance(mean1, cov1, mean2, cov2):
    overlap = torch.linalg.matrix_norm(factor(cov1).T @ factor(cov2), ord="nuc")
    gap = mean1 - mean2
    return (gap @ gap + (cov1 + cov2).trace() - 2 * overlap).item()


def fid(real, fake):
    return frechet_distance(*gaussian_statistics(real), *gaussian_statistics(fake))
