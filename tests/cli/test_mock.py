import json
import os
import re
import signal
import subprocess
import time

import pytest
from command import SAMPLE, environment, run, start

from aigc_quiz.bank.loader import load_bank


def mock(home, *arguments, lines=b"", lang="en"):
    return run(home, "mock", "--bank", str(SAMPLE), "--lang", lang, *arguments, lines=lines)


def report(home, *arguments, lines=b"", lang="en"):
    done = mock(home, "--json", *arguments, lines=lines, lang=lang)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def reviews(home):
    done = run(home, "stats", "--json", "--bank", str(SAMPLE))
    return json.loads(done.stdout)["reviews"]


def test_a_whole_interview_by_pipe_is_reported_saved_and_counts_as_reviews(home):
    found = report(home, "--seed", "1", lines=b"b\n" * 6)
    saved = json.loads((home / "mocks" / f"{found['mock']}.json").read_text("utf-8"))

    assert saved == found
    assert found["format"] == 1
    assert found["asked"] == found["answered"] == 6
    assert {part["name"]["en"] for part in found["areas"]} == {"basics", "open"}
    assert {question["kind"] for question in found["questions"]} == {
        "short",
        "code",
        "numeric",
        "choice",
    }
    assert reviews(home) == 6
    assert not list((home / "mocks").glob("*.log"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_told_before_the_end(home, lang):
    shown = mock(home, "--seed", "1", lines=b"b\n" * 6, lang=lang).stdout.decode()
    during, _, after = shown.partition({"zh": "模拟面试成绩", "en": "By area"}[lang])

    for question in load_bank(SAMPLE).questions:
        assert question.id not in during
        assert question.explanation.get(lang).strip() not in during
    for verdict in {"zh": ("答对了", "答错了"), "en": ("Right", "Wrong")}[lang]:
        assert verdict not in during
    assert {"zh": "答错了", "en": "Wrong"}[lang] in after


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_markdown_holds_every_question_with_answer_and_explanation(home, lang):
    found = report(home, "--seed", "1", lines=b"b\n" * 6, lang=lang)
    text = (home / "mocks" / f"{found['mock']}.md").read_text("utf-8")

    assert text.count("\n### ") == 6
    for question in load_bank(SAMPLE).questions:
        assert question.title.get(lang) in text
        assert question.references[0].title in text
    assert "aigc-quiz practice --topic" in text
    assert "\x1b" not in text


def test_a_killed_interview_is_resumed_with_every_answer(home):
    child = subprocess.Popen(
        start("mock", "--bank", str(SAMPLE), "--lang", "en", "--seed", "1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(home),
    )
    for number in (1, 2):
        child.stdin.write(b"b\n")
        child.stdin.flush()
        for line in child.stdout:
            if line.startswith(f"{number + 1}/6".encode()):
                break
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    listed = run(home, "mock", "--list", "--lang", "en").stdout.decode()
    found = report(home, "--resume", lines=b"b\n" * 4)

    assert "unfinished, 2/6 answered" in listed
    assert (found["answered"], found["resumed"]) == (6, 1)
    assert found["bank"] == str(SAMPLE)
    assert reviews(home) == 6


def test_quit_leaves_it_unfinished_and_a_new_one_names_it(home):
    left = mock(home, "--seed", "1", lines=b"b\n!quit\n")
    second = mock(home, "--seed", "2", lines=b"b\n" * 6)

    assert left.returncode == 0
    assert b"To go on: aigc-quiz mock --resume" in left.stdout
    assert b"1 of 6 answered" in b" ".join(second.stderr.split())
    assert b"mock --resume" in second.stderr
    assert b"Score" in second.stdout
    assert report(home, "--resume")["answered"] == 1


def test_what_was_left_or_flagged_is_put_again_and_an_empty_line_keeps_the_answer(home):
    shown = mock(home, "--seed", "1", "--json", lines=b"!skip\n*\nb\n" + b"b\n" * 4 + b"c\n\n")
    found = json.loads(shown.stdout)

    assert b"Once more" in shown.stderr
    assert shown.stderr.count(b"1/6") == 2
    assert shown.stderr.count(b"2/6") == 2
    assert [question["answer"] for question in found["questions"]][:3] == ["c", "b", "b"]
    assert [question["flagged"] for question in found["questions"]][:3] == [False, True, False]


def test_the_end_of_the_input_hands_in_and_open_questions_count_as_nothing(home):
    found = report(home, "--seed", "1", lines=b"b\n")

    assert (found["answered"], found["asked"]) == (1, 6)
    assert found["score"] <= 1 / 6
    assert reviews(home) == 1


def test_nothing_answered_is_no_score(home):
    done = mock(home, "--seed", "1")

    assert done.returncode == 0
    assert b"Nothing was answered" in done.stdout
    assert list((home / "mocks").iterdir()) == []


def test_when_the_time_is_up_the_question_on_screen_is_finished_and_then_it_ends(home):
    child = subprocess.Popen(
        start("mock", "--bank", str(SAMPLE), "--lang", "en", "--minutes", "0.02", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
    )
    for line in child.stderr:
        if line.startswith(b"1/"):
            break
    time.sleep(1.5)
    out, shown = child.communicate(b"b\nb\nb\n")
    found = json.loads(out)

    assert b"Time is up" in shown
    assert found["answered"] == 1


def test_a_second_interview_is_compared_with_the_first_of_its_role(home):
    first = report(home, "--seed", "1", lines=b"b\n" * 6)
    other = report(home, "--seed", "1", "--role", "llm", lines=b"b\n" * 6)
    second = report(home, "--seed", "1", lines=b"b\n" * 6)
    table = mock(home, "--compare").stdout.decode()
    listed = run(home, "mock", "--list", "--json").stdout

    assert first["last"] is None
    assert other["last"] is None
    assert second["last"]["mock"] == first["mock"]
    assert "the last 2" in table
    assert re.search(r"Whole +\d+% +\d+%", table)
    assert [one["mock"] for one in json.loads(listed)["mocks"]] == sorted(
        [first["mock"], other["mock"], second["mock"]]
    )


def test_an_answer_given_elsewhere_since_then_stays_the_last_one(home):
    mock(home, "--seed", "1", lines=b"b\n" * 5 + b"!quit\n")
    run(home, "practice", "--bank", str(SAMPLE), "--limit", "20", lines=b"b\n" * 20)
    before = reviews(home)
    mock(home, "--resume", lines=b"")

    assert before >= 6
    assert reviews(home) == before


def test_a_question_that_left_the_bank_is_not_counted(home, tmp_path):
    bank = tmp_path / "mine" / "definitions"
    bank.mkdir(parents=True)
    text = (SAMPLE / "definitions" / "basics.yaml").read_text("utf-8")
    (bank / "basics.yaml").write_text(text, "utf-8")
    run(home, "mock", "--bank", str(bank.parent), lines=b"b\n!quit\n")
    kept = text[: text.index("- id: sample-truth")]
    (bank / "basics.yaml").write_text(kept, "utf-8")
    done = run(home, "mock", "--resume", "--lang", "en", "--json", lines=b"b\nb\nb\n")
    found = json.loads(done.stdout)

    assert (found["asked"], found["withdrawn"]) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--role", "boss"], "--role: unknown role 'boss'; use general, llm, image, platform"),
        (["--minutes", "0"], "--minutes: 0 is no length"),
        (["--minutes", "nan"], "--minutes: nan is no length"),
        (["--minutes", "1e9"], "use up to 480"),
        (["--resume"], "no unfinished mock interview; begin one: aigc-quiz mock"),
        (["--bank", "/nowhere"], "/nowhere"),
        (["--lang", "fr"], "--lang: unknown language 'fr'"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(home, arguments, message):
    done = run(home, "mock", *arguments, lines=b"b\n")

    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert done.stdout == b""


def test_before_the_first_interview_list_and_compare_say_how_to_begin(home):
    assert b"Begin: aigc-quiz mock" in run(home, "mock", "--list", "--lang", "en").stdout
    assert b"for llm yet" in run(home, "mock", "--compare", "--role", "llm", "--lang", "en").stdout
