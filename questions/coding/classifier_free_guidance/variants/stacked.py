# aigc-quiz: classifier_free_guidance
# what: conditional half first, lerp for the extrapolation, einsum for per-sample factors
import torch


def drop_condition(cond, null, drop):
    out = cond.clone()
    out[drop] = null
    return out


def guide(uncond, cond, scale):
    if not torch.is_tensor(scale):
        return torch.lerp(uncond, cond, float(scale))
    return uncond + torch.einsum("b,b...->b...", scale.to(uncond.dtype), cond - uncond)


def rescale(guided, cond, phi):
    batch = guided.shape[0]
    ratio = cond.reshape(batch, -1).std(1) / guided.reshape(batch, -1).std(1)
    return torch.einsum("b,b...->b...", phi * ratio + (1 - phi), guided)


def guided_prediction(model, x, t, cond, null, scale):
    batch = len(x)
    conditions = torch.cat((cond, null[None].expand(cond.shape)), dim=0)
    out = model(x.repeat(2, *[1] * (x.dim() - 1)), t.repeat(2), conditions)
    return guide(out[batch:], out[:batch], scale)
