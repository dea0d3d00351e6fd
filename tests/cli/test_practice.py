import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from command import SAMPLE, environment, practise, run, start, stats

from aigc_quiz.progress import naming
from aigc_quiz.progress.history import History
from aigc_quiz.screen.known import LONG

START = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_every_line_of_a_pipe_is_a_review_of_whatever_type(home, seed):
    done = run(home, "practice", "--limit", "3", "--seed", seed, "--lang", "zh", lines=b"b\nb\nb\n")

    assert (done.returncode, done.stderr) == (0, b"")
    assert stats(home)["reviews"] == 3


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
def test_an_answer_that_fits_no_type_counts_as_wrong(home, type_):
    done = practise(home, "--type", type_, "--lang", "en", lines=b"\xe2\x98\x83 ?!\n")

    assert done.returncode == 0
    assert b"1 questions: 0 right, 0 partly, 1 wrong" in done.stdout
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 1


def test_an_empty_line_is_a_wrong_answer_and_the_end_of_input_is_none(home):
    done = practise(home, lines=b"\n")

    assert done.returncode == 0
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 1


def test_no_input_asks_and_saves_nothing(home):
    done = practise(home, "--lang", "en")

    assert done.returncode == 0
    assert b"Nothing was answered" in done.stdout


def test_each_answer_is_saved_before_the_next_line_is_read(home):
    child = subprocess.Popen(
        start("practice", "--bank", str(SAMPLE), "--lang", "en"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(home),
    )
    for number in (1, 2):
        child.stdin.write(b"b\n")
        child.stdin.flush()
        for line in child.stdout:
            if line.startswith(f"{number + 1}/".encode()):
                break
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()

    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 2


def long_history(home, count):
    """So many answers to the two questions of the sample about fruit, a day apart."""
    own = naming.prefix(SAMPLE)
    with History(home / "history.sqlite3") as log:
        log.merge(
            {
                "uid": f"{n:010d}-long", "at": f"{START + timedelta(hours=n):%Y-%m-%dT%H:%M:%S.000000+00:00}", "app": "0",
                "session": "s", "kind": "answer", "about": None, "rating": 1 + n % 4, "question": f"{own}q-{n % 2}", "category": "c",
                "topic": "t", "type": "single", "difficulty": 1, "lang": "en", "answer": "a", "options": "[]", "variables": "{}",
                "score": 1.0, "duration_ms": 1, "hints": 0,
            }
            for n in range(1, count + 1)
        )  # fmt: skip


def test_a_long_history_begins_from_a_snapshot_and_goes_on_as_a_short_one(home):
    long_history(home, LONG + 10)
    for reviews in (LONG + 11, LONG + 12):
        done = practise(home, "--limit", "1", "--lang", "en", lines=b"b\n")
        assert b"1 questions" in done.stdout
        assert (home / "cache" / "history.snapshot").exists()
        assert stats(home, "--bank", str(SAMPLE))["reviews"] == reviews
    done = practise(home, "--limit", "1", "--lang", "en", lines=b"!undo\n!quit\n")
    assert b"taken back" in done.stdout
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == LONG + 11

    assert run(home, "doctor", "--rebuild").returncode == 0
    assert not (home / "cache" / "history.snapshot").exists()


def test_the_same_seed_asks_the_same(home, tmp_path):
    first = practise(home, "--seed", "5", "--limit", "2", lines=b"b\nb\n").stdout
    second = practise(tmp_path / "other", "--seed", "5", "--limit", "2", lines=b"b\nb\n").stdout

    assert first == second


def test_commands_by_pipe(home):
    done = practise(home, "--tag", "fruit", "--lang", "en", lines="？\nb\n".encode())
    assert b"Hint 1/1: Think of fruit." in done.stdout

    done = practise(
        home,
        "--tag",
        "sky",
        "--tag",
        "cache",
        "--lang",
        "en",
        lines=b"x9\n!undo\n!skip\nx9\n!quit\n",
    )
    assert b"taken back" in done.stdout
    assert b"Skipped." in done.stdout
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 2


def test_every_option_is_explained_and_the_way_on_is_shown(home):
    shown = practise(home, "--type", "single", "--lang", "en", lines=b"b\n").stdout.decode()

    for text in (
        "The apple is right.",
        "The pear is wrong.",
        "The peach is wrong.",
        "The apple, for 1/2.",
    ):
        assert text in shown
    assert "https://arxiv.org/abs/1406.2661" in shown
    assert "aigc-quiz show sample-multi" in shown
    assert "To go on: aigc-quiz practice --type single --lang en --bank" in shown


def test_points_and_the_model_answer_are_shown(home):
    shown = practise(
        home, "--type", "short", "--lang", "en", lines=b"It cuts the gradient.\n"
    ).stdout.decode()

    assert "+ The gradient of the fakes must not reach the generator (cuts … gradient)" in shown
    assert "- It saves memory and work" in shown
    assert "In this step only the discriminator is updated." in shown


def test_a_named_error_is_said(home):
    shown = practise(
        home, "--type", "numeric", "--lang", "zh", "--seed", "1", lines=b"16384\n"
    ).stdout.decode()
    again = practise(
        home, "--type", "numeric", "--lang", "zh", "--new", "0", lines=b""
    ).stdout.decode()

    assert ("这是 MiB 数" in shown) == ("32 层" in shown)
    assert "没有符合条件的" in again


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_by_pipe_no_byte_steers_a_terminal(home, lang):
    shown = practise(home, "--lang", lang, lines=b"b\n" * 6).stdout

    assert b"\x1b" not in shown
    assert b"\r" not in shown


def test_a_foreign_bank_cannot_steer_the_terminal(home, tmp_path):
    folder = tmp_path / "mine" / "definitions"
    folder.mkdir(parents=True)
    text = (SAMPLE / "definitions" / "basics.yaml").read_text()
    (folder / "evil.yaml").write_text(
        text.replace("en: apple", r'en: "ap\e[2Jple\u202e"').replace(
            "en: A single choice", r'en: "\e]0;x\aA"'
        )
    )
    shown = run(
        home,
        "practice",
        "--bank",
        str(folder.parent),
        "--type",
        "single",
        "--lang",
        "en",
        lines=b"b\n",
    )

    assert shown.returncode in (0, 2)
    assert b"\x1b" not in shown.stdout + shown.stderr
    assert "\u202e".encode() not in shown.stdout


def test_foreign_ids_do_not_meet_shipped_ones(home):
    practise(home, lines=b"b\nb\n")

    assert stats(home)["reviews"] == 0
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--topic", "basic"], "--topic: unknown topic 'basic'; did you mean basics?"),
        (["--category", "definition"], "did you mean definitions?"),
        (["--type", "essay"], "--type: unknown type 'essay'"),
        (
            ["--difficulty", "7"],
            "--difficulty: '7' is no level; use 1 to 5, or a range such as 2-4",
        ),
        (["--topic", "open", "--tag", "fruit"], "no question fits all of these filters"),
        (["--limit", "0"], "--limit"),
        (["--lang", "fr"], "--lang: unknown language 'fr'; use zh or en"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(home, arguments, message):
    done = practise(home, *arguments, lines=b"b\n")

    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--topic", "open"], "/3 · open"),
        (["--type", "FILL"], "1/1 · open · fill in"),
        (["--type", "true-false"], "1/1 · basics · true or false"),
        (["--difficulty", "4-5"], "1/1 · open · short answer"),
        (["--difficulty", "1", "--difficulty", "4"], "1/2"),
        (["--tag", "memory"], "1/1 · open · numeric"),
    ],
)
def test_filters_choose(home, arguments, shown):
    assert shown in practise(home, "--lang", "en", *arguments).stdout.decode()


