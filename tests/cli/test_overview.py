import pytest
from command import written


def commands(shown):
    return [line.split("  ")[1] for line in shown.splitlines() if line.startswith("  aigc-quiz ")]


def test_a_newcomer_sees_three_commands(tmp_path):
    shown = written(tmp_path, AIGC_QUIZ_LANG="en")

    assert "Nothing practised yet" in shown
    assert commands(shown) == [
        "aigc-quiz practice",
        "aigc-quiz list",
        "aigc-quiz start gan_cartoon",
    ]


def test_a_returning_user_sees_what_is_due(tmp_path):
    written(tmp_path, "practice", "--limit", "1", lines=b"b\n")
    shown = written(tmp_path, AIGC_QUIZ_LANG="en")

    assert "0 due now; 1 of" in shown
    assert commands(shown)[1] == "aigc-quiz stats"


@pytest.mark.parametrize("columns", ["40", "80"])
def test_it_fits_and_speaks_chinese(tmp_path, columns):
    shown = written(tmp_path, AIGC_QUIZ_LANG="zh", COLUMNS=columns)

    assert "接下来可以" in shown
    assert max(map(len, shown.splitlines())) <= int(columns)
