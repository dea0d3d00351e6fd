# aigc-quiz: bpe_tokenizer
# what: encode with a heap over a linked list, one occurrence at a time; training by sorting all pairs
import heapq
from itertools import groupby


def train_bpe(texts, num_merges):
    rows = [[*text.encode()] for text in texts]
    merges = []
    for step in range(num_merges):
        pairs = sorted((row[i - 1], row[i]) for row in rows for i in range(1, len(row)))
        runs = [(sum(1 for _ in same), pair) for pair, same in groupby(pairs)]
        top = max((number for number, _ in runs), default=0)
        if top <= 1:
            return merges
        pair = next(pair for number, pair in runs if number == top)
        for row in rows:
            i = 0
            while i + 1 < len(row):
                if (row[i], row[i + 1]) == pair:
                    row[i : i + 2] = [256 + step]
                i += 1
        merges.append(pair)
    return merges


def encode(text, merges):
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    ids = list(text.encode("utf8"))
    after = [*range(1, len(ids)), None] if ids else []
    before = [None, *range(len(ids) - 1)] if ids else []
    heap = []

    def offer(i):
        if i is not None and after[i] is not None:
            pair = ids[i], ids[after[i]]
            if pair in rank:
                heapq.heappush(heap, (rank[pair], i, pair))

    for i in range(len(ids)):
        offer(i)
    while heap:
        number, i, pair = heapq.heappop(heap)
        j = after[i] if ids[i] is not None else None
        if j is None or (ids[i], ids[j]) != pair:
            continue
        ids[i], ids[j] = 256 + number, None
        after[i] = after[j]
        if after[j] is not None:
            before[after[j]] = i
        offer(before[i])
        offer(i)
    return [i for i in ids if i is not None]


def decode(ids, merges):
    ids = list(ids)[::-1]
    raw = []
    while ids:
        i = ids.pop()
        if i < 256:
            raw.append(i)
        else:
            left, right = merges[i - 256]
            ids += [right, left]
    return bytes(raw).decode("utf-8", "replace")
