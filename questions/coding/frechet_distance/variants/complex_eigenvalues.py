# aigc-quiz: frechet_distance
# what: eigenvalues of C1 C2 itself, in complex numbers, of which the real part is kept
import torch


def gaussian_statistics(features):
    x = features.double()
    n = x.shape[0]
    mean = torch.einsum("nd->d", x) / n
    centred = x - mean[None]
    return mean, torch.einsum("ni,nj->ij", centred, centred) / (n - 1)


def frechet_distance(mean1, cov1, mean2, cov2):
    eigenvalues = torch.linalg.eigvals(cov1 @ cov2)  # complex128
    roots = eigenvalues.real.clamp(min=0).sqrt()
    means = torch.dist(mean1, mean2) ** 2
    return float(means + cov1.diagonal().sum() + cov2.diagonal().sum() - 2 * roots.sum())


def fid(real, fake):
    statistics = [gaussian_statistics(x) for x in (real, fake)]
    return frechet_distance(*statistics[0], *statistics[1])
