# aigc-quiz: bpe_tokenizer
# fails: encode_order
# what: takes the longest token at each place
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


def _spelled(merges):
    vocabulary = [bytes([i]) for i in range(256)]
    for left, right in merges:
        vocabulary.append(vocabulary[left] + vocabulary[right])
    return vocabulary


def encode(text: str, merges: list[Pair]) -> list[int]:
    ids, rest = [], text.encode("utf-8")
    number = {token: i for i, token in reversed(list(enumerate(_spelled(merges))))}
    while rest:
        size = max(n for n in range(1, len(rest) + 1) if rest[:n] in number)
        ids.append(number[rest[:size]])
        rest = rest[size:]
    return ids


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
