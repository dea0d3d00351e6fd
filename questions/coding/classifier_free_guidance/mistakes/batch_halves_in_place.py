# aigc-quiz: classifier_free_guidance
# fails: inputs_unchanged
# what: copies the null condition into cond after the conditional half was taken
import torch


def drop_condition(cond, null, drop):
    drop = drop.view(-1, *[1] * (cond.dim() - 1))
    return torch.where(drop, null, cond)


def guide(uncond, cond, scale):
    if torch.is_tensor(scale):
        scale = scale.view(-1, *[1] * (cond.dim() - 1)).to(cond.dtype)
    return uncond + scale * (cond - uncond)


def rescale(guided, cond, phi):
    dims = list(range(1, cond.dim()))
    std_cond = cond.std(dim=dims, keepdim=True)
    std_guided = guided.std(dim=dims, keepdim=True)
    rescaled = guided * (std_cond / std_guided)
    return phi * rescaled + (1 - phi) * guided


def guided_prediction(model, x, t, cond, null, scale):
    conditional = cond.clone()
    cond[:] = null
    conditions = torch.cat([cond, conditional])
    out = model(torch.cat([x, x]), torch.cat([t, t]), conditions)
    uncond_out, cond_out = out.chunk(2)
    return guide(uncond_out, cond_out, scale)
