"""What plays with the caches, what must come of it, and what well-known slips give instead."""

import inspect
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from aigc_quiz.grading import Text

Slips = Mapping[str, tuple[list[Tensor], Text]]
Three = tuple[Tensor, Tensor, Tensor]


def play(program, sizes, actions):
    """Make caches, act on them in turn; what each action gives, and whether memory and inputs stayed."""
    caches = [program.KVCache(*size) for size in sizes]
    homes = [(one.k, one.v, one.k.data_ptr(), one.v.data_ptr()) for one in caches]
    outs, unchanged = [], True
    for index, verb, *given in actions:
        cache, out = caches[index], None
        if verb.startswith("attend"):
            mine = [one.clone().requires_grad_(verb == "attend with gradient") for one in given]
            out = program.attend(*mine, cache)
            out = out.detach().clone() if torch.is_tensor(out) else out
            unchanged &= all(torch.equal(one, two) for one, two in zip(mine, given, strict=True))
            if verb == "attend and spoil":
                for one in mine:
                    one.zero_()
        elif verb == "append":
            out = cache.append(*given)
            if isinstance(out, tuple | list):
                out = [one.clone() if torch.is_tensor(one) else one for one in out]
        elif verb == "truncate":
            cache.truncate(*given)
        elif verb == "refused":
            name, *more = given
            try:
                program.attend(*more, cache) if name == "attend" else getattr(cache, name)(*more)
            except Exception as fault:  # noqa: BLE001 - which one it is, is the question
                out = type(fault).__name__
        elif verb == "state":
            out = [cache.length, cache.k.detach().clone(), cache.v.detach().clone()]
        outs.append(out)
    stayed = [
        one.k is k and one.v is v and one.k.data_ptr() == at_k and one.v.data_ptr() == at_v
        for one, (k, v, at_k, at_v) in zip(caches, homes, strict=True)
    ]
    graphs = [one.k.requires_grad or one.v.requires_grad for one in caches]
    return outs, stayed, graphs, unchanged


FIXTURE = inspect.getsource(play) + "\n\ndef run(*given):\n    return play(submission, *given)\n"


def chunks(three: Three, lengths: Sequence[int]) -> list[Three]:
    """The same cuts of q, k and v along the tokens."""
    cut = [one.split(list(lengths), dim=2) for one in three]
    return list(zip(*cut, strict=True))


def full(three: Three) -> Tensor:
    """Causal attention over the whole sequence in one pass, one query after another, in float64."""
    q, k, v = (one.double() for one in three)
    rows = []
    for t in range(q.size(2)):
        scores = (q[:, :, t : t + 1] * k[:, :, : t + 1]).sum(-1) / q.size(-1) ** 0.5
        rows.append((scores.softmax(-1)[..., None] * v[:, :, : t + 1]).sum(2))
    return torch.stack(rows, dim=2).to(three[0].dtype)


