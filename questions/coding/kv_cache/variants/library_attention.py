# aigc-quiz: kv_cache
# what: the library's attention, with a mask aligned to the lower right
import torch
import torch.nn.functional as F


class KVCache:
    def __init__(self, batch, n_heads, max_length, d_head, dtype=torch.float32, device=None):
        shape = (batch, n_heads, max_length, d_head)
        self.k = torch.zeros(shape, dtype=dtype, device=device)
        self.v = torch.zeros(shape, dtype=dtype, device=device)
        self.length = 0

    def append(self, k, v):
        start, end = self.length, self.length + k.shape[2]
        if end > self.k.shape[2]:
            raise ValueError("the cache is full")
        self.k[:, :, start:end] = k.detach()
        self.v[:, :, start:end] = v.detach()
        self.length = end
        return self.k[:, :, :end], self.v[:, :, :end]

    def truncate(self, length):
        if length < 0 or length > self.length:
            raise ValueError("no such length")
        self.length = length


def attend(q, k, v, cache):
    keys, values = cache.append(k, v)
    length = keys.shape[2]
    place = torch.arange(length, device=q.device)
    mask = place <= place[length - q.shape[2] :, None]
    return F.scaled_dot_product_attention(q, keys, values, attn_mask=mask)
