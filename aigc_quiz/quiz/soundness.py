"""Rules of `check` that need marking: does the bank mark its own answers as it says?"""

from collections.abc import Iterator

from aigc_quiz.bank.question import Choice, Fill, Lang, Numeric, Question, Short
from aigc_quiz.quiz.asked import plain
from aigc_quiz.quiz.marking import mark
from aigc_quiz.quiz.phrases import clauses, sentences
from aigc_quiz.quiz.phrases import plain as folded
from aigc_quiz.quiz.prose import read

MODEL = 0.95  # the least score of a model answer
NOTHING = 0.2  # the highest score of an answer that says nothing, or the contrary
_LANGS: tuple[Lang, ...] = ("zh", "en")


def faults(question: Question) -> tuple[str, ...]:
    """What is wrong with the marking of a question, one sentence a fault; () if it is sound.

    A key must be marked right. Of a short question the model answers score at least 0.95; no
    answer, the stem itself and the denied model answer at most 0.2; its cases lie in their ranges.
    """
    match question:
        case Choice(options=options):
            letters = "".join(chr(ord("a") + i) for i, o in enumerate(options) if o.correct)
            return () if mark(plain(question), letters).correct else ("its key is marked wrong",)
        case Fill(accept=accept):
            return tuple(
                f"accepts {text!r} but marks it wrong; leave out what is only punctuation"
                for text in (*accept.zh, *accept.en)
                if not mark(plain(question), text).correct
            )
        case Numeric(answer=answer):
            right = mark(plain(question), repr(answer)).correct
            return () if right else (f"its answer {answer!r} is marked wrong; check the formula",)
        case Short() as short:
            return tuple(_short(short))
    return ()


def _short(question: Short) -> Iterator[str]:
    for lang in _LANGS:
        model = question.model_answer.get(lang)
        reading = read(question, model)
        if reading.score < MODEL:
            missed = "; ".join(point.text.get(lang) for point in reading.missed)
            traps = ", ".join(trap.misconception for trap in reading.misconceptions)
            why = f"misses: {missed}" if missed else f"shows the misconception {traps}"
            if reading.pile:
                why = "is a pile of keywords"
            yield f"its model answer ({lang}) scores {reading.score:.2f}, below {MODEL}: it {why}"
        for what, text in (
            ("empty answer", ""),
            ("stem", question.stem.get(lang)),
            ("denied model answer", deny(model, lang)),
        ):
            score = read(question, text).score
            if score > NOTHING:
                yield (
                    f"its {what} ({lang}) scores {score:.2f}, above {NOTHING};"
                    " make the phrases of any_of say more"
                )
    for case in question.cases:
        score = read(question, case.answer).score
        if not case.low - 1e-9 <= score <= case.high + 1e-9:
            yield (
                f"a case ({case.lang}) scores {score:.2f}, outside {case.low} to {case.high}:"
                f" {case.answer.strip()[:60]!r}; change the phrases or the range"
            )


def deny(answer: str, lang: Lang) -> str:
    """The answer with every clause denied."""
    text = folded(answer).text
    denied = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if lang == "zh":
            denied.append(
                "，".join(f"并非{sentence[a:b].strip(' ,')}" for a, b in clauses(sentence))
            )
        else:
            denied.append(
                ", ".join(f"it is not {sentence[a:b].strip(' ,')}" for a, b in clauses(sentence))
            )
    return ("。" if lang == "zh" else ". ").join(denied)
