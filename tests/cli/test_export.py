import csv
import io
import json
import os
import sys

import pytest

from aigc_quiz.cli.app import run
from aigc_quiz.grading import record
from aigc_quiz.progress import history
from aigc_quiz.progress.history import History


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(tmp_path / "home"))
    with History(history.path()) as log:
        log.merge(
            {
                "uid": f"{n}", "at": f"2026-11-2{n}T12:30:00.000000+00:00", "app": "0", "session": "s", "kind": "answer",
                "about": None, "rating": 3, "question": f"q{n}", "category": "c", "topic": "t", "type": "single",
                "difficulty": 1, "lang": "zh", "answer": "甲,\n乙", "options": "[0]", "variables": "{}", "score": 1.0,
                "duration_ms": 1, "hints": 0,
            }
            for n in range(1, 4)
        )  # fmt: skip
    return tmp_path


def quiz(capsys, *arguments):
    code = run(list(map(str, arguments)))
    out, err = capsys.readouterr()
    return code, out, err


def test_json_goes_to_standard_output_and_comes_back(home, capsys, monkeypatch):
    code, out, _ = quiz(capsys, "export")
    told = json.loads(out)
    assert (code, told["format"], [e["question"] for e in told["events"]]) == (0, 1, ["q1", "q2", "q3"])  # fmt: skip

    file = home / "mine.json"
    assert quiz(capsys, "export", "--out", file)[2] == f"{file}: 3 events\n"
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(home / "other"))
    assert "3 new events, 0 known" in quiz(capsys, "import", file)[2]
    assert "0 new events, 3 known" in quiz(capsys, "import", file)[2]
    assert json.loads(quiz(capsys, "export")[1]) == told


def test_passed_exercises_travel_and_the_most_hints_count(home, capsys, monkeypatch):
    record.note_passed("lora")
    record.count_hint("sampling", 1)
    quiz(capsys, "export", "--out", home / "mine.json")
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(home / "other"))
    record.count_hint("sampling", 3)
    record.count_hint("gan_cartoon", 2)
    quiz(capsys, "import", home / "mine.json")

    assert record.everything() == {
        "gan_cartoon": {"passed": 0, "hints": 2},
        "lora": {"passed": 1, "hints": 0},
        "sampling": {"passed": 0, "hints": 3},
    }


def test_a_table_keeps_commas_line_breaks_and_chinese(home, capsys):
    rows = list(csv.DictReader(io.StringIO(quiz(capsys, "export", "--csv")[1])))
    assert [row["answer"] for row in rows] == ["甲,\n乙"] * 3

    file = home / "mine.csv"
    quiz(capsys, "export", "--csv", "--out", file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfat,question")  # spreadsheets know UTF-8 by it


def test_the_bank_for_anki(home, capsys):
    pytest.importorskip("genanki")
    code, out, err = quiz(capsys, "export", "--anki", home / "b.apkg", "--lang", "zh")

    assert (code, out) == (0, "")
    assert "notes" in err
    assert (home / "b.apkg").read_bytes().startswith(b"PK")


def test_without_genanki_one_line_says_how_to_get_it(home, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    code, _, err = quiz(capsys, "export", "--anki", home / "b.apkg")

    assert (code, err.count("\n")) == (2, 1)
    assert 'pip install "aigc-quiz[anki]"' in err
    assert not (home / "b.apkg").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "--out", "{}/no/such/folder/x"), "cannot be written (No such file"),
        (("export", "--out", "{}"), "cannot be written (Is a directory)"),
        (("export", "--anki", "x.apkg", "--csv"), "leave out --csv"),
        (("export", "--lang", "zh"), "belong to --anki"),
        (("export", "--anki", "x.apkg", "--lang", "fr"), "unknown language"),
        (("import", "{}/none.json"), "cannot be read (No such file"),
        (("import", "{}"), "cannot be read (Is a directory)"),
        (("import", "{}/foreign.json"), "is not a history of aigc-quiz"),
        (("import", "{}/newer.json"), "newer aigc-quiz"),
        (("import", "{}/broken.json"), "nothing was imported"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(home, capsys, arguments, said):
    (home / "foreign.json").write_text('{"format": 1, "cards": []}')
    _, out, _ = quiz(capsys, "export")
    told = json.loads(out)
    (home / "newer.json").write_text(json.dumps(told | {"format": 2}))
    told["events"][1] |= {"uid": "new", "score": 7}
    (home / "broken.json").write_text(json.dumps(told))

    code, out, err = quiz(capsys, *(text.replace("{}", str(home)) for text in arguments))

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_target_that_cannot_be_written_stays_as_it_was(home, capsys, monkeypatch):
    file = home / "mine.json"
    file.write_text("before")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))  # fmt: skip

    code, _, err = quiz(capsys, "export", "--out", file)

    assert (code, file.read_text()) == (2, "before")
    assert "No space left" in err
    assert [path.name for path in home.glob(".*")] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_as_target_is_written_not_replaced(home, capsys):
    pipe = home / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    assert quiz(capsys, "export", "--out", pipe)[0] == 0
    assert json.loads(os.read(reader, 1 << 16))["format"] == 1
    assert pipe.is_fifo()
    os.close(reader)


def test_a_link_as_target_stays_a_link(home, capsys):
    (home / "link.json").symlink_to(home / "real.json")
    quiz(capsys, "export", "--out", home / "link.json")

    assert (home / "link.json").is_symlink()
    assert json.loads((home / "real.json").read_text())["format"] == 1
