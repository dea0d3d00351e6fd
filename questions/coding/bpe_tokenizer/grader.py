from collections.abc import Iterator, Sequence

from aigc_quiz.grading import Check, Comparison, Submission, Text, expect

from . import slips

CHINESE = "今天天气很好我们去公园散步看见很多花开了你好吗他说今年春天来得早"
ODD = [
    "👩‍👩‍👧",
    "🇨🇳",
    "👍🏽",
    "é",
    "ｆｕｌｌ　ｗｉｄｔｈ",
    "\ufeff",
    "\r\n",
    "\t ",
    "\0",
    "İß",
    "A a",
    "𠮷",
]


def grade(submission: Submission) -> Iterator[Check]:
    def below(high: int) -> int:
        return int(submission.integers(0, high))

    def picked(pool: Sequence[str], count: int) -> str:
        return "".join(pool[below(len(pool))] for _ in range(count))

    def shuffled(items: list[str]) -> list[str]:
        return [items[i] for i in submission.uniform(len(items)).argsort().tolist()]

    compare = Comparison(submission, slips)

    words = [picked("abcd", 2 + below(5)) for _ in range(40)]
    corpus = shuffled(words + words[:15])
    yield compare(
        "train",
        "train_bpe",
        slips.training_slips,
        (corpus, 12),
        ([picked("the cat", 60), picked("the cat", 50)], 20),
        (corpus, 0),
        zh="数每个相邻对、合并最多的一对、重新计数；返回 (左, 右) 的列表。",
        en="Count every adjacent pair, merge the most frequent, count anew; return the list of (left, right).",
    )
    # Every pair occurs as often as the others, in an order that says nothing.
    pairs = [x + y for x in "bdfhk" for y in "aceg"]
    yield compare(
        "train_ties",
        "train_bpe",
        slips.training_slips,
        (shuffled(pairs * 2), 12),
        (shuffled(["bab", "abb", "aba", "bba"] * 2), 5),
        zh="次数相同时 (左, 右) 编号小的一对胜出，与出现的先后无关。",
        en="Among equal counts the pair with the smaller (left, right) wins, wherever it was seen.",
    )
    yield compare(
        "train_overlaps",
        "train_bpe",
        slips.training_slips,
        (shuffled(["aaaa", "aaa", "bcbc", "bcbc"]), 1),  # (a, a) 5 times, (b, c) 4 times
        (["aaab"] * (2 + below(3)), 3),
        (["a" * (9 + below(6)), "aab" * 3], 6),
        zh="计数时重叠也算，替换时从左到右、不重叠：aaa 里数 2 次，变成 [aa, a]。",
        en="Overlaps count, but are not replaced: aaa counts 2 and becomes [aa, a], from left to right.",
    )
    yield compare(
        "train_boundaries",
        "train_bpe",
        slips.training_slips,
        (["xy"] * 3 + ["zx"] * 2, 3),
        (shuffled(["ab"] * 9 + ["bc"] * 8 + ["ca"] * 8 + [""]), 4),
        zh="配对和合并都不跨字符串。",
        en="Neither pairs nor merges cross from one string to the next.",
    )
    yield compare(
        "train_stops",
        "train_bpe",
        slips.training_slips,
        (["abab", "abc", picked("xyz", 2)], 50),
        ([picked("ab", 25)], 90),
        (["abc", "abd"], 9),
        ([], 3),
        (["", "q"], 3),
        zh="最多的一对也只出现 1 次时结束，返回已经学到的。",
        en="Stop when even the best pair occurs once, and return what was learned.",
    )
    chinese = [picked(CHINESE, 30) for _ in range(3)] + [picked(ODD, 8)]
    yield compare(
        "train_bytes",
        "train_bpe",
        slips.training_slips,
        (chinese, 25),
        zh="在 UTF-8 字节上配对：一个汉字是 3 个字节。",
        en="Pairs are of UTF-8 bytes: a Chinese character is 3 of them.",
    )

    merges = slips.train_bpe(corpus, 20)
    of_chinese = slips.train_bpe(chinese, 40)
    yield compare(
        "encode",
        "encode",
        slips.encoding_slips,
        (picked("abcd", 40), merges),
        (picked(CHINESE, 20) + picked("abc", 9), of_chinese),
        ("", merges),
        (picked("xyz ", 9), merges),
        (picked("abc", 9), []),
        zh="从 UTF-8 字节开始，反复合并最早学到的那一对，直到没有可合并的。",
        en="Start from the UTF-8 bytes and merge the pair learned first, until nothing can be merged.",
    )

    def invented(alphabet: bytes, count: int) -> list[slips.Pair]:
        """Merges in an order that no text has taught."""
        found: list[slips.Pair] = []
        while len(found) < count:
            ids = [*alphabet, *range(256, 256 + len(found))]
            pair = ids[below(len(ids))], ids[below(len(ids))]
            if pair not in found:
                found.append(pair)
        return found

    yield compare(
        "encode_order",
        "encode",
        slips.encoding_slips,
        *((picked("abc", 60), invented(b"abc", 8 + below(5))) for _ in range(12)),
        ("a" * (7 + below(9)), [(97, 97), (256, 97), (256, 256)]),
        zh="总是先合并 merges 里下标最小的那一对，并且合并它所有的出现（从左到右）。",
        en="Always merge the pair of the lowest index in merges, at all its occurrences from left to right.",
    )
    odd = [*shuffled(ODD), picked(ODD, 20), picked(CHINESE, 12)]
    yield compare(
        "encode_as_it_is",
        "encode",
        slips.encoding_slips,
        *((text, of_chinese) for text in odd),
        zh="不要改动文本：不转小写、不去空白、不做 Unicode 归一化，也不加特殊 token。",
        en="Leave the text as it is: no lower case, no stripping, no Unicode normalisation, no special tokens.",
    )

    ids = slips.encode(picked(CHINESE, 12) + picked(ODD, 6), of_chinese)
    yield compare(
        "decode",
        "decode",
        slips.decoding_slips,
        (slips.encode(picked("abcd", 40), merges), merges),
        ([256 + below(len(merges)) for _ in range(20)], merges),
        ([], merges),
        zh="每个 token 的字节由它的左右两部分拼成，一直到单个字节。",
        en="A token's bytes are those of its left and right part, down to the single bytes.",
    )
    yield compare(
        "decode_characters",
        "decode",
        slips.decoding_slips,
        (ids, of_chinese),
        (list(picked(CHINESE, 9).encode()), []),
        *((list(text.encode()), merges) for text in ODD),
        zh="一个字符的字节可能分在几个 token 里：先全部拼好，再解码一次；解码出的文字不要再改动。",
        en="The bytes of a character may be spread over tokens: join all of them, decode once, and leave the text alone.",
    )
    broken = list(picked(CHINESE, 4).encode())
    yield compare(
        "decode_invalid",
        "decode",
        slips.decoding_slips,
        (broken[:-1], []),
        (broken[1:], of_chinese),
        ([97, 255, 98, 128], merges),
        zh='不合法的字节变成 U+FFFD：decode("utf-8", errors="replace")。',
        en='Invalid bytes become U+FFFD: decode("utf-8", errors="replace").',
    )

    with submission.naming("inputs_unchanged"):
        unchanged = []
        for function, *given in (
            ("train_bpe", corpus, 5),
            ("encode", "abcd", merges),
            ("decode", ids, of_chinese),
        ):
            submission.call(function, *given)
            unchanged.append(submission.inputs_unchanged())
    yield expect(
        "inputs_unchanged",
        all(unchanged),
        Text(zh="调用者的列表被改了。", en="The caller's lists were changed."),
    )
