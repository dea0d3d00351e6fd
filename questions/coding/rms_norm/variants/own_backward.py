# aigc-quiz: rms_norm
# what: an autograd function with the gradient in closed form
import torch


class RMSNormFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, eps):
        wide = x.double() if x.dtype == torch.float64 else x.float()
        scale = (wide.pow(2).sum(-1, keepdim=True) / x.size(-1) + eps).pow(-0.5)
        ctx.save_for_backward(x, weight, scale)
        return (wide * scale * weight).to(x.dtype)

    @staticmethod
    def backward(ctx, grad):
        x, weight, scale = ctx.saved_tensors
        normed = x.to(scale.dtype) * scale
        grad = grad.to(scale.dtype)
        inner = grad * weight
        grad_x = scale * (inner - normed * (inner * normed).mean(-1, keepdim=True))
        grad_weight = (grad * normed).reshape(-1, x.size(-1)).sum(0)
        return grad_x.to(x.dtype), grad_weight.to(weight.dtype), None


def rms_norm(x, weight, eps=1e-6):
    return RMSNormFunction.apply(x, weight, eps)
