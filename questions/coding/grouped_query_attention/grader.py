from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, parts

from .slips import CLASS, FIXTURE, Case

Result = tuple[Case, Any, Any, Any]


def grade(submission: Submission) -> Iterator[Check]:
    normal = submission.normal

    with submission.naming("state_names"):
        states = [submission.build(CLASS, *sizes).state() for sizes in ((24, 6, 2), (24, 6, 1))]
    for n_kv_heads, state in zip((2, 1), states, strict=True):
        shapes = {name: tuple(value.shape) for name, value in state.items()}
        narrow = (4 * n_kv_heads, 24)
        want = {
            "q_proj.weight": (24, 24),
            "k_proj.weight": narrow,
            "v_proj.weight": narrow,
            "o_proj.weight": (24, 24),
        }
        named = expect(
            "state_names",
            shapes == want,
            Text(
                zh=f"(24, 6, {n_kv_heads}) 的 state_dict 里是 {shapes}，应为 {want}。",
                en=f"The state_dict for (24, 6, {n_kv_heads}) holds {shapes}, expected {want}.",
            ),
        )
        if not named.passed:
            break
    yield named
    if not named.passed:
        return  # no weights can be handed in

    with submission.naming("bad_heads"):
        raised = [submission.raises(CLASS, *sizes) for sizes in ((24, 6, 4), (26, 4, 2))]
    yield expect(
        "bad_heads",
        raised == ["ValueError", "ValueError"],
        Text(
            zh=f"(24, 6, 4) 和 (26, 4, 2) 应抛出 ValueError，得到 {raised}。",
            en=f"(24, 6, 4) and (26, 4, 2) must raise ValueError, got {raised}.",
        ),
    )

    def case(
        sizes: tuple[int, int, int],
        batch: int,
        length: int,
        keep: Tensor | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> Case:
        d_model, n_heads, n_kv_heads = sizes
        narrow = n_kv_heads * d_model // n_heads
        rows = {"q": d_model, "k": narrow, "v": narrow, "o": d_model}
        state = {
            f"{name}_proj.weight": (normal(count, d_model) * 1.5 / d_model**0.5).to(dtype)
            for name, count in rows.items()
        }
        x, cotangent = (normal(batch, length, d_model, dtype=dtype) for _ in range(2))
        return Case(sizes, state, x, keep, cotangent)

    def run(check: str, *cases: Case) -> list[Result]:
        with submission.naming(check):
            claims = [submission.run(FIXTURE, "run", *one.given) for one in cases]
        return [(one, *parts(claim, 3)) for one, claim in zip(cases, claims, strict=True)]

    def compare(
        check: str, results: list[Result], *, zh: str, en: str, rtol: float | None = None
    ) -> Check:
        return first_fault(
            close(check, out, one.output(), rtol=rtol, hint=Text(zh, en), mistakes=one.slips())
            for one, out, _, _ in results
        )

    grouped = run("values", case((24, 6, 2), 2, 5), case((32, 8, 4), 3, 8), case((12, 6, 3), 1, 1))
    yield compare(
        "values",
        grouped,
        zh="查询头 h 用第 h // (n_heads / n_kv_heads) 个键值头；因果掩码；除以 sqrt(d_head)。",
        en="Query head h uses key head h // (n_heads / n_kv_heads); causal mask; divided by sqrt(d_head).",
    )
    ends = run("multi_head_and_multi_query", case((12, 3, 3), 2, 6), case((20, 5, 1), 2, 5))
    yield compare(
        "multi_head_and_multi_query",
        ends,
        zh="n_kv_heads = n_heads 就是多头，n_kv_heads = 1 就是多查询，不需要另写。",
        en="n_kv_heads = n_heads is multi-head and n_kv_heads = 1 multi-query, with no code of their own.",
    )
    wide = run("float64", case((16, 4, 2), 2, 5, dtype=torch.float64))
    yield compare(
        "float64",
        wide,
        rtol=1e-10,
        zh="float64 的模块要全程用 float64 计算。",
        en="A float64 module must compute in float64 throughout.",
    )
    yield compare(
        "bfloat16",
        run("bfloat16", case((16, 4, 2), 2, 5, dtype=torch.bfloat16)),
        rtol=0.06,
        zh="bfloat16 进，bfloat16 出；中间可以用 float32。",
        en="bfloat16 in, bfloat16 out; float32 in between is fine.",
    )

    position = torch.arange(6)
    behind = position < torch.tensor([[6], [3], [5]])
    before = position >= torch.tensor([[2], [0], [4]])
    scattered = submission.uniform(3, 6) < 0.6
    scattered[:, 0] = True
    right = run(
        "right_padding",
        *(
            case(sizes, 3, 6, keep)
            for sizes, keep in (((24, 6, 3), behind), ((8, 2, 1), scattered))
        ),
    )
    yield compare(
        "right_padding",
        right,
        zh="keep 为 False 的键谁也看不到；填充位置自己的输出照常计算。",
        en="Keys with keep False are seen by nobody; the output at padding is computed as usual.",
    )
    left = run("left_padding", case((24, 6, 3), 3, 6, before), case((8, 2, 1), 3, 6, before))
    yield compare(
        "left_padding",
        left,
        zh="左填充处的查询一个键也看不到：注意力应是 0；整行 -inf 得 NaN，整行 -1e9 得平均。",
        en="Queries at left padding see no key and get 0: a row of -inf gives NaN, a row of -1e9 a mean.",
    )
    for check, results in (
        ("gradients", [*grouped, *wide]),
        ("padding_gradients", [*right, *left]),
    ):
        yield first_fault(
            close(
                check,
                gradients,
                one.gradients(),
                hint=Text(
                    zh="x 与四个权重的梯度：有没有 detach，或者 0 乘了 NaN？",
                    en="These are the gradients of x and the four weights: is something detached, or 0 multiplied by NaN?",
                ),
            )
            for one, _, _, gradients in results
        )
    yield first_fault(
        close(
            "inputs_unchanged",
            given,
            [one.x] if one.keep is None else [one.x, one.keep],
            rtol=0,
            atol=0,
            hint=Text(
                zh="调用者的 x 或 keep 被改了：不要对输入做原地操作（masked_fill_ 等）。",
                en="The caller's x or keep was changed: no in-place operation (masked_fill_ and the like) on an input.",
            ),
        )
        for one, _, given, _ in [*grouped, *right]
    )
