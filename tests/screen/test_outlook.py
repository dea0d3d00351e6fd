from datetime import UTC, date, datetime, timedelta

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.progress.plans import Plan
from aigc_quiz.quiz import schedule
from aigc_quiz.screen import outlook
from aigc_quiz.screen.render import Page, width

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def questions():
    return load_bank().questions


@pytest.fixture(scope="module")
def memories(questions):
    return {
        q.id: schedule.review(None, 1 + i % 4, NOW - timedelta(days=i % 5), question=q.id)
        for i, q in enumerate(questions[:60])
    }


def look(questions, memories, days, **more):
    plan = Plan(date=NOW.date() + timedelta(days=days), **({"minutes": 30.0} | more))
    return outlook.look(plan, questions, (), memories, NOW)


def lines(questions, memories, days, lang, page, **more):
    found = look(questions, memories, days, **more)
    foresight = outlook.foresee(found, memories, NOW)
    return outlook.lines(found, outlook.readiness(found, memories), foresight, lang, page)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 57, 80, 92, 120])
def test_a_plan_fits_the_terminal_and_has_a_bar_for_each_topic(questions, memories, columns, lang):
    shown = lines(questions, memories, 5, lang, Page(columns))

    assert max(map(width, shown)) <= columns
    bars = [line for line in shown if line.endswith(tuple("0123456789")) and "%" in line]
    assert len(bars) == len({q.topic for q in questions})
    assert all("." in bar or "#" in bar for bar in bars)
    assert all(line.isascii() for line in bars)


def test_the_least_ready_topics_come_first(questions, memories):
    shown = lines(questions, memories, 5, "en", Page(80))
    percents = [int(line.rsplit("%")[0].split()[-1]) for line in shown if "%  " in line]

    assert percents == sorted(percents)
    assert percents[-1] > percents[0] == 0


def test_too_few_minutes_are_called_too_few_and_enough_are_not(questions, memories):
    scarce = "\n".join(lines(questions, memories, 3, "en", Page(92), minutes=10.0))
    plenty = "\n".join(lines(questions, memories, 20, "en", Page(92), topics=(questions[0].topic,)))

    assert "stay unseen" in scarce
    assert "stay unseen" not in plenty


def test_a_date_far_off_is_not_rehearsed(questions, memories):
    assert outlook.foresee(look(questions, memories, 3000), memories, NOW) is None
    assert outlook.foresee(look(questions, memories, 3), memories, NOW).recall > 0


def test_only_the_topics_of_the_plan_count(questions, memories):
    topic = questions[0].topic
    found = look(questions, memories, 9, topics=(topic,))

    assert {q.topic for q in found.questions} == {topic}
    assert outlook.within(found, questions) == (found.questions, found.today)
    other = [q for q in questions if q.topic != topic]
    assert outlook.within(found, other) == (other, None)
    assert look(questions, memories, 9, topics=("of another bank",)) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_the_day_and_after_it_the_line_says_so(questions, memories, lang):
    before, on, after = (
        outlook.line(
            look(
                questions,
                memories,
                d,
            ),
            lang,
        )
        for d in (3, 0, -1)
    )

    assert "3" in before
    assert ("今天就是面试的日子" if lang == "zh" else "The interview is today") in on
    assert str(date(2026, 11, 22)) in after
    assert look(questions, memories, -1).today is None
