# aigc-quiz: frechet_distance
# fails: covariance_float32_features
# what: computes in the dtype of the features and converts the result
import torch


def gaussian_statistics(features):
    mean = features.mean(dim=0)
    centred = features - mean
    cov = centred.T @ centred / (features.shape[0] - 1)
    return mean.double(), cov.double()


def matrix_sqrt(cov):
    values, vectors = torch.linalg.eigh(cov)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T


def frechet_distance(mean1, cov1, mean2, cov2):
    root = matrix_sqrt(cov1)
    trace_root = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0).sqrt().sum()
    means = ((mean1 - mean2) ** 2).sum()
    return float(means + torch.trace(cov1) + torch.trace(cov2) - 2 * trace_root)


def fid(real, fake):
    mean1, cov1 = gaussian_statistics(real)
    mean2, cov2 = gaussian_statistics(fake)
    return frechet_distance(mean1, cov1, mean2, cov2)
