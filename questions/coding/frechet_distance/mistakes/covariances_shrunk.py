# aigc-quiz: frechet_distance
# fails: distance
# what: shrinks the covariances towards the identity before the root, to make them positive definite
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
    eye = torch.eye(len(cov1), dtype=cov1.dtype)
    cov1 = 0.999 * cov1 + 0.001 * cov1.trace() / len(cov1) * eye
    cov2 = 0.999 * cov2 + 0.001 * cov2.trace() / len(cov2) * eye
    root = matrix_sqrt(cov1)
    trace_root = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0).sqrt().sum()
    means = ((mean1 - mean2) ** 2).sum()
    return float(means + torch.trace(cov1) + torch.trace(cov2) - 2 * trace_root)


def fid(real, fake):
    mean1, cov1 = gaussian_statistics(real)
    mean2, cov2 = gaussian_statistics(fake)
    return frechet_distance(mean1, cov1, mean2, cov2)
