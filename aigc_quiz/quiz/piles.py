"""Tells sentences, however terse, from keywords laid side by side."""

import re
import unicodedata
from collections.abc import Iterable

Span = tuple[int, int]
_PIECES = 4  # fewer pieces are a terse answer, not a pile

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[a-z][a-z']*")
_LISTED = re.compile(r"[,、;|&。\n]+|\.(?=\s|$)")
# What only a clause has. Prepositions, articles and numerals bind nothing: "two heads, one to each".
_BINDS = frozenset(
    """am are be been being is was were has have had do does did done can could may might must need
    needs shall should will would cannot let lets
    it they we you i he she this these that those which who what when where how why whose there its
    their your our them if because since so then while whereas although though unless until than but
    not never only also both either neither every each more less too very such thus hence just
    after before once first finally instead otherwise""".split()  # noqa: SIM905 - reads better
)
_WEAK = frozenset(
    """a about all an and any as at back by down during for from get gets give gives how in into like
    made make makes many more most much no of off on one onto or other out over own per second some
    such take takes through to toward towards two under up upon use used uses using very via with
    within without""".split()  # noqa: SIM905 - reads better
)
# Verbs of the field as a note taker writes them: "cap the steps", "saves memory".
_VERBS = re.compile(
    r"\b(?:use|add|cap|cut|save|keep|make|check|run|set|raise|lower|drop|train|predict|draw|take|give|put|get|start|stop|"
    r"turn|split|store|cache|learn|map|tell|tune|clip|skip|roll|retry|log|limit|ask|show|feed|measure|compare|report|"
    r"filter|collect|write|read|mix|send|return|call|load|move|pick|choose|select|reduce|increase|avoid|prevent|"
    r"divide|multiply|normali[sz]e|quanti[sz]e|compress|encode|decode|generate|update|detach|freeze|zero|scale|"
    r"need|want|require|cost|help|hurt|depend|grow|fall|rise|become|look|mean|work|fail|lose|leave|bring|let)"
    r"(?:s|es|ed)?\b"
)
_BINDS_ZH = re.compile(
    r"是|把|让|使(?!用)|(?<![机社])会(?![话议])|(?<![性可功智])能(?![力量])|因为|所以|如果|若|就|先|再|然后|最后|每次|也|都|"
    r"(?<![自理])由|(?<!方)向(?!量)|按|通过|根据|(?<!规|正)则(?!化)|但|或者|没|不|只|(?<!必)需要?|可以|(?<![摘重概])要|(?<!效)应(?!用|答)|"
    r"得|靠|用(?![户量例])|从|(?<![针绝])对(?![抗齐比话象称])|给|到|太|很|容易|避免|防止|导致|下降|记住|差(?![异距分值])|(?<!潜)在(?!线)|将|被(?![^,。;]{0,4}的)|等于|=="
)


def is_pile(answer: str, hits: Iterable[Span]) -> bool:
    """Whether an answer is keywords side by side: short pieces that nothing binds.

    `hits` are the stretches of the answer that make key points.
    """
    letters = list(answer)
    for start, end in hits:
        letters[start:end] = "#" * (end - start)
    rest = unicodedata.normalize("NFKC", "".join(letters)).casefold()
    text = unicodedata.normalize("NFKC", answer).casefold()
    words, han = _WORD.findall(text), len(_HAN.findall(text))
    if han > len(words) / 2:
        return _pile_zh(text, han + 2 * len(words))
    loose = sum(word in _BINDS or word in _WEAK for word in _WORD.findall(rest))
    return len(words) >= 5 and _pile_en(text, len(words), loose)


def _pile_zh(text: str, size: int) -> bool:
    pieces = [piece for piece in _LISTED.split(text) if piece.strip()]
    if len(pieces) < 2:
        pieces = text.split()
    bound = sum(len(piece.strip()) > 2 and bool(_BINDS_ZH.search(piece)) for piece in pieces)
    return len(pieces) >= _PIECES and size / len(pieces) <= 7 and bound < len(pieces) / 3


def _pile_en(text: str, count: int, loose: int) -> bool:
    pieces = [piece for piece in _LISTED.split(_ASIDE.sub("", text)) if piece.strip()]
    mean = count / max(1, len(pieces))
    if loose < count / 10 and (len(pieces) < 2 or mean <= 3):
        return True
    bound = sum(_says(piece) for piece in pieces)
    return len(pieces) >= _PIECES and mean <= 5 and bound < len(pieces) / 3


def _says(piece: str) -> bool:
    words = _WORD.findall(piece)
    if len(words) < 2:
        return False
    doing = next(word for word in words if word not in {"and", "or"} or word == words[-1])
    return (
        doing.endswith("ing") or any(word in _BINDS for word in words) or bool(_VERBS.search(piece))
    )