def slips(three: Three, lengths: Sequence[int], max_length: int) -> Slips:
    """Outputs chunk by chunk as well-known slips give them."""
    q, k, v = (one.double() for one in three)
    behind = q.new_zeros(*q.shape[:2], max_length - q.size(2), q.size(-1))
    keys, values = torch.cat([k, behind], 2), torch.cat([v, behind], 2)

    def outputs(seen, scale: float = q.size(-1) ** -0.5) -> list[Tensor]:
        """`seen(i, j, start, end)`: what query i of a chunk from start to end sees of the buffer."""
        outs, start = [], 0
        for n in lengths:
            i, j = torch.arange(n)[:, None], torch.arange(max_length)
            visible = seen(i, j, start, start + n).expand(n, max_length)
            scores = q[:, :, start : start + n] @ keys.mT * scale
            weights = scores.masked_fill(~visible, float("-inf")).softmax(-1)
            outs.append((weights @ values).to(three[0].dtype))
            start += n
        return outs

    return {
        "upper_left": (
            outputs(lambda i, j, start, end: (j <= i) & (j < end)),
            Text(
                zh="掩码的三角对齐了左上角：第 i 个新 token 的位置是 旧长度 + i，tril(diagonal=total - n)。",
                en="The triangle of the mask sits at the upper left: new token i is at position old length + i, tril(diagonal=total - n).",
            ),
        ),
        "no_mask": (
            outputs(lambda i, j, start, end: j < end),
            Text(
                zh="同一块里后面的 token 被看到了：块内也要因果掩码。",
                en="Later tokens of the same chunk are seen: a chunk needs a causal mask as well.",
            ),
        ),
        "mask_in_first_chunk_only": (
            outputs(lambda i, j, start, end: (j <= start + i) if start == 0 else (j < end)),
            Text(
                zh="只有第一块有因果掩码：后面的块 n > 1 时也需要。",
                en="Only the first chunk is masked: later chunks with n > 1 need it too.",
            ),
        ),
        "cache_ignored": (
            outputs(lambda i, j, start, end: (start <= j) & (j <= start + i)),
            Text(
                zh="只看到了这一块自己的 token：缓存里的键和值没有用上。",
                en="Only tokens of the same chunk are seen: the keys and values in the cache are not used.",
            ),
        ),
        "empty_places_seen": (
            outputs(lambda i, j, start, end: (j <= start + i) | (j >= end)),
            Text(
                zh="缓存里还没有写入的位置（全是 0）也分到了权重：只用前 length 个。",
                en="Places of the cache that hold nothing yet (zeros) get weight: use the first length only.",
            ),
        ),
        "whole_buffer_seen": (
            outputs(lambda i, j, start, end: j < max_length),
            Text(
                zh="整个缓冲区都被看到了，包括还没有写入的位置：没有掩码。",
                en="The whole buffer is seen, places that hold nothing yet included: there is no mask.",
            ),
        ),
        "sees_next": (
            outputs(lambda i, j, start, end: (j <= start + i + 1) & (j < end)),
            Text(
                zh="多看了一个未来的 token：对角线错了一格。",
                en="One future token is visible: the diagonal is off by one.",
            ),
        ),
        "no_scale": (
            outputs(lambda i, j, start, end: j <= start + i, scale=1.0),
            Text(zh="分数没有除以 sqrt(d_head)。", en="Scores are not divided by sqrt(d_head)."),
        ),
    }


def play_slips(k: Tensor, v: Tensor, lengths: Sequence[int], max_length: int) -> Mapping:
    """What `append` gives chunk by chunk, and the state after them, as well-known slips have it."""

    def played(advance, shown) -> list:
        held_k, held_v = (k.new_zeros(*k.shape[:2], max_length, k.size(3)) for _ in range(2))
        outs, at, start = [], 0, 0
        for n in lengths:
            held_k[:, :, at : at + n] = k[:, :, start : start + n]
            held_v[:, :, at : at + n] = v[:, :, start : start + n]
            end = shown(at, n)
            outs.append([held_k[:, :, :end].clone(), held_v[:, :, :end].clone()])
            at, start = at + advance(n), start + n
        return [*outs, [at, held_k, held_v]]

    return {
        "length_by_one": (
            played(lambda n: 1, lambda at, n: at + 1),
            Text(
                zh="length 每次只加 1：应加新 token 的个数 n。",
                en="length grows by 1 each time: add n, the number of new tokens.",
            ),
        ),
        "length_kept": (
            played(lambda n: 0, lambda at, n: at + n),
            Text(
                zh="length 没有增加：每次都写回了开头，盖掉了前面的 token。",
                en="length does not grow: each chunk is written to the start, over the ones before.",
            ),
        ),
        "whole_buffer_returned": (
            played(lambda n: n, lambda at, n: max_length),
            Text(
                zh="返回的是整个缓冲区：只返回前 length 个位置。",
                en="The whole buffer comes back: return the first length places only.",
            ),
        ),
    }
