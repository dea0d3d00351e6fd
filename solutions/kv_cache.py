# aigc-quiz: kv_cache
"""A key/value cache in memory set aside once, and causal attention of new tokens over it."""

import torch
from torch import Tensor


class KVCache:
    """Keys and values of one attention layer for the tokens so far.

    Args:
        batch: Sequences decoded together; all have the same length.
        n_heads: Heads of k and v.
        max_length: Tokens that fit.
        d_head: Width of a head.
        dtype: Of what is stored.
        device: Where it is stored.
    """

    def __init__(
        self,
        batch: int,
        n_heads: int,
        max_length: int,
        d_head: int,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str | None = None,
    ) -> None:
        # Set aside once: torch.cat at each step would copy everything each time.
        self.k = torch.zeros(batch, n_heads, max_length, d_head, dtype=dtype, device=device)
        self.v = torch.zeros_like(self.k)
        self.length = 0

    def append(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Store n new tokens, (B, H, n, d_head); return all keys and values, (B, H, length, d_head).

        Raises:
            ValueError: They do not fit; nothing is stored.
        """
        end = self.length + k.size(2)
        if end > self.k.size(2):
            raise ValueError(f"{end} tokens do not fit into {self.k.size(2)}")
        # Detached: the cache must not keep the graph of every step alive.
        self.k[:, :, self.length : end] = k.detach()
        self.v[:, :, self.length : end] = v.detach()
        self.length = end
        return self.k[:, :, :end], self.v[:, :, :end]

    def truncate(self, length: int) -> None:
        """Forget all but the first `length` tokens.

        Raises:
            ValueError: There are not that many, or length is negative.
        """
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot truncate {self.length} tokens to {length}")
        self.length = length


def attend(q: Tensor, k: Tensor, v: Tensor, cache: KVCache) -> Tensor:
    """Store the n new tokens' k and v, and attend from their q to everything before and to themselves.

    Args:
        q: (B, H, n, d_head), like k and v.
        k: Keys of the new tokens only.
        v: Values of the new tokens only.
        cache: What came before; it grows by n.

    Returns:
        (B, H, n, d_head).
    """
    keys, values = cache.append(k, v)
    n, total = q.size(2), keys.size(2)
    # The first new token is at position total - n, so the triangle sits at the lower right.
    visible = torch.ones(n, total, dtype=torch.bool, device=q.device).tril(diagonal=total - n)
    scores = q @ keys.transpose(-2, -1) / q.size(-1) ** 0.5  # (B, H, n, total)
    return scores.masked_fill(~visible, float("-inf")).softmax(-1) @ values
