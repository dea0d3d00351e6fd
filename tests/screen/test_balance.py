from datetime import date

import pytest

from aigc_quiz.bank import coverage, statistics
from aigc_quiz.bank.loader import Bank, load_bank
from aigc_quiz.screen import balance
from aigc_quiz.screen.render import Page, width


def lines(bank, lang, columns=80, **options):
    covered = coverage.gather(bank, date(2026, 11, 25), **options)
    page = Page(columns)
    return list(balance.lines(covered, statistics.gather(bank), lang, page, mapped=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(lang, columns):
    wide = [line for line in lines(load_bank(), lang, columns) if width(line) > columns]

    assert wide == []


def test_a_topic_below_half_of_its_target_is_flagged(tmp_path):
    bank = load_bank()
    some = tuple(q for q in bank.questions if q.topic == "moe")

    full = lines(Bank(bank.directory, some, ()), "en", topics=frozenset({"moe"}))
    poor = lines(Bank(bank.directory, some[:4], ()), "en", topics=frozenset({"moe"}))
    assert not any(line.endswith("!") for line in full if " moe " in line)
    assert "    moe   4/ 9 44% !" in poor


def test_a_guess_that_scores_too_much_is_flagged():
    bank = load_bank()
    first = tuple(q for q in bank.questions if q.type == "single" and q.options[0].correct)
    shown = lines(Bank(bank.directory, first, ()), "zh")

    assert "    总选 A 100% !" in shown
    assert "    总选 B 0%" in shown


def test_an_empty_bank_has_lines():
    assert (
        lines(Bank(load_bank().directory, (), ()), "en")[0] == "records: 0 questions, 0 exercises"
    )


def test_chinese_has_no_english_sentence():
    words = " ".join(lines(load_bank(), "zh"))

    assert "pick" not in words
    assert "within" not in words
