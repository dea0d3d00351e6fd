from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault

from . import slips


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform = submission.normal, submission.uniform

    def compare(
        check: str,
        *cases: tuple[Tensor, dict[str, float]],
        known: Callable[..., slips.Slips] | None = None,
        zh: str,
        en: str,
    ) -> Check:
        def checks() -> Iterator[Check]:
            for logits, options in cases:
                got = submission.call("next_token_probs", logits, **options)
                want = slips.next_token_probs(logits, **options)
                mistakes = known(logits, *options.values()) if known else None
                yield close(check, got, want, hint=Text(zh, en), mistakes=mistakes)

        with submission.naming(check):
            return first_fault(checks())

    logits, other = 2 * normal(8, 12), 2 * normal(2, 2, 20, dtype=torch.float64)
    probs = logits.softmax(-1)
    hot, cold = float(uniform(low=1.6, high=2.4)), float(uniform(low=0.4, high=0.8))
    yield compare(
        "temperature",
        *((logits, {"temperature": value}) for value in (hot, cold, 1.0)),
        (2 * normal(30), {"temperature": hot}),
        (other, {"temperature": cold}),
        known=slips.temperature_slips,
        zh="softmax(logits / temperature)，按编号的顺序返回。",
        en="softmax(logits / temperature), in the order of ids.",
    )
    yield compare(
        "greedy",
        (logits, {"temperature": 0}),
        (other, {"temperature": 0.0, "top_k": 3, "top_p": 0.5, "min_p": 0.1}),
        zh="温度为 0 要单独处理：最大的 token 概率为 1，其余为 0；不能除以 0。",
        en="Temperature 0 is a case of its own: the largest token gets 1, the others 0; nothing is divided by 0.",
    )
    tied = logits.clone()
    tied[:, [2, 5, 9]] = 9.0
    yield compare(
        "greedy_ties",
        (tied, {"temperature": 0}),
        zh="并列最大时编号最小的胜出，而且只有一个。",
        en="Among equal maxima the lowest id wins, and only one.",
    )
    yield compare(
        "top_k",
        *(
            (given, {"top_k": k})
            for given, k in ((logits, 4), (logits, 1), (logits, 9), (other, 7))
        ),
        known=slips.top_k_slips,
        zh="留下概率最大的 top_k 个，重新归一化。",
        en="Keep the top_k most probable tokens and renormalise.",
    )
    yield compare(
        "top_k_large",
        (logits, {"top_k": 40}),
        (logits, {"top_k": 12}),
        zh="top_k 达到或超过词表大小时等于不用。",
        en="A top_k of the vocabulary's size or more keeps every token.",
    )
    yield compare(
        "top_k_ties",
        (tied, {"top_k": 2}),
        zh="恰好留下 top_k 个；概率相同时编号小的在前（排序用 stable=True）。",
        en="Keep exactly top_k; among equals the lower id ranks first (sort with stable=True).",
    )

    cuts = [slips.between(slips.mass(probs), low, low + 0.25) for low in (0.05, 0.4, 0.72)]
    yield compare(
        "top_p",
        *((logits, {"top_p": p}) for p in cuts),
        (other, {"top_p": slips.between(slips.mass(other.softmax(-1)), 0.5, 0.9)}),
        known=slips.top_p_slips,
        zh="按概率从大到小，留下累积概率达到 top_p 的最短前缀，放回原位，再归一化。",
        en="Rank by probability, keep the shortest prefix that reaches top_p, put it back in place and renormalise.",
    )
    cuts = [slips.between(slips.share(probs), low, 3 * low) for low in (0.05, 0.3)]
    yield compare(
        "min_p",
        *((logits, {"min_p": m}) for m in cuts),
        known=slips.min_p_slips,
        zh="阈值是 min_p 乘以这一行的最大概率；之后重新归一化。",
        en="The threshold is min_p times this row's largest probability; renormalise afterwards.",
    )

    # Nearly even: before top-k other tokens reach top_p. Peaked: temperature moves both cuts.
    even, peaked = 0.3 * normal(4, 12), 3 * normal(20, 12)
    two = {"temperature": hot, "top_k": 5}
    three = {
        **two,
        "top_p": slips.between(slips.mass(slips.next_token_probs(even, **two)), 0.45, 0.7),
    }
    hotter = (peaked / hot).softmax(-1)
    yield compare(
        "order",
        (even, three),
        (peaked, {"temperature": hot, "top_p": slips.between(slips.mass(hotter), 0.7, 0.9)}),
        (peaked, {"temperature": hot, "min_p": slips.between(slips.share(hotter), 0.1, 0.3)}),
        zh="顺序是温度、top-k、top-p、min-p，每一步作用在上一步归一化后的结果上。",
        en="The order is temperature, top-k, top-p, min-p, each on the renormalised result of the one before.",
    )
    banned = logits.clone()
    banned[:, 1::3] = float("-inf")
    for check, given in (("large_logits", 300 * normal(2, 9)), ("banned_tokens", banned)):
        yield compare(
            check,
            (given, {"top_p": slips.between(slips.mass(given.softmax(-1)), 0.4, 0.9)}),
            (given, {"temperature": cold}),
            zh="logit 上百或为 -inf 时也要正确：用 torch.softmax，不要自己取 exp。",
            en="It must hold for logits in the hundreds and for -inf: use torch.softmax, not exp by hand.",
        )

    with submission.naming("inputs_unchanged"):
        submission.call("next_token_probs", logits, 0.7, 5, 0.9, 0.05)
        unchanged = submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(zh="不要原地修改 logits。", en="Do not modify logits in place."),
    )

    many = 2 * normal(40, 12), normal(5, 6, 30, dtype=torch.float64)
    yield from grade_sample(submission, *(given.softmax(-1) for given in many))


