"""The rules of single, multi and true_false questions."""

import re
from collections.abc import Iterator
from statistics import mean

from aigc_quiz.bank import words
from aigc_quiz.bank.question import Choice, Lang

LANGUAGES: tuple[Lang, Lang] = ("zh", "en")
_LETTERS = r"(?:options?\s*)?[a-e](?:\s*(?:,|、)\s*[a-e])*\s*(?:and|or|&|和|与|及|或)\s*[a-e]"
_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any|some|either) of (?:the )?"
    r"(?:above|(?:these |those |other )?(?:options|choices|answers|statements))\b"
    r"|^(?:all|none|both|neither) of (?:these|those|them|the others)$"
    r"|(?:^|[,;:。])(?:以上|上述|前述)(?:各|几|两|三|四)?(?:项|选项|答案|说法)?.{0,2}(?:都|皆|均|全|无|没有)"
    r"|^(?:都|全|均)(?:部)?(?:不)?(?:是|对|正确|错误?)$"
    rf"|^(?:both |neither |only |只有|仅)?{_LETTERS}(?: only| are (?:correct|right|true|wrong))?\s*(?:都|均|皆)?(?:对|正确|错误?)?$"
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|guarantee[sd]?|impossible|under no circumstances|in every case|without exception)\b"
    r"|一定|总是|永远|绝不|绝对|必然|必定|完全不|毫无例外|从不"
)
_NEGATIVE = re.compile(
    r"\bwhich\b[^.?!]*\b(?:not|except|incorrect|wrong|false)\b[^.!]*\?|\bexcept\s*[:?]"
    r"|(?:哪|下列|以下)[^。？！]*(?:不正确|错误的|不属于|不包括|不能|不会|不是|不需要)[^。！]*[？?]?$",
    re.I | re.M,
)
_EMPHASIS = re.compile(r"\*\*[^*]+\*\*|\bNOT\b|\bEXCEPT\b")
_HAN = re.compile(r"[\u3400-\u9fff]{3,}")
_WORD = re.compile(r"[a-z][a-z-]{4,}")
_TRUE_FALSE = {"zh": ("正确", "错误"), "en": ("True", "False")}


def faults(question: Choice) -> Iterator[str]:
    """What is wrong with the options; nothing for a sound question."""
    options = question.options
    right = sum(option.correct for option in options)
    if question.type == "true_false":
        for lang in LANGUAGES:
            if tuple(option.text.get(lang) for option in options) != _TRUE_FALSE[lang]:
                both = " then ".join(_TRUE_FALSE[lang])
                yield f"the {lang} options of a 'true_false' question are {both}; write just these"
    elif not 3 <= len(options) <= 5:
        yield f"has {len(options)} options; a '{question.type}' question has 3 to 5"
    if question.type == "multi":
        if not 2 <= right < len(options):
            yield f"has {right} correct options of {len(options)}; 'multi' has at least 2, and a wrong one"
    elif right != 1:
        yield f"has {right} correct options; a '{question.type}' question has one"
    for number, option in enumerate(options, 1):
        if not option.correct and not option.misconception:
            yield f"option {number} is wrong and has no misconception; name it in kebab-case"
        elif option.correct and option.misconception:
            yield f"option {number} is right and has a misconception; delete one of the two"
        elif option.misconception and not words.KEBAB.fullmatch(option.misconception):
            yield f"the misconception of option {number} is not kebab-case; write it like 'd-zero-is-good'"
        for lang in LANGUAGES:
            text = words.folded(option.text.get(lang)).strip(" .。;；")
            if _ABOVE.search(text):
                yield f"option {number} ({lang}) speaks of other options; state a fact in its place"
    for lang in LANGUAGES:
        yield from _twice(lang, "text", [option.text.get(lang) for option in options])
        yield from _twice(lang, "why", [option.why.get(lang) for option in options])


def _twice(lang: Lang, name: str, texts: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, text in enumerate(texts, 1):
        first = seen.setdefault(words.folded(text), number)
        if first != number:
            yield f"options {first} and {number} have the same {name} in {lang}; tell them apart"


def absolute(text: str) -> bool:
    """Whether a text claims something without exception."""
    return _ABSOLUTE.search(text.casefold()) is not None


def warnings(question: Choice) -> Iterator[str]:
    """What gives the key away, or misleads; each may be right in a given question."""
    for lang in LANGUAGES:
        stem = words.prose(question.stem.get(lang))
        if _NEGATIVE.search(stem) and not _EMPHASIS.search(stem):
            yield f"the {lang} stem asks for what is not so, without emphasis; write **not** or **不**"
        right = [option.text.get(lang) for option in question.options if option.correct]
        wrong = [option.text.get(lang) for option in question.options if not option.correct]
        if question.type == "true_false" or not right or not wrong:
            continue
        long, usual = mean(map(len, right)), mean(map(len, wrong))
        if long > 1.5 * usual and long - usual > 6:
            yield f"the {lang} key is {long / usual:.1f} times as long as a wrong option; even them out"
        if any(map(absolute, wrong)) and not any(map(absolute, right)):
            yield f"absolutes stand only in wrong {lang} options; reword them"
    if question.type == "single":
        yield from _echo(question)


def _echo(question: Choice) -> Iterator[str]:
    for lang in LANGUAGES:
        said = _words(words.prose(question.stem.get(lang)), lang)
        right, wrong = set[str](), set[str]()
        for option in question.options:
            (right if option.correct else wrong).update(_words(option.text.get(lang), lang))
        shared = (said & right) - wrong
        if len(shared) >= 2:
            yield (
                f"only the key repeats {', '.join(sorted(shared))} of the {lang} stem; "
                "reword one of them"
            )


def _words(text: str, lang: Lang) -> set[str]:
    """English words of some length; of Chinese, which has no spaces, every three letters in a row."""
    if lang == "en":
        return set(_WORD.findall(text.casefold()))
    return {run[i : i + 3] for run in _HAN.findall(text) for i in range(len(run) - 2)}
