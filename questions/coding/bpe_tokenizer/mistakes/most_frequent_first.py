# aigc-quiz: bpe_tokenizer
# fails: encode_order
# what: merges the pair that is most frequent in this text
from collections import Counter
from itertools import pairwise

Pair = tuple[int, int]


def train_bpe(texts: list[str], num_merges: int) -> list[Pair]:
    sequences = [list(text.encode("utf-8")) for text in texts]
    merges: list[Pair] = []
    while len(merges) < num_merges:
        counts = Counter(pair for ids in sequences for pair in pairwise(ids))
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        sequences = [_merge(ids, best, 256 + len(merges)) for ids in sequences]
        merges.append(best)
    return merges


def encode(text: str, merges: list[Pair]) -> list[int]:
    rank = {pair: i for i, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    while True:
        counts = Counter(pair for pair in pairwise(ids) if pair in rank)
        if not counts:
            return ids
        first = counts.most_common(1)[0][0]
        ids = _merge(ids, first, 256 + rank[first])


def decode(ids: list[int], merges: list[Pair]) -> str:
    vocabulary = [bytes([i]) for i in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    return b"".join(vocabulary[i] for i in ids).decode("utf-8", errors="replace")


def _merge(ids: list[int], pair: Pair, new: int) -> list[int]:
    out: list[int] = []
    i = 0
    while i < len(ids):
        if tuple(ids[i : i + 2]) == pair:
            out.append(new)
            i += 2
        else:
            out.append(ids[i])
            i += 1
    return out
