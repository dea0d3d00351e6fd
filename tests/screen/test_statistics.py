import re
from datetime import UTC, date, datetime, timedelta

import pytest

from aigc_quiz.screen.render import Page, width
from aigc_quiz.screen.statistics import PLAIN_SHADES, SAID, SHADES, calendar, forecast
from aigc_quiz.screen.trends import trends

TODAY = date(2026, 11, 25)  # a Wednesday


def plain(lines):
    return [re.sub(r"\x1b\[\d+m", "", line) for line in lines]


def grid(counts):
    """The rows of the seven weekdays."""
    return plain(calendar(counts, TODAY, "en", Page()))[-8:-1]


def test_each_answer_lies_on_its_weekday_and_the_fullest_day_is_darkest():
    counts = {TODAY: 1, TODAY - timedelta(days=1): 4, TODAY - timedelta(days=7): 2}
    rows = grid(counts)

    assert rows[0].split()[-2:] == [".", "."]  # Monday
    assert rows[1][-1] == PLAIN_SHADES[4]
    assert rows[2].split()[-2:] == [PLAIN_SHADES[2], PLAIN_SHADES[1]]  # Wednesday
    assert len(rows[3]) == len(rows[2]) - 2  # tomorrow is not there yet


def test_an_old_answer_is_not_shown_where_the_page_ends():
    old = {TODAY - timedelta(days=400): 9}

    assert set("".join(row[4:] for row in grid(old))) <= {".", " "}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [20, 40, 92, 200])
def test_it_fits_and_names_its_months_in_order(lang, columns):
    page = Page(columns, colour=True)
    lines = plain(calendar({TODAY: 3}, TODAY, lang, page))

    assert max(map(width, lines)) <= columns
    months = re.findall(r"\d+月|[A-Z][a-z]{2}", next(line for line in lines if "月" in line or "Nov" in line))  # fmt: skip
    assert len(months) == len(set(months)) or columns == 200
    assert months[-1] == ("11月" if lang == "zh" else "Nov")


def test_colours_and_blocks_only_where_the_terminal_has_them():
    def shown(colour):
        page = Page(80, colour)
        over = trends([], [], {}, datetime(2026, 11, 25, tzinfo=UTC), "")
        full = type(over)(over.today, {}, {}, (3, 0, 1) + (0,) * 11, (), over.ratings)
        return "\n".join([*calendar({TODAY: 3}, TODAY, "en", page), *forecast(full, "en", page)])

    assert not set(SHADES + tuple("▁▂▃▄▅▆▇")) & set(shown(colour=False))
    assert "\x1b" not in shown(colour=False)
    assert "█" in shown(colour=True)
    assert "\x1b[32m" in shown(colour=True)


@pytest.mark.parametrize("columns", [40, 80])
def test_the_forecast_shows_every_day_in_even_rows(columns):
    over = trends([], [], {}, datetime(2026, 11, 25, tzinfo=UTC), "")
    full = type(over)(over.today, {}, {}, tuple(range(14)), (), over.ratings)
    lines = forecast(full, "en", Page(columns))

    assert "Due in the next 14 days: 91" in lines[0]
    numbers = [line.split() for line in lines if re.fullmatch(r"[\d ]+", line)]
    assert len(numbers) == (2 if columns == 80 else 4)
    assert [n for row in numbers[::2] for n in row] == [str(n) for n in range(14)]
    assert numbers[1][0] == "25"
    assert "Nothing falls due" in forecast(over, "en", Page(columns))[0]


def test_both_languages_say_the_same_things():
    assert SAID["zh"].keys() == SAID["en"].keys()
    for name, text in SAID["zh"].items():
        assert sorted(re.findall(r"\{\w+\}", str(text))) == sorted(re.findall(r"\{\w+\}", str(SAID["en"][name])))  # fmt: skip
