# aigc-quiz: classifier_free_guidance
# what: masks and negative weights; drop_condition makes the null half too
import torch


def spread(values, like):
    while values.dim() < like.dim():
        values = values.unsqueeze(-1)
    return values


def drop_condition(cond, null, drop):
    mask = spread(drop, cond).to(cond.dtype)
    return cond * (1 - mask) + null * mask


def guide(uncond, cond, scale):
    weight = torch.as_tensor(scale, dtype=cond.dtype, device=cond.device)
    weight = spread(weight, cond) if weight.dim() else weight
    return weight * cond - (weight - 1) * uncond


def rescale(guided, cond, phi):
    def deviation(x):
        axes = tuple(range(1, x.dim()))
        return (x - x.mean(axes, keepdim=True)).pow(2).sum(axes, keepdim=True).sqrt()

    return torch.lerp(guided, guided * deviation(cond) / deviation(guided), phi)


def guided_prediction(model, x, t, cond, null, scale):
    twice = torch.cat([cond, cond])
    drop = torch.arange(len(twice), device=x.device) >= len(cond)
    out = model(torch.cat([x] * 2), torch.cat([t] * 2), drop_condition(twice, null, drop))
    conditional, unconditional = out.split(len(x))
    return guide(unconditional, conditional, scale)
