# aigc-quiz: bpe_tokenizer
Merges = list[tuple[int, int]]


def train_bpe(texts: list[str], num_merges: int) -> Merges:
    """学习最多 num_merges 次合并 / Learn at most num_merges merges.

    配对和合并不跨字符串；次数相同时编号小的一对胜出；最多只出现 1 次时提前结束。
    Nothing crosses from one string to the next; among equals the smaller pair wins; stop when no pair repeats.
    """
    raise NotImplementedError


def encode(text: str, merges: Merges) -> list[int]:
    """编号的列表，总是先合并最早学到的一对 / The ids; the pair learned first is always merged first."""
    raise NotImplementedError


def decode(ids: list[int], merges: Merges) -> str:
    """先拼字节再按 UTF-8 解码，不合法的字节变成 U+FFFD / Join the bytes, then decode; invalid ones become U+FFFD."""
    raise NotImplementedError