def test_no_time_asks_nothing(home):
    assert b"Time is up" in practise(home, "--minutes", "0", "--lang", "en", lines=b"b\n").stdout


def test_a_home_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = practise(tmp_path / "file" / "home", lines=b"b\n")

    assert done.returncode == 2
    assert "AIGC_QUIZ_HOME" in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1


def test_a_reader_that_goes_away_is_no_fault(home):
    command = f"yes b | {sys.executable} -m aigc_quiz practice --bank {SAMPLE} | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        env=environment(home),
        check=False,
    )

    assert b"Traceback" not in done.stderr


def test_the_first_question_needs_no_heavy_import(home):
    code = (
        "import sys\n"
        "from aigc_quiz.cli.app import run\n"
        f"run(['practice', '--bank', {str(SAMPLE)!r}, '--limit', '1'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(home),
        check=True,
    )
    heavy = {"prompt_toolkit", "rich", "fsrs", "torch", "numpy", "pygments"}

    assert "1/1" in done.stdout
    assert not heavy & set(done.stderr.split())


def test_no_id_is_shown_before_the_answer(home):
    shown = practise(home, "--lang", "en").stdout.decode()
    after = practise(home, "--type", "single", "--lang", "en", lines=b"b\n").stdout.decode()

    assert "1/6" in shown
    assert "sample-" not in shown
    assert "sample-multi" in after  # the follow-up, once the answer is given