def grade_sample(submission: Submission, *batches: Tensor) -> Iterator[Check]:
    def checks() -> Iterator[Check]:
        for probs in batches:
            # The token first, then a point well inside its interval: no rounding decides a case.
            flat = torch.multinomial(probs.flatten(0, -2), 1, generator=submission.generator)
            ids = flat.reshape(*probs.shape[:-1], 1)
            before = probs.double().cumsum(-1).gather(-1, ids) - probs.gather(-1, ids)
            inside = submission.uniform(*ids.shape, low=0.1, high=0.9) * probs.gather(-1, ids)
            u = (before + inside).squeeze(-1).to(probs.dtype)
            top = Text(
                zh="总是选了概率最大的 token。", en="The most probable token was always taken."
            )
            yield close(
                "sample",
                submission.call("sample", probs, u),
                ids.squeeze(-1),
                hint=Text(
                    zh="按编号顺序累积概率，取累积概率大于 u 的最小编号；不要自己抽随机数。",
                    en="Accumulate probabilities in order of id and take the smallest id whose sum exceeds u; draw nothing yourself.",
                ),
                mistakes={"most_probable": (probs.argmax(-1), top)},
            )

    with submission.naming("sample"):
        yield first_fault(checks())

    # Tokens of probability 0 at both ends, in rows whose sum stays a little below 1.
    rows = submission.uniform(2, 50) + 0.1
    rows[:, :3] = rows[:, -3:] = rows[:, 20:22] = 0
    rows = rows / rows.sum(-1, keepdim=True) * (1 - 2e-7)
    with submission.naming("sample_edges"):
        got = submission.call("sample", rows, torch.tensor([0.0, 1 - 2**-24]))
    yield close(
        "sample_edges",
        got,
        torch.tensor([3, 46]),
        hint=Text(
            zh="概率为 0 的 token 不能被选中：u = 0 时用 <= 比较，u 接近 1 时先把累积概率除以最后一项。",
            en="A token of probability 0 must not be chosen: compare with <= for u = 0, and divide the cumulative sum by its last entry for u near 1.",
        ),
    )

    n, row = 20_000, slips.next_token_probs(batches[0][0].log(), top_k=8)
    with submission.naming("frequencies"):
        got = submission.call("sample", row.repeat(n, 1), submission.uniform(n))
    counts = torch.stack([(got == i).sum() for i in range(12)]) if torch.is_tensor(got) else -n
    sigma = (n * row * (1 - row)).sqrt()
    yield expect(
        "frequencies",
        bool(((counts - n * row).abs() <= 5 * sigma).all()),
        Text(
            zh=f"{n} 次采样的频率与概率相差超过 5 个标准差。",
            en=f"The frequencies of {n} samples are more than 5 standard deviations from the probabilities.",
        ),
    )
