import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.progress import mocks
from aigc_quiz.progress.mocks import Begun, Log, Put

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BEGUN = Begun(
    role="llm",
    minutes=45,
    lang="zh",
    bank="",
    at=NOW,
    paper=(Put("a", (1, 0, 2)), Put("b", (), (("layers", 48.0),)), Put("c")),
)
WRITER = """
import sys
from pathlib import Path
from aigc_quiz.progress.mocks import Log
with Log.resume(Path(sys.argv[1])) as log:
    for i in range(10_000):
        log.add("answer", float(i), place=i % 3, text=str(i), seconds=0.1)
        print(i, flush=True)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def file():
    with Log.begin(BEGUN) as log:
        log.add("answer", 10.0, place=0, text="b", seconds=9.5)
        log.add("flag", 11.0, place=1)
        log.add("leave", 15.0, place=1, seconds=4.0)
        log.add("answer", 20.0, place=1, text="16 GiB，大约", seconds=5.0)
    return log.file


def test_an_interview_comes_back_as_it_was_logged(file):
    with Log.resume(file) as log:
        course = log.course

    assert course.begun == BEGUN
    assert course.texts == {0: "b", 1: "16 GiB，大约"}
    assert course.seconds == {0: 9.5, 1: 9.0}
    assert (course.flags, course.seen) == ({1}, {0, 1})
    assert course.left == 45 * 60 - 20
    assert course.ended is None


def test_a_flag_is_taken_away_by_a_second_one_and_a_look_at_the_list_leaves_nothing(file):
    with Log.resume(file) as log:
        log.add("flag", 21.0, place=1)
        log.add("look", 22.0, place=2, seconds=1.0)

        assert (log.course.flags, log.course.seen) == (set(), {0, 1})


def test_a_line_cut_off_by_a_crash_is_dropped_and_the_log_goes_on(file):
    with file.open("ab") as raw:
        raw.write(b'{"kind": "answer", "place": 2, "te')
    with Log.resume(file) as log:
        assert 2 not in log.course.texts
        log.add("answer", 30.0, place=2, text="late", seconds=1.0)

    assert mocks.peek(file).texts[2] == "late"


def test_kills_lose_no_acknowledged_answer(home):
    for attempt in range(3):
        Log.begin(BEGUN).__exit__()
        file = mocks.unfinished()[0]
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True
        )
        acknowledged = -1
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= 10 + 17 * attempt:
                break
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.communicate()
        acknowledged = max([acknowledged, *map(int, rest[:-1])])

        last = max(map(int, mocks.peek(file).texts.values()))
        assert acknowledged <= last <= acknowledged + 1
        file.unlink()


def test_a_full_disk_is_one_line_and_leaves_no_half_line(file):
    code = f"""
import resource, signal
from pathlib import Path
from aigc_quiz.errors import QuizError
from aigc_quiz.progress.mocks import Log
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Log.resume(Path({str(file)!r})) as log:
    size = log.file.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, -1))
    try:
        log.add("answer", 30.0, place=2, text="x" * 500, seconds=1.0)
    except QuizError as fault:
        print(fault)
    assert log.file.stat().st_size == size
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    log.add("answer", 31.0, place=2, text="later", seconds=1.0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "the disk has room" in done.stdout
    assert mocks.peek(file).texts[2] == "later"


def test_two_processes_cannot_hold_one_interview(file):
    with Log.resume(file):
        assert mocks.unfinished() == []
        with pytest.raises(QuizError, match="running in another terminal"):
            Log.resume(file)

    assert mocks.unfinished() == [file]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (b"no json\n", 6),
        (b'{"kind": "answer", "elapsed": 1}\n', 6),
        (b"[]\n", 6),
        (b'{"kind": "flag", "at": "2026-11-25T12:00:00+00:00", "elapsed": 1, "place": 3}\n', 6),
    ],
)
def test_a_log_that_is_not_sound_is_one_line_that_says_where(file, line, number):
    with file.open("ab") as raw:
        raw.write(line)

    with pytest.raises(QuizError, match=rf"\.log:{number}: is not a sound log .*move it away"):
        Log.resume(file)
    with pytest.raises(QuizError, match=rf"\.log:{number}: "):
        mocks.peek(file)


def test_an_empty_log_and_a_newer_one_are_refused(file):
    file.write_bytes(b"")
    with pytest.raises(QuizError, match=r"\.log:1: "):
        mocks.peek(file)
    file.write_text(json.dumps({"format": 99}) + "\n")
    with pytest.raises(QuizError, match="newer aigc-quiz"):
        mocks.peek(file)


def test_a_folder_that_cannot_be_made_is_one_line(home):
    (home / "mocks").write_text("")

    with pytest.raises(QuizError, match="AIGC_QUIZ_HOME"):
        Log.begin(BEGUN)


def test_what_is_no_report_is_left_out(home):
    whole = dict.fromkeys(mocks._KEYS, "") | {"format": 1, "mock": "one"}
    mocks.save("one", whole, "# one\n")
    folder = home / "mocks"
    (folder / "cut.json").write_text('{"format": 1, "mo')
    (folder / "other.json").write_text('{"format": 1, "mock": "half"}')
    (folder / "later.json").write_text(json.dumps(whole | {"format": 2}))

    assert [report["mock"] for report in mocks.reports()] == ["one"]
    assert (folder / "one.md").read_text() == "# one\n"
    assert not list(folder.glob("*.part"))
