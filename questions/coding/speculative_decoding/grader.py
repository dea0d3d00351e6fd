from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import (
    Check,
    Comparison,
    Submission,
    Text,
    close,
    expect,
    matches,
)

from . import slips

Round = tuple[Tensor, Tensor, Tensor, Tensor]
# One call for many rounds; the results stay apart.
FIXTURE = "def run(rounds):\n    return [submission.verify(*one) for one in rounds]\n"


def grade(submission: Submission) -> Iterator[Check]:
    normal, uniform, integers = submission.normal, submission.uniform, submission.integers

    def probs(*shape: int, dtype: torch.dtype = torch.float32, scale: float = 1.5) -> Tensor:
        return (scale * normal(*shape, dtype=torch.float64)).softmax(-1).to(dtype)

    def truncated(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
        """Probabilities of which about a third are 0, as after top-p."""
        keep = uniform(*shape) < 0.65
        keep[..., -2] = True
        kept = probs(*shape, dtype=torch.float64) * keep
        return (kept / kept.sum(-1, keepdim=True)).to(dtype)

    compare = Comparison(submission, slips)

    double = torch.float64
    cases = (
        (probs(9), probs(9)),
        (probs(2, 3, 6), probs(2, 3, 6)),
        (truncated(5, 8), truncated(5, 8)),
        (probs(2, 7, dtype=double), probs(2, 7, dtype=double)),
    )
    yield compare(
        "acceptance_rate",
        "acceptance_rate",
        slips.rate_slips,
        *cases,
        zh="对 x ~ q 求 min(1, p/q) 的期望，即 min(p, q) 沿词表之和。",
        en="The expectation of min(1, p/q) for x ~ q, which is the sum of min(p, q) over the vocabulary.",
    )
    yield compare(
        "residual",
        "residual",
        slips.residual_slips,
        *cases,
        zh="max(0, p - q)，再让每行之和为 1。",
        en="max(0, p - q), made to sum to 1 in each row.",
    )
    p, q = probs(4, 6), probs(4, 6)
    q[1] = p[1]
    yield compare(
        "residual_of_equals",
        "residual",
        None,
        (p, q),
        (p[0], p[0].clone()),
        zh="p == q 的行返回 p（0/0 是 NaN），其他行照常。",
        en="Return p in a row where p == q (0/0 is NaN); the other rows are as ever.",
    )
    p = probs(3, 6, dtype=double)
    shift = torch.tensor([1.0, -1.0, 0, 0, 0, 0], dtype=double)
    yield compare(
        "residual_of_near_equals",
        "residual",
        None,
        (p, p - 1e-9 * shift),
        rtol=1e-4,
        zh="p 与 q 只差一点点时也要正确：不要在分母上加小数，也不要用阈值判断相等。",
        en="It must be right where p and q nearly agree: add nothing to the denominator and take no threshold for equality.",
    )

    def rounds(
        count: int, steps: int, size: int, make: Callable[..., Tensor], dtype=torch.float32
    ) -> list[Round]:
        """Rounds whose outcome no rounding decides; the draft is sampled from q."""
        made: list[Round] = []
        while len(made) < count:
            q, p = make(steps, size, dtype=dtype), make(steps + 1, size, dtype=dtype)
            p[:-1] = (p[:-1] + 2 * q) / 3 if len(made) % 3 else p[:-1]  # a better draft
            draft = torch.multinomial(q, 1, generator=submission.generator).flatten()
            u = uniform(steps + 1, dtype=dtype)
            ratio = p[torch.arange(steps), draft] / q[torch.arange(steps), draft]
            edges = [*slips.residual(p[:-1], q), p[-1]]
            clear = all(
                slips.away([float(r)], float(x)) for r, x in zip(ratio, u[:-1], strict=True)
            )
            if clear and all(slips.away(row.cumsum(-1).tolist(), float(u[-1])) for row in edges):
                made.append((draft, q, p, u))
        return made

    def verified(check: str, made: list[Round], *, zh: str, en: str) -> Check:
        """All rounds in one run; a slip is named when it explains every one of them."""
        with submission.naming(check):
            got = submission.run(FIXTURE, "run", made)
        want = [slips.verify(*one) for one in made]
        if matches(got, want):
            return Check(check, passed=True)
        wrong: dict[str, tuple[list, Text]] = {}
        for one in made:
            for label, (value, text) in slips.round_slips(*one).items():
                wrong.setdefault(label, ([], text))[0].append(value)
        if isinstance(got, list) and len(got) == len(made):
            # The first round that differs reads better than the list of all.
            for index, (mine, right) in enumerate(zip(got, want, strict=True)):
                if not matches(mine, right) and not any(matches(got, w) for w, _ in wrong.values()):
                    hint = told(made[index], right, Text(zh, en))
                    return close(check, listed(mine), listed(right), hint=hint)
        return close(check, got, want, hint=Text(zh, en), mistakes=wrong)

    yield verified(
        "rejected_at_once",
        [one for one in rounds(40, 1, 5, probs) if len(slips.verify(*one)) == 1],
        zh="u[0] < p[0, x] / q[0, x] 时接受；拒绝后从 residual(p[0], q[0]) 用 u[K] 采样。",
        en="Accept if u[0] < p[0, x] / q[0, x]; after a rejection sample residual(p[0], q[0]) with u[K].",
    )
    yield verified(
        "all_accepted",
        [one for one in rounds(40, 2, 5, probs) if len(slips.verify(*one)) == 3],
        zh="全部接受时，再从 p[K] 用 u[K] 采样一个。",
        en="Where all are accepted, sample one more from p[K] with u[K].",
    )
    yield verified(
        "prefix",
        rounds(30, 4, 6, probs) + rounds(6, 7, 20, probs, double),
        zh="在第一次拒绝处停下：前面的草稿，加上从那里的 residual 采样的一个 token。",
        en="Stop at the first rejection: the draft before it, and one token sampled from the residual there.",
    )
    yield verified(
        "zero_probabilities",
        rounds(30, 3, 6, truncated),
        zh="概率可以是 0：目标概率为 0 的草稿必须拒绝，概率为 0 的 token 不能被采到。",
        en="Probabilities may be 0: a draft token that the target rules out is rejected, and a token of probability 0 is never sampled.",
    )

    # The first tokens and the last have probability 0, in rows that sum to slightly less than 1.
    p, q = probs(3, 6), probs(2, 6)
    p[:, [0, 1, -1]] = 0
    p = p / p.sum(-1, keepdim=True) * (1 - 2e-7)
    ruled_out = torch.tensor([1, 0]), q, p, torch.zeros(3)
    top = torch.tensor([0.0, 0.0, 1 - 2**-24])
    accepted = torch.tensor([2, 4]), q, p
    yield verified(
        "zero_draws",
        [ruled_out, (*accepted, torch.zeros(3)), (*accepted, top), (*ruled_out[:3], top)],
        zh="u 为 0 或紧挨着 1 时也不能选中概率为 0 的 token：接受用严格小于；采样取累积概率大于（不是大于等于）u 的最小编号，累积概率要先除以它的最后一个值。",
        en="Not even a u of 0 or right below 1 may pick a token of probability 0: acceptance is strict, and the cumulative probability, divided by its last value, must exceed u and not merely reach it.",
    )
    none = integers(0, 1, (0,)), torch.zeros(0, 5)
    yield verified(
        "empty_draft",
        [
            (*none, row, torch.full((1,), 0.47))
            for row in (probs(1, 5), truncated(1, 5), probs(1, 5))
        ],
        zh="K = 0 时从 p[0] 采样一个。",
        en="With K = 0 sample one token from p[0].",
    )

    def grid() -> tuple[list[Round], Tensor, Tensor]:
        """Every draft token with every pair of evenly spaced draws, and its weight."""
        points = (torch.arange(12) + 0.5) / 12
        q, p = probs(1, 3, scale=1.0), probs(2, 3, scale=1.0)
        made = [
            (torch.tensor([x]), q, p, torch.stack([one, other]))
            for x in range(3)
            for one in points
            for other in points
        ]
        return made, q[0].repeat_interleave(len(points) ** 2) / len(points) ** 2, p[0]

    made, weight, target = grid()
    with submission.naming("distribution"):
        got = submission.run(FIXTURE, "run", made)
    share = torch.zeros(3)
    for out, one in zip(got if isinstance(got, list) else [], weight, strict=False):
        if isinstance(out, Tensor) and out.numel() and 0 <= int(out.flatten()[0]) < 3:
            share[int(out.flatten()[0])] += one
    yield close(
        "distribution",
        share,
        target,
        rtol=0.0,
        atol=0.125,
        hint=Text(
            zh="对所有草稿和均匀的 u 求平均，第一个 token 的分布应等于目标分布 p[0]，与 q 无关。",
            en="Over all drafts and evenly spread u, the first token must be distributed as the target p[0], whatever q is.",
        ),
    )

    with submission.naming("inputs_unchanged"):
        submission.call("verify", *rounds(1, 3, 5, probs)[0])
        unchanged = submission.inputs_unchanged()
        submission.call("residual", probs(2, 5), probs(2, 5))
        unchanged = unchanged and submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="调用者的张量被改了：*=、sub_、clamp_ 都是原地操作。",
            en="The caller's tensors were changed: *=, sub_ and clamp_ work in place.",
        ),
    )


def listed(tokens: object) -> object:
    """A one-dimensional tensor of whole numbers as a list, which reads better; else as it is."""
    if isinstance(tokens, Tensor) and tokens.dtype == torch.int64 and tokens.ndim == 1:
        return tokens.tolist()
    return tokens


def told(one: Round, right: Tensor, hint: Text) -> Text:
    """The hint, preceded by what happens in this round."""
    count, steps = len(right) - 1, len(one[0])
    where = f"{count}/{steps}"
    return Text(
        zh=f"这一轮应接受 {where} 个草稿，共返回 {count + 1} 个 token。{hint.zh}",
        en=f"In this round {where} draft tokens are accepted, so {count + 1} come back. {hint.en}",
    )
