"""Reads the answer to a choice question: letters, digits, words of truth, or an option's own text."""

import re
import unicodedata

from aigc_quiz.quiz.asked import Asked

_TRUE = frozenset(
    [
        "t",
        "true",
        "y",
        "yes",
        "对",
        "正确",
        "√",
        "✓",
        "✔",
        "是",
        "真",
        "是的",
        "对的",
        "right",
        "correct",
    ]
)
_FALSE = frozenset(
    [
        "f",
        "false",
        "n",
        "no",
        "错",
        "错误",
        "×",
        "✗",
        "✘",
        "x",
        "否",
        "假",
        "不是",
        "不对",
        "不正确",
        "错的",
        "wrong",
        "incorrect",
    ]
)
_AROUND = re.compile(
    r"^(?:my\s+|the\s+)?(?:answers?|options?|choose)(?:\s+(?:is|are))?\b|^我?的?(?:选项|选择?|答案?)(?:[是为])?"
)
_BETWEEN = re.compile(r"\band\b|[和与及\s,、;.:/|&+()\[\]{}<>。·'\"“”‘’_-]")


def read(asked: Asked, answer: str) -> frozenset[int] | None:
    """The numbers (from 0, as in the file) of the options that the answer names; None if it names none.

    Letters and digits count places on screen. Case and width of letters do not matter.
    """
    text = unicodedata.normalize("NFKC", answer).casefold().strip()
    if asked.question.type == "true_false":
        bare = text.strip(" .。!！,，")
        if bare in _TRUE or bare in _FALSE:
            return frozenset({0 if bare in _TRUE else 1})
    for number, option in zip(asked.order, asked.options, strict=True):
        if text and text in {_folded(option.text.zh), _folded(option.text.en)}:
            return frozenset({number})
    letters = _BETWEEN.sub("", _AROUND.sub("", text, count=1))
    places = [ord(letter) - ord("1" if letter.isdecimal() else "a") for letter in letters]
    if not places or not all(0 <= place < len(asked.order) for place in places):
        return None
    return frozenset(asked.order[place] for place in places)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
