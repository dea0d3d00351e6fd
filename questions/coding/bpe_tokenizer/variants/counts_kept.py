# aigc-quiz: bpe_tokenizer
# what: equal words are held once with their number; the counts are kept up to date, not made anew
from collections import Counter, defaultdict
from itertools import pairwise


def train_bpe(texts, num_merges):
    words = [[list(text.encode()), number] for text, number in Counter(texts).items()]
    counts, where = Counter(), defaultdict(set)

    def note(index, sign):
        ids, number = words[index]
        for pair in pairwise(ids):
            counts[pair] += sign * number
            where[pair].add(index)

    for index in range(len(words)):
        note(index, 1)
    merges = []
    for new in range(256, 256 + num_merges):
        best, number = min(counts.items(), key=lambda item: (-item[1], item[0]), default=(None, 0))
        if number < 2:
            break
        for index in list(where.pop(best)):
            note(index, -1)
            words[index][0] = replaced(words[index][0], best, new)
            note(index, 1)
        merges.append(best)
    return merges


def replaced(ids, pair, new):
    out = []
    rest = iter(ids)
    held = next(rest, None)
    while held is not None:
        after = next(rest, None)
        if (held, after) == pair:
            out.append(new)
            held = next(rest, None)
        else:
            out.append(held)
            held = after
    return out


def encode(text, merges):
    ids = list(text.encode())
    for new, pair in enumerate(merges, 256):
        ids = replaced(ids, tuple(pair), new)
    return ids


def decode(ids, merges):
    def spelled(i):
        if i < 256:
            return bytes((i,))
        left, right = merges[i - 256]
        return spelled(left) + spelled(right)

    out = bytearray()
    for i in ids:
        out += spelled(i)
    return str(out, "utf-8", "replace")
