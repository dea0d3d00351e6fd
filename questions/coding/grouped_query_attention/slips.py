"""The layer written head by head in float64, its fixture, and what well-known slips give instead."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from aigc_quiz.grading import Text

CLASS = "GroupedQueryAttention"
NAMES = ("q_proj.weight", "k_proj.weight", "v_proj.weight", "o_proj.weight")
Slips = Mapping[str, tuple[Tensor, Text]]


def probe(program, sizes, state, x, keep, cotangent):
    """Output, what x and keep are afterwards, and the gradients of x and of the weights."""
    layer = program.GroupedQueryAttention(*sizes).to(x.dtype)
    layer.load_state_dict(state)
    given = x.clone()
    more = () if keep is None else (keep.clone(),)
    with torch.no_grad():
        layer(given, *more)
    leaf = x.clone().requires_grad_()
    out = layer(leaf * 1, *more)
    gradients = [None] * 5
    if torch.is_tensor(out) and out.requires_grad and out.shape == cotangent.shape:
        sought = [leaf, *dict(layer.named_parameters()).values()]
        total = (out * cotangent).sum()
        gradients = torch.autograd.grad(total, sought, allow_unused=True)
    named = dict(zip(["x", *dict(layer.named_parameters())], gradients, strict=False))
    return out.detach(), [given, *more], named


FIXTURE = inspect.getsource(probe) + "\n\ndef run(*given):\n    return probe(submission, *given)\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A layer with secret weights, an input, and a cotangent of its output."""

    sizes: tuple[int, int, int]  # d_model, n_heads, n_kv_heads
    state: Mapping[str, Tensor]
    x: Tensor
    keep: Tensor | None
    cotangent: Tensor

    @property
    def given(self) -> tuple[object, ...]:
        """The arguments of the fixture."""
        return self.sizes, dict(self.state), self.x, self.keep, self.cotangent

    def output(self) -> Tensor:
        """What comes out, in the dtype of x."""
        with torch.no_grad():
            return self._attend(self._wide()).to(self.x.dtype)

    def gradients(self) -> dict[str, Tensor]:
        """What x and the weights get for sum(output * cotangent)."""
        wide = {name: value.requires_grad_() for name, value in self._wide().items()}
        total = (self._attend(wide) * self.cotangent.double()).sum()
        gradients = torch.autograd.grad(total, list(wide.values()))
        return {name: one.to(self.x.dtype) for name, one in zip(wide, gradients, strict=True)}

    def _wide(self) -> dict[str, Tensor]:
        return {"x": self.x.double(), **{name: self.state[name].double() for name in NAMES}}

    def _attend(
        self,
        wide: Mapping[str, Tensor],
        *,
        key_head: Callable[[int], int] | None = None,
        value_head: Callable[[int], int] | None = None,
        scale: float | None = None,
        visible: Tensor | None = None,
        by_view: bool = False,
        merged_by_view: bool = False,
        project: bool = True,
    ) -> Tensor:
        """The layer, one head after another; each option is a slip."""
        d_model, n_heads, n_kv_heads = self.sizes
        d = d_model // n_heads
        batch, length, _ = self.x.shape

        def own(h: int) -> int:
            return h // (n_heads // n_kv_heads)

        def heads(name: str, count: int) -> Tensor:
            flat = wide["x"] @ wide[f"{name}_proj.weight"].T
            if by_view:
                return flat.reshape(batch, count, length, d)
            return torch.stack(flat.split(d, dim=-1), dim=1)

        q, k, v = heads("q", n_heads), heads("k", n_kv_heads), heads("v", n_kv_heads)
        seen = self.visible() if visible is None else visible
        outs = []
        for h in range(n_heads):
            scores = q[:, h] @ k[:, (key_head or own)(h)].mT * (scale or d**-0.5)
            numerators = (scores - scores.amax(-1, keepdim=True).detach()).exp() * seen
            total = numerators.sum(-1, keepdim=True)
            weights = numerators / torch.where(total == 0, torch.ones_like(total), total)
            outs.append(weights @ v[:, (value_head or own)(h)])
        if merged_by_view:
            merged = torch.stack(outs, dim=1).reshape(batch, length, d_model)
        else:
            merged = torch.cat(outs, dim=-1)
        return merged @ wide["o_proj.weight"].T if project else merged

    def visible(self, *, beyond: int = 0) -> Tensor:
        """What each position may see: (L, L), or (B, L, L) with padding."""
        position = torch.arange(self.x.size(1))
        causal = position[None, :] <= position[:, None] + beyond
        return causal if self.keep is None else causal & self.keep[:, None, :]

    def slips(self) -> Slips:
        """What well-known slips give."""
        with torch.no_grad():
            return {
                label: (value.to(self.x.dtype), text)
                for label, (value, text) in {**self._of_heads(), **self._of_masks()}.items()
            }

    def _of_heads(self) -> Slips:
        d_model, n_heads, n_kv_heads = self.sizes
        wide, d = self._wide(), d_model // n_heads

        def modulo(h: int) -> int:
            return h % n_kv_heads

        return {
            "repeated_as_blocks": (
                self._attend(wide, key_head=modulo, value_head=modulo),
                Text(
                    zh="查询头 h 用了第 h % n_kv_heads 个键值头（repeat）：相邻的查询头才是一组，用 repeat_interleave。",
                    en="Query head h uses key head h % n_kv_heads (repeat): neighbouring query heads form a group, use repeat_interleave.",
                ),
            ),
            "keys_repeated_as_blocks": (
                self._attend(wide, key_head=modulo),
                Text(
                    zh="K 的头对应错了（h % n_kv_heads），V 是对的。",
                    en="The heads of K are matched wrongly (h % n_kv_heads); those of V are right.",
                ),
            ),
            "values_repeated_as_blocks": (
                self._attend(wide, value_head=modulo),
                Text(
                    zh="V 的头对应错了（h % n_kv_heads），K 是对的。",
                    en="The heads of V are matched wrongly (h % n_kv_heads); those of K are right.",
                ),
            ),
            "first_head_for_all": (
                self._attend(wide, key_head=lambda _: 0, value_head=lambda _: 0),
                Text(
                    zh="所有查询头都用了第 0 个键值头：那是 MQA。",
                    en="Every query head uses key head 0, which is MQA.",
                ),
            ),
            "no_scale": (
                self._attend(wide, scale=1.0),
                Text(zh="没有除以 sqrt(d_head)。", en="Scores are not divided by sqrt(d_head)."),
            ),
            "scale_by_model_width": (
                self._attend(wide, scale=d_model**-0.5),
                Text(
                    zh="除的是 sqrt(d_model)：应是每个头的宽度 d_head。",
                    en="You divide by sqrt(d_model): it is the width of one head, d_head.",
                ),
            ),
            "scale_by_d": (
                self._attend(wide, scale=1 / d),
                Text(
                    zh="除的是 d_head：应是 sqrt(d_head)。",
                    en="You divide by d_head: it is sqrt(d_head).",
                ),
            ),
            "heads_by_view": (
                self._attend(wide, by_view=True),
                Text(
                    zh="直接 view 成 (B, 头, L, d_head) 把位置和特征混在了一起：先 view 成 (B, L, 头, d_head)，再 transpose(1, 2)。",
                    en="A view as (B, heads, L, d_head) mixes positions and features: view as (B, L, heads, d_head), then transpose(1, 2).",
                ),
            ),
            "merged_by_view": (
                self._attend(wide, merged_by_view=True),
                Text(
                    zh="合头之前要先把头换回 L 之后：transpose(1, 2) 再 reshape。",
                    en="Before merging, the heads must go back behind L: transpose(1, 2), then reshape.",
                ),
            ),
            "no_output_projection": (
                self._attend(wide, project=False),
                Text(zh="没有经过 o_proj。", en="o_proj is not applied."),
            ),
        }

    def _of_masks(self) -> Slips:
        wide, everything = self._wide(), torch.ones_like(self.visible())
        slips = {
            "not_causal": (
                self._attend(
                    wide, visible=everything if self.keep is None else self.keep[:, None, :]
                ),
                Text(
                    zh="没有因果掩码：位置 i 只能看到 0 … i。",
                    en="The causal mask is missing: position i sees 0 ... i only.",
                ),
            ),
            "sees_next": (
                self._attend(wide, visible=self.visible(beyond=1)),
                Text(
                    zh="多看了一个未来的位置：对角线错了一格。",
                    en="One future position is visible: the diagonal is off by one.",
                ),
            ),
        }
        if self.keep is None:
            return slips
        causal = Case(self.sizes, self.state, self.x, None, self.cotangent).visible()
        kept = self.keep[:, :, None]
        rows = Text(
            zh="填充位置的输出成了 0：要遮的是键，keep[:, None, None, :]，不是查询；输出照常计算。",
            en="The outputs at padding are 0: keep hides keys, keep[:, None, None, :], not queries, and outputs are computed as usual.",
        )
        return slips | {
            "keep_ignored": (
                self._attend(wide, visible=causal),
                Text(
                    zh="keep 没有起作用：填充的键被看到了。",
                    en="keep has no effect: keys of padding are seen.",
                ),
            ),
            "keep_inverted": (
                self._attend(wide, visible=causal & ~self.keep[:, None, :]),
                Text(
                    zh="keep 用反了：True 是真正的 token。",
                    en="keep is inverted: True is a real token.",
                ),
            ),
            "padding_zeroed": (self._attend(wide) * kept, rows),
            "keep_hides_queries": (self._attend(wide, visible=causal & kept), rows),
        }
