# aigc-quiz: kv_cache
import torch


class KVCache:
    """一层注意力的键值缓存 / The key/value cache of one attention layer.

    k, v: (batch, n_heads, max_length, d_head)，构造时分配一次 / set aside once
    length: 已有的 token 数 / tokens stored so far
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
        raise NotImplementedError

    def append(self, k: torch.Tensor, v: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """存入 n 个新 token / Store n new tokens: (B, H, n, d)   ->   k, v: (B, H, length, d)"""
        raise NotImplementedError

    def truncate(self, length: int) -> None:
        """只留下前 length 个 token / Forget all but the first length tokens."""
        raise NotImplementedError


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, cache: KVCache) -> torch.Tensor:
    """新 token 的因果注意力 / Causal attention of the new tokens over the cache and themselves.

    q, k, v: (B, H, n, d)，只有新的 n 个 token / the n new tokens only   ->   (B, H, n, d)
    """
    raise NotImplementedError
