# aigc-quiz: kv_cache
# what: a chunk is a loop over its tokens, each with a view of the cache that ends at itself
import math

import torch


class KVCache:
    def __init__(self, batch, n_heads, max_length, d_head, dtype=torch.float32, device=None):
        both = torch.zeros(2, batch, n_heads, max_length, d_head, dtype=dtype, device=device)
        self.k, self.v = both[0], both[1]
        self.max_length = max_length
        self.length = 0

    def append(self, k, v):
        free = self.max_length - self.length
        if k.shape[2] > free:
            raise ValueError("too many tokens")
        for new, held in ((k, self.k), (v, self.v)):
            held.data[:, :, self.length : self.length + k.shape[2]].copy_(new.data)
        self.length += k.shape[2]
        return self.k[:, :, : self.length], self.v[:, :, : self.length]

    def truncate(self, length):
        if not (0 <= length <= self.length):
            raise ValueError("out of range")
        self.length = length


def attend(q, k, v, cache):
    before = cache.length
    keys, values = cache.append(k, v)
    outs = []
    for i in range(q.shape[2]):
        seen = slice(0, before + i + 1)
        scores = torch.matmul(q[:, :, i : i + 1], keys[:, :, seen].transpose(2, 3))
        weights = torch.softmax(scores / math.sqrt(q.shape[3]), dim=3)
        outs.append(torch.matmul(weights, values[:, :, seen]))
    return torch.cat(outs, dim=2)
