"""The bank as an Anki package, by genanki. A question keeps its guid, so Anki updates its note."""

import contextlib
import io
import itertools
import json
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from aigc_quiz.content import Language
from aigc_quiz.errors import QuizError
from aigc_quiz.quiz.cards import Card, card

if TYPE_CHECKING:
    from types import ModuleType

    import genanki

    from aigc_quiz.bank.question import Question

# Drawn once at random; Anki recognises the note type by it, so it never changes.
_MODEL = 1_706_354_823
_CSS = """
.card { font-family: sans-serif; font-size: 18px; text-align: left; color: black; background: white; }
pre { font-size: 14px; background: rgba(128, 128, 128, .15); padding: .5em; overflow-x: auto; }
.right { color: #0a7d32; } .wrong { color: #b3261e; } .why { color: #666; font-size: 15px; }
.nightMode .right { color: #6fd08c; } .nightMode .wrong { color: #ff8a80; } .nightMode .why { color: #aaa; }
.id { color: #888; font-size: 12px; }
"""
_NAMES = {"zh": "中文", "en": "English"}


def package(
    questions: "Iterable[Question]",
    languages: Iterable[Language],
    deck: str,
    at: float | None = None,
) -> bytes:
    """The bytes of an .apkg file: a deck for each language and topic, under one named `deck`.

    A note's guid comes from `deck`, the question's id and the language alone. `at` is when it was
    made, in seconds since 1970; None is now. Anki takes a note over if it is newer than its own.

    Raises:
        QuizError: genanki is not installed; the message says how to get it.
    """
    try:
        import genanki
    except ImportError:
        raise QuizError(
            'export --anki needs genanki; install it with: pip install "aigc-quiz[anki]"'
        ) from None
    cards = [card(question, lang) for lang in languages for question in questions]
    model = _model(genanki)
    decks: dict[str, genanki.Deck] = {}
    for one in cards:
        name = f"{deck} {_NAMES[one.lang]}::{one.category}::{one.topic}"
        if name not in decks:
            decks[name] = genanki.Deck(
                _number(f"{deck}/{one.lang}/{one.category}/{one.topic}"), name
            )
        decks[name].add_note(_note(genanki, model, one, guid(deck, one.id, one.lang)))
    return _packed(genanki.Package(list(decks.values())), time.time() if at is None else at)


def guid(deck: str, question: str, lang: Language) -> str:
    """The name that Anki knows a note by."""
    import genanki

    return str(genanki.guid_for("aigc-quiz", deck, question, lang))


def _number(text: str) -> int:
    """A deck's number from its name: positive, and exact in JavaScript too."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(text.encode(), digest_size=5).digest(), "big") + (1 << 30)


def _model(genanki: "ModuleType") -> "genanki.Model":
    side = "<div class='question'>{{Question}}</div>"
    return genanki.Model(
        _MODEL,
        "aigc-quiz",
        fields=[{"name": name} for name in ("Id", "Question", "Answer")],
        templates=[
            {
                "name": "Card",
                "qfmt": side,
                "afmt": f"{side}<hr id=answer>{{{{Answer}}}}<p class='id'>{{{{Id}}}}</p>",
            }
        ],
        css=_CSS,
    )


def _note(genanki: "ModuleType", model: "genanki.Model", one: Card, name: str) -> "genanki.Note":
    return genanki.Note(
        model=model, fields=[one.id, one.front, one.back], guid=name, tags=list(one.tags)
    )


def _packed(package: "genanki.Package", at: float) -> bytes:
    # Its own write_to_file leaves a file behind in the folder for temporary files.
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="aigc-quiz-anki-") as folder:
        collection = Path(folder, "collection.anki2")
        with contextlib.closing(sqlite3.connect(collection)) as database:
            package.write_to_db(database.cursor(), at, itertools.count(int(at * 1000)))
            database.commit()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(collection, "collection.anki2")
            archive.writestr("media", json.dumps({}))
    return packed.getvalue()
