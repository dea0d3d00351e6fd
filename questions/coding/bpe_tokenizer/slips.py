"""BPE on strings whose characters are tokens, and what well-known slips give in its place."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from aigc_quiz.grading import Text

Pair = tuple[int, int]
Slips = Mapping[str, tuple[object, Text]]
BASE = 0x4000  # token i is the character BASE + i: str.replace then merges as BPE does


def letters(ids: Iterable[int]) -> str:
    """Ids as characters."""
    return "".join(chr(BASE + i) for i in ids)


def numbers(tokens: str) -> list[int]:
    """Characters as ids."""
    return [ord(one) - BASE for one in tokens]


def smallest(counts: Mapping[str, int]) -> str:
    """The pair of the highest count; among equals the smallest."""
    return max(sorted(counts), key=lambda pair: counts[pair])


def all_places(tokens: str) -> Iterable[str]:
    """The pair at every position."""
    return (tokens[i : i + 2] for i in range(len(tokens) - 1))


def train_bpe(
    texts: Sequence[str],
    num_merges: int,
    *,
    choose: Callable[[Mapping[str, int]], str] = smallest,
    places: Callable[[str], Iterable[str]] = all_places,
    least: int = 2,
    renew: bool = True,
) -> list[Pair]:
    """The merges in the order learned."""
    sequences = [letters(text.encode()) for text in texts]
    merges: list[str] = []
    counts: Counter[str] = Counter()
    while len(merges) < num_merges:
        if renew or not merges:
            counts = Counter(pair for tokens in sequences for pair in places(tokens))
        if not counts or counts[best := choose(counts)] < least:
            break
        new = letters([256 + len(merges)])
        sequences = [tokens.replace(best, new) for tokens in sequences]
        merges.append(best)
        del counts[best]
    return [tuple(numbers(pair)) for pair in merges]


def encode(text: str, merges: Sequence[Pair]) -> list[int]:
    """One merge after the other: a new token is only part of pairs learned later."""
    tokens = letters(text.encode())
    for i, pair in enumerate(merges):
        tokens = tokens.replace(letters(pair), letters([256 + i]))
    return numbers(tokens)


def vocabulary(merges: Sequence[Pair]) -> list[bytes]:
    """The bytes of every token."""
    known = [bytes([i]) for i in range(256)]
    for left, right in merges:
        known.append(known[left] + known[right])
    return known


def decode(ids: Sequence[int], merges: Sequence[Pair]) -> str:
    """The text of the ids."""
    known = vocabulary(merges)
    return b"".join(known[i] for i in ids).decode(errors="replace")


def apart(tokens: str) -> Iterable[str]:
    """The pairs without overlaps of a pair with itself."""
    last = {}
    for i, pair in enumerate(all_places(tokens)):
        if last.get(pair) != i - 1:
            last[pair] = i
            yield pair


def training_slips(texts: Sequence[str], num_merges: int) -> Slips:
    """Slips of `train_bpe`."""
    return {
        "ties_by_first_seen": (
            train_bpe(texts, num_merges, choose=lambda counts: max(counts, key=counts.__getitem__)),
            Text(
                zh="次数相同时取了最先出现的一对：应取编号小的一对。",
                en="Among equal counts the pair seen first was taken: take the one with smaller ids.",
            ),
        ),
        "ties_by_largest": (
            train_bpe(
                texts, num_merges, choose=lambda counts: max(counts, key=lambda p: (counts[p], p))
            ),
            Text(
                zh="次数相同时取了编号大的一对：应取编号小的。",
                en="Among equal counts the pair with larger ids was taken: take the smaller one.",
            ),
        ),
        "crosses_texts": (
            train_bpe(["".join(texts)], num_merges),
            Text(
                zh="配对跨过了字符串的边界：每个字符串是独立的序列。",
                en="Pairs cross from one string to the next: each string is a sequence of its own.",
            ),
        ),
        "each_text_once": (
            train_bpe(list(dict.fromkeys(texts)), num_merges),
            Text(
                zh="重复的字符串只算了一次：出现几次就算几次。",
                en="A string that stands in the list several times was counted once: count each time.",
            ),
        ),
        "no_overlaps_counted": (
            train_bpe(texts, num_merges, places=apart),
            Text(
                zh="aaa 里的 (a, a) 只数了一次：每个位置都算，共 2 次。",
                en="(a, a) was counted once in aaa: every position counts, so it is 2.",
            ),
        ),
        "never_stops": (
            train_bpe(texts, num_merges, least=1),
            Text(
                zh="只出现 1 次的对也合并了：最多只出现 1 次时应结束。",
                en="A pair that occurs only once was merged: stop when even the best occurs once.",
            ),
        ),
        "stops_too_early": (
            train_bpe(texts, num_merges, least=3),
            Text(
                zh="出现 2 次的对还要合并：只出现 1 次才结束。",
                en="A pair that occurs twice is still merged: stop only at one occurrence.",
            ),
        ),
        "counted_once": (
            train_bpe(texts, num_merges, renew=False),
            Text(
                zh="只在开头数了一次：每合并一次都要重新计数。",
                en="Pairs were counted only at the start: count anew after each merge.",
            ),
        ),
    }


def encoding_slips(text: str, merges: Sequence[Pair]) -> Slips:
    """Slips of `encode`."""
    raw = list(text.encode())
    known = vocabulary(merges)
    longest, at, whole = [], 0, bytes(raw)
    while at < len(whole):
        best = max(
            (i for i, token in enumerate(known) if whole.startswith(token, at)),
            key=lambda i: len(known[i]),
        )
        longest.append(best)
        at += len(known[best])

    def leftmost(choose: Callable) -> list[int]:
        ids = list(raw)
        while found := [i for i in range(len(ids) - 1) if (ids[i], ids[i + 1]) in rank]:
            i = choose(found, ids)
            ids[i : i + 2] = [256 + rank[ids[i], ids[i + 1]]]
        return ids

    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    return {
        "bytes_only": (
            raw,
            Text(zh="什么也没有合并。", en="Nothing was merged."),
        ),
        "characters": (
            [ord(one) for one in text],
            Text(
                zh="用的是字符的码点：应从 UTF-8 字节开始。",
                en="These are the characters' code points: start from the UTF-8 bytes.",
            ),
        ),
        "longest_match": (
            longest,
            Text(
                zh="从左边贪心地取了最长的 token：BPE 按学到的先后合并。",
                en="The longest token was taken from the left: BPE merges in the order learned.",
            ),
        ),
        "leftmost_pair": (
            leftmost(lambda found, _: found[0]),
            Text(
                zh="先合并了最左边的对：应先合并最早学到的对。",
                en="The leftmost pair was merged first: merge the one learned first.",
            ),
        ),
        "learned_last": (
            leftmost(lambda found, ids: max(found, key=lambda i: rank[ids[i], ids[i + 1]])),
            Text(
                zh="先合并了最晚学到的对：次序反了。",
                en="The pair learned last was merged first: the order is reversed.",
            ),
        ),
    }


def decoding_slips(ids: Sequence[int], merges: Sequence[Pair]) -> Slips:
    """Slips of `decode`."""
    known = vocabulary(merges)
    return {
        "token_by_token": (
            "".join(known[i].decode(errors="replace") for i in ids),
            Text(
                zh="逐个 token 解码了：一个汉字可能分在几个 token 里，先拼好字节。",
                en="Each token was decoded by itself: a character may be spread over several, so join the bytes first.",
            ),
        ),
        "ignored": (
            b"".join(known[i] for i in ids).decode(errors="ignore"),
            Text(
                zh="不合法的字节被丢掉了：应变成 U+FFFD。",
                en="Invalid bytes were dropped: they become U+FFFD.",
            ),
        ),
        "latin": (
            b"".join(known[i] for i in ids).decode("latin-1"),
            Text(
                zh="每个字节成了一个字符：应按 UTF-8 解码。",
                en="Each byte became a character: decode UTF-8.",
            ),
        ),
    }
