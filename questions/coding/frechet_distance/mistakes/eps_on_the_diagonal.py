# aigc-quiz: frechet_distance
# fails: small_covariances
# what: adds 1e-6 to both diagonals to be safe from singular matrices
import torch


def gaussian_statistics(features):
    features = features.double()
    mean = features.mean(dim=0)
    centred = features - mean
    return mean, centred.T @ centred / (features.shape[0] - 1)


def matrix_sqrt(cov):
    values, vectors = torch.linalg.eigh(cov)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T


def frechet_distance(mean1, cov1, mean2, cov2):
    offset = 1e-6 * torch.eye(len(cov1), dtype=cov1.dtype)
    root = matrix_sqrt(cov1 + offset)
    trace_root = torch.linalg.eigvalsh(root @ (cov2 + offset) @ root).clamp(min=0).sqrt().sum()
    means = ((mean1 - mean2) ** 2).sum()
    return float(means + torch.trace(cov1) + torch.trace(cov2) - 2 * trace_root)


def fid(real, fake):
    mean1, cov1 = gaussian_statistics(real)
    mean2, cov2 = gaussian_statistics(fake)
    return frechet_distance(mean1, cov1, mean2, cov2)
