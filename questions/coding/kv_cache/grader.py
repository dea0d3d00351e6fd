from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, parts

from .slips import FIXTURE, Three, chunks, full, play_slips, slips

Size = tuple[Any, ...]  # batch, n_heads, max_length, d_head and, where it is not float32, the dtype
Action = tuple[Any, ...]


def grade(submission: Submission) -> Iterator[Check]:
    float64, bfloat16 = torch.float64, torch.bfloat16
    remembered: list[tuple[Any, Any, Any]] = []

    def play(check: str, sizes: Sequence[Size], actions: Sequence[Action]) -> list[Any]:
        """What each action gives; whether memory, graphs and inputs stayed is remembered."""
        with submission.naming(check):
            claim = submission.run(FIXTURE, "run", list(sizes), list(actions))
        outs, *stayed = parts(claim, 4)
        remembered.append(tuple(stayed))
        return list(parts(outs, len(actions)))

    def drawn(size: Size, length: int) -> Three:
        """q, k and v of a whole sequence for a cache of this size."""
        dtype = size[4] if len(size) > 4 else torch.float32
        q, k, v = (
            submission.normal(size[0], size[1], length, size[3], dtype=dtype) for _ in range(3)
        )
        return q * 1.5, k, v

    def decoded(
        check: str,
        *cases: tuple[Size, Sequence[int]],
        zh: str,
        en: str,
        verb: str = "attend",
        rtol: float | None = None,
    ) -> Check:
        """A sequence in chunks of these lengths gives what one pass gives."""

        def checks() -> Iterator[Check]:
            for size, lengths in cases:
                three = drawn(size, sum(lengths))
                actions = [(0, verb, *chunk) for chunk in chunks(three, lengths)]
                yield close(
                    check,
                    play(check, [size], actions),
                    list(full(three).split(list(lengths), dim=2)),
                    rtol=rtol,
                    hint=Text(
                        f"输入分成 {list(lengths)}。{zh}", f"Chunks of {list(lengths)}. {en}"
                    ),
                    mistakes=slips(three, lengths, size[2]),
                )

        return first_fault(checks())

    small: Size = (2, 3, 8, 4)

    def fresh() -> Iterator[Check]:
        for size in (small, (1, 2, 5, 6, float64)):
            zeros = torch.zeros(size[:4], dtype=size[4] if len(size) > 4 else torch.float32)
            yield close(
                "constructor",
                play("constructor", [size], [(0, "state")])[0],
                [0, zeros, zeros],
                hint=Text(
                    zh="这三个值是 length、k、v：整数 0，和两个 (batch, n_heads, max_length, d_head) 的零张量，dtype 由参数给出。",
                    en="The values are length, k, v: the integer 0, and two zero tensors (batch, n_heads, max_length, d_head) of the dtype given.",
                ),
            )

    yield first_fault(fresh())

    _, k, v = three = drawn(small, 6)
    lengths = (3, 1, 2)
    cut = chunks(three, lengths)
    got = play("append", [small], [*((0, "append", *one[1:]) for one in cut), (0, "state")])
    ends = (3, 4, 6)
    yield close(
        "append",
        got,
        [*([k[:, :, :end], v[:, :, :end]] for end in ends), state(k, v, 8)],
        hint=Text(
            zh="依次存入 3、1、2 个 token：每次返回到目前为止的全部 k 和 v；最后一项是 length、k、v，后面的位置仍是 0。",
            en="3, 1 and 2 tokens are stored: each time all k and v so far come back; the last item is length, k, v, with zeros behind.",
        ),
        mistakes=play_slips(k, v, lengths, 8),
    )

    yield decoded(
        "prefill",
        ((2, 3, 7, 8), (7,)),
        ((1, 2, 9, 4), (5,)),
        zh="一次送入整个序列就是普通的因果注意力。",
        en="A whole sequence at once is ordinary causal attention.",
    )
    yield decoded(
        "decode",
        ((2, 2, 6, 8), (1,) * 6),
        ((1, 3, 9, 4), (4, 1, 1, 1)),
        zh="逐个送入时，新 token 看到缓存中的全部和自己。",
        en="One by one, a new token sees everything in the cache and itself.",
    )
    first, second = (int(one) for one in submission.integers(2, 5, (2,)))
    yield decoded(
        "chunks",
        ((2, 3, 16, 8), (first, second, 1, 3)),
        ((1, 1, 12, 4), (1, 5, 2)),
        zh="第 i 个新 token 看到位置 0 到 旧长度 + i。",
        en="New token i sees positions 0 to old length + i.",
    )
    yield decoded(
        "float64",
        ((2, 2, 8, 6, float64), (3, 4, 1)),
        rtol=1e-11,
        zh="float64 的缓存要全程用 float64 计算。",
        en="A float64 cache must be computed in float64 throughout.",
    )
    yield decoded(
        "bfloat16",
        ((2, 2, 8, 8, bfloat16), (3, 4, 1)),
        rtol=0.05,
        zh="bfloat16 进，bfloat16 出；中间可以用 float32。",
        en="bfloat16 in, bfloat16 out; float32 in between is fine.",
    )

    sizes: list[Size] = [(2, 2, 8, 4), (2, 2, 8, 4), (3, 1, 6, 4)]
    threes = [drawn(size, 6) for size in sizes]
    turns = [
        (i, one)
        for one in zip(*(chunks(t, (3, 1, 2)) for t in threes), strict=True)
        for i in range(3)
    ]
    got = play("two_caches", sizes, [(i, "attend", *one[i]) for i, one in turns])
    wholes = [full(one).split([3, 1, 2], dim=2) for one in threes]
    yield close(
        "two_caches",
        got,
        [wholes[i][turn // 3] for turn, (i, _) in enumerate(turns)],
        hint=Text(
            zh="几个缓存交替使用时互相干扰了：状态要属于对象，不能放在类或模块里。",
            en="Caches used in turn disturb each other: the state belongs to the object, not to the class or the module.",
        ),
    )
    yield decoded(
        "copies",
        ((2, 2, 8, 4), (3, 1, 2)),
        ((2, 2, 6, 4), (6,)),
        ((1, 2, 4, 4), (1, 1, 1, 1)),
        verb="attend and spoil",
        zh="每次调用之后 q、k、v 被清零：缓存要存数值的拷贝，不能存引用。",
        en="After each call q, k and v are set to zero: the cache must hold copies of the numbers, not references.",
    )
    yield overflow(play, drawn)
    yield from truncation(play, drawn)

    with_gradient = play(
        "no_graph", [small], [(0, "attend with gradient", *one) for one in chunks(three, lengths)]
    )
    graphs = remembered[-1][1]
    right = close("no_graph", with_gradient, list(full(three).split(list(lengths), dim=2)))
    yield first_fault(
        [
            right,
            expect(
                "no_graph",
                graphs == [False],
                Text(
                    zh="k、v 需要梯度时，缓存也变成了需要梯度：存入 k.detach()，否则每一步的计算图都留在内存里。",
                    en="Where k and v require a gradient, so does the cache: store k.detach(), or every step's graph stays in memory.",
                ),
            ),
        ]
    )
    yield expect(
        "in_place",
        all(isinstance(one, list) and all(one) for one, _, _ in remembered),
        Text(
            zh="cache.k 或 cache.v 换成了别的张量：构造时分配一次，此后只写入切片，不用 torch.cat，也不重新赋值。",
            en="cache.k or cache.v became another tensor: set it aside once and only write slices, without torch.cat and without assigning anew.",
        ),
    )
    yield expect(
        "inputs_unchanged",
        all(one is True for _, _, one in remembered),
        Text(
            zh="调用者的 q、k 或 v 被改了：不要对输入做原地操作。",
            en="The caller's q, k or v was changed: no in-place operation on an input.",
        ),
    )


def state(k: Tensor, v: Tensor, max_length: int) -> list[Any]:
    """length, k and v of a cache that holds these."""
    n = k.size(2)
    behind = k.new_zeros(*k.shape[:2], max_length - n, k.size(3))
    return [n, torch.cat([k, behind], 2), torch.cat([v, behind], 2)]


def overflow(play, drawn) -> Check:
    """Too many tokens are refused and change nothing; what fits goes in afterwards."""
    hint = Text(
        zh="6 个位置里已有 5 个，再存 2 个应抛出 ValueError，length、k、v 都不变，之后存 1 个仍然可以。",
        en="With 5 of 6 places taken, 2 more must raise ValueError and leave length, k and v alone; 1 more then still fits.",
    )
    grown = Text(
        zh="抛出了 ValueError，但 length 已经变了：先检查，再修改。",
        en="ValueError came, but length has already grown: check first, change afterwards.",
    )

    def checks() -> Iterator[Check]:
        for refused in ("append", "attend"):
            size: Size = (2, 2, 6, 4)
            three = drawn(size, 8)
            first, many, last = chunks(three, (5, 2, 1))
            fitting = tuple(torch.cat([one[:, :, :5], one[:, :, 7:]], 2) for one in three)
            out, k, v = full(fitting), *fitting[1:]
            actions: list[Action] = [
                (0, "attend", *first),
                (0, "refused", refused, *(many if refused == "attend" else many[1:])),
                (0, "state"),
            ]
            held = state(k[:, :, :5], v[:, :, :5], 6)
            want = [out[:, :, :5], "ValueError", held]
            mistakes = {"grown": ([*want[:2], [7, *held[1:]]], grown)}
            got = play("overflow", [size], actions)
            yield close("overflow", got, want, hint=hint, mistakes=mistakes)
            got = play("overflow", [size], [*actions, (0, "attend", *last), (0, "state")])
            want = [*want, out[:, :, 5:], state(k, v, 6)]
            yield close("overflow", got, want, hint=hint)

    return first_fault(checks())


def truncation(play, drawn) -> Iterator[Check]:
    size: Size = (2, 2, 7, 4)
    old, new, third = drawn(size, 6), drawn(size, 5), drawn(size, 3)
    mixed = tuple(torch.cat([a[:, :, :2], b], 2) for a, b in zip(old, new, strict=True))
    actions = [
        (0, "attend", *old),
        (0, "truncate", 2),
        *((0, "attend", *one) for one in chunks(new, (3, 1, 1))),
        (0, "truncate", 7),  # as many as there are: nothing to forget
        (0, "truncate", 0),
        *((0, "attend", *one) for one in chunks(third, (2, 1))),
    ]
    after, last = full(mixed), full(third)
    want = [
        full(old),
        None,
        *after[:, :, 2:].split([3, 1, 1], dim=2),
        None,
        None,
        *last.split([2, 1], dim=2),
    ]
    hint = Text(
        zh="存 6 个，退回到 2 个，再存 3、1、1 个；然后清空重来：被退回的键不能再被看到，新的写在原来的位置上。",
        en="6 tokens, back to 2, then 3, 1 and 1; then cleared and begun anew: keys gone back on must not be seen, new ones take their places.",
    )
    # With room to spare first: a wrong length then shows in the numbers, not as a full cache.
    yield first_fault(
        close("truncate", play("truncate", [(2, 2, places, 4)], actions), want, hint=hint)
        for places in (20, 7)
    )
    got = play(
        "truncate_range",
        [size],
        [
            (0, "attend", *third),
            (0, "refused", "truncate", 4),
            (0, "refused", "truncate", -1),
            (0, "state"),
        ],
    )
    yield close(
        "truncate_range",
        [*got[1:3], *parts(got[3], 3)[:1]],
        ["ValueError", "ValueError", 3],
        hint=Text(
            zh="已有 3 个 token 时，truncate(4) 和 truncate(-1) 应抛出 ValueError，length 仍是 3。",
            en="With 3 tokens stored, truncate(4) and truncate(-1) must raise ValueError, and length stays 3.",
        ),
    )
