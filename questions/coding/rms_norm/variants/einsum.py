# aigc-quiz: rms_norm
# what: the mean square by einsum, row by row in a flat matrix
import torch


def rms_norm(x, weight, eps=1e-6):
    dtype, shape = x.dtype, x.shape
    if torch.finfo(dtype).bits < 32:
        x = x.to(torch.float32)
    rows = x.reshape(-1, shape[-1])
    mean_square = torch.einsum("nd,nd->n", rows, rows) / shape[-1]
    out = torch.einsum("nd,n,d->nd", rows, (mean_square + eps) ** -0.5, weight.to(rows.dtype))
    return out.reshape(shape).to(dtype)