def test_the_id_of_a_follow_up_that_is_still_to_come_is_not_shown(home):
    chosen = ("--topic", "basics", "--seed", "1", "--lang", "en")  # the single choice comes first
    shown = practise(home, *chosen, lines=b"zz\n" * 3).stdout.decode()

    assert "A single choice" in shown
    assert "sample-multi" not in shown.partition("multiple choice")[0]


def test_what_the_filters_leave_out_is_not_brought_in(home):
    shown = practise(
        home, "--type", "single", "--type", "fill", "--lang", "en", lines=b"zz\n" * 5
    ).stdout.decode()

    assert "1/2" in shown
    assert "from another side" not in shown
    assert "multiple choice" not in shown


def test_a_wrong_answer_brings_its_follow_up_forward(home):
    for seed in range(20):
        shown = practise(
            home.with_name(f"home{seed}"),
            "--lang",
            "en",
            "--limit",
            "4",
            "--seed",
            str(seed),
            lines=b"zz\n" * 4,
        ).stdout.decode()
        heads = [line for line in shown.splitlines() if " · difficulty " in line]
        kinds = [head.split(" · ")[2] for head in heads]
        if kinds[0] == "single choice":
            assert kinds[3] == "multiple choice"  # two others stand between
            assert heads[3].endswith("from another side")
            return
    pytest.fail("no seed begins with the single choice")


def test_the_summary_names_misconceptions_and_topics_that_moved(home):
    shown = practise(home, "--type", "single", "--lang", "en", lines=b"pear\n").stdout.decode()
    assert "Misconceptions met:\n- The pear is wrong." in shown
    assert "Recent scores" not in shown

    shown = practise(home, "--type", "true_false", "--lang", "en", lines=b"t\n").stdout.decode()
    assert "Recent scores of topics: basics 0% → 50%" in shown
    assert "Misconceptions met" not in shown


def test_a_short_session_is_told_in_seconds(home):
    shown = practise(home, "--type", "single", "--lang", "zh", lines=b"b\n").stdout.decode()

    assert "用时 1 秒" in shown


def test_an_answer_of_an_earlier_session_is_taken_back_by_pipe(home):
    practise(home, "--type", "single", lines=b"b\n")
    shown = practise(
        home, "--type", "multi", "--lang", "en", lines=b"!undo\n!quit\n"
    ).stdout.decode()

    assert "taken back" in shown
    assert shown.count("A single choice") == 1
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 0


def test_an_answer_of_an_interview_is_not_taken_back(home):
    run(home, "mock", "--bank", str(SAMPLE), "--minutes", "1", lines=b"t\n")
    shown = practise(home, "--lang", "en", lines=b"!undo\n!quit\n").stdout.decode()

    assert "There is no answer to take back" in shown
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 1
