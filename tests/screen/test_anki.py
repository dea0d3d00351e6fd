import json
import sqlite3
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Text

pytest.importorskip("genanki")
from aigc_quiz.screen import anki

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"


@pytest.fixture(scope="module")
def questions():
    return load_bank(SAMPLE).questions


def read(packed, tmp_path):
    """The notes of a package as Anki reads them, by guid, and the names of its decks."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("media")) == {}
        (tmp_path / "collection").write_bytes(archive.read("collection.anki2"))
    database = sqlite3.connect(tmp_path / "collection")
    notes = {
        guid: (mod, *fields.split("\x1f"))
        for guid, mod, fields in database.execute("SELECT guid, mod, flds FROM notes")
    }
    decks = json.loads(database.execute("SELECT decks FROM col").fetchone()[0])
    cards = database.execute("SELECT COUNT(*), COUNT(DISTINCT nid) FROM cards").fetchone()
    assert cards == (len(notes), len(notes))
    return notes, {deck["name"] for deck in decks.values()}


def test_a_note_a_question_and_language(questions, tmp_path):
    notes, decks = read(anki.package(questions, ("zh", "en"), "mine"), tmp_path)

    assert len(notes) == 12
    assert sorted(note[1] for note in notes.values()) == sorted(2 * [q.id for q in questions])
    assert {"mine 中文::definitions::basics", "mine English::definitions::open"} <= decks
    assert any("苹果是对的" in note[3] for note in notes.values())
    assert any("The apple is right" in note[3] for note in notes.values())


def test_one_language_is_half_of_it(questions, tmp_path):
    notes, decks = read(anki.package(questions, ("en",), "mine"), tmp_path)

    assert len(notes) == 6
    assert not any("中文" in deck for deck in decks)


def test_guids_stay_when_exported_again_reworded_and_reordered(questions, tmp_path):
    first, _ = read(anki.package(questions, ("zh", "en"), "mine", 1e9), tmp_path)
    reworded = [
        replace(q, stem=Text("新的措辞", "New words"), topic="moved") for q in reversed(questions)
    ]
    again, _ = read(anki.package(reworded, ("en", "zh"), "mine", 2e9), tmp_path)

    assert first.keys() == again.keys()
    assert all(again[guid][0] > first[guid][0] for guid in first)  # so Anki takes the new words
    assert all(again[guid][1] == first[guid][1] for guid in first)
    assert all("New words" in note[2] or "新的措辞" in note[2] for note in again.values())


def test_languages_questions_and_decks_have_guids_of_their_own(questions):
    names = [(deck, q.id, lang) for deck in ("a", "b") for q in questions for lang in ("zh", "en")]

    assert len({anki.guid(*name) for name in names}) == len(names)
    # It is in the collections of those who have imported it: it must never change.
    assert anki.guid("aigc-quiz", "gan-objective", "en") == "k8Tb.0Db4"


def test_nothing_is_left_in_the_folder_for_temporary_files(questions, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    anki.package(questions, ("en",), "mine")

    assert list(tmp_path.iterdir()) == []
