# aigc-quiz: classifier_free_guidance
# what: the paper's w, pairs side by side in the batch, loops over samples
import torch


def drop_condition(cond, null, drop):
    rows = [null if gone else row for row, gone in zip(cond, drop, strict=True)]
    return torch.stack(rows)


def guide(uncond, cond, scale):
    scales = scale.tolist() if torch.is_tensor(scale) else [scale] * len(cond)
    out = []
    for nothing, something, s in zip(uncond, cond, scales, strict=True):
        w = s - 1
        out.append((1 + w) * something - w * nothing)
    return torch.stack(out)


def rescale(guided, cond, phi):
    out = []
    for mine, target in zip(guided, cond, strict=True):
        ratio = torch.sqrt(target.var(correction=0) / mine.var(correction=0))
        out.append((1 - phi) * mine + phi * ratio * mine)
    return torch.stack(out)


def guided_prediction(model, x, t, cond, null, scale):
    pairs = torch.stack([cond, null.expand_as(cond)], dim=1).flatten(0, 1)
    out = model(x.repeat_interleave(2, 0), t.repeat_interleave(2, 0), pairs)
    return guide(out[1::2], out[::2], scale)
