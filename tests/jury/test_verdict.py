import pytest

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.report import NOT_RUN, Check
from aigc_quiz.images.quality import Likeness, Measured
from aigc_quiz.images.traits import Gap
from aigc_quiz.images.world import ATTRIBUTES
from aigc_quiz.jury import verdict
from aigc_quiz.jury.curves import Curves
from aigc_quiz.jury.lines import NAMES, Lines, Medal
from aigc_quiz.jury.wording import named

LINES = Lines(
    distance=48.0,
    coverage=0.05,
    diversity=0.2,
    colours=0.75,
    copies=0.25,
    medals=(Medal("gold", 22.0, 0.6), Medal("silver", 32.0, 0.45), Medal("bronze", 45.0, 0.25)),
    reference={"distance": (22.0, 30.0)},
)
GOOD = Measured(
    distance=30.0,
    precision=0.7,
    recall=0.1,
    density=0.7,
    coverage=0.5,
    copies=0.0,
    diversity=1.1,
    colours=0.4,
    kernel=0.2,
)
FLOOR = Likeness(distance=0.9, kernel=0.0, precision=0.92, recall=0.93, density=1.0, coverage=0.96)


def evidence(measured=GOOD, **changes):
    curves = Curves(("loss",), 1.4)
    curves.losses.append((0.5,))
    fields = {
        "measured": measured,
        "floor": FLOOR,
        "lines": LINES,
        "early": 170.0,
        "blank_draws": False,
        "curves": curves,
        "steps": 1000,
        "usual_steps": 1000,
        "asked": False,
        "own_images": False,
        "causes": [Text("学习率太大。", "The learning rate is too high.")],
        "noted": [],
        "gaps": [],
    }
    return verdict.Evidence(**(fields | changes))


def told(e):
    return {check.name: check for check in verdict.verdicts(e)}


def test_what_meets_every_line_passes_every_check_without_a_word():
    checks = list(verdict.verdicts(evidence()))

    assert [check.name for check in checks] == [one for one in NAMES if one != NAMES[0]]
    assert all(check.passed and not check.message.en for check in checks)


@pytest.mark.parametrize(
    ("name", "change", "picture"),
    [
        ("distance", {"distance": 48.5}, "samples.png"),
        ("distance", {"distance": 90.0, "precision": 0.1}, "worst.png"),
        ("coverage", {"coverage": 0.049}, "samples.png"),
        ("diversity", {"diversity": 0.19}, "samples.png"),
        ("learned_these_colours", {"colours": 0.76}, "real.png"),
        ("learned_these_colours", {"exchanged": 1.01}, "real.png"),
        ("novelty", {"copies": 0.26}, "nearest.png"),
    ],
)
def test_a_line_that_is_missed_fails_its_own_check_and_names_a_picture(name, change, picture):
    checks = told(evidence(GOOD._replace(**change)))

    assert [one for one, check in checks.items() if not check.passed] == [name]
    for text in (checks[name].message.zh, checks[name].message.en):
        assert picture in text


def test_a_distance_is_set_beside_the_line_the_reference_and_real_images():
    message = told(evidence(GOOD._replace(distance=62.34)))["distance"].message

    for number in ("62.3", "48", "22", "30", "0.9"):
        assert number in message.en
        assert number in message.zh


def test_the_likely_cause_is_what_the_curves_tell():
    poor = GOOD._replace(distance=90.0)

    assert told(evidence(poor))["distance"].message.en.endswith("The learning rate is too high.")
    assert told(evidence(poor))["distance"].message.zh.endswith("学习率太大。")


def test_the_cause_is_told_once_and_not_of_a_training_cut_short():
    poor = GOOD._replace(distance=90.0, coverage=0.0, diversity=0.0)

    full, short = told(evidence(poor)), told(evidence(poor, steps=300))

    assert [name for name, check in full.items() if "Likely" in check.message.en] == ["distance"]
    assert not any("Likely" in check.message.en for check in short.values())
    only = told(evidence(GOOD._replace(diversity=0.0)))
    assert "Likely" in only["diversity"].message.en


def test_what_a_probe_found_before_comes_first_and_advice_last():
    poor = GOOD._replace(distance=90.0)
    found = Check("zero_grad", False, Text("没有清零。", "Not cleared."))
    advice = Check("uses_losses", False, Text("没有用。", "Not used."), advice=True)

    first = told(evidence(poor, noted=[advice, found]))["distance"].message.en
    last = told(evidence(poor, noted=[advice]))["distance"].message.en

    assert first.endswith("The likely cause is what the probe zero_grad found: Not cleared.")
    assert last.endswith("too high. See the advice of uses_losses, too.")


def test_a_network_that_draws_without_weights_is_told():
    assert not told(evidence(blank_draws=True))["trained_network_draws"].passed


def test_what_is_good_after_three_steps_was_not_trained():
    checks = told(evidence(early=17.0))

    assert [name for name, check in checks.items() if not check.passed] == ["training_takes_steps"]
    assert "17.0" in checks["training_takes_steps"].message.en


def test_what_is_hardly_drawn_is_named_with_its_shares():
    gaps = [Gap("hat", 3, 0.38, 0.02), Gap("skin", 1, 0.2, 0.0)]

    covered = told(evidence(gaps=gaps))["attributes"]
    short = told(evidence(GOOD._replace(coverage=0.01), gaps=gaps))

    assert covered.advice
    assert (
        "crowns (real 38%, yours 2%), skin colour no. 2 (real 20%, yours 0%)" in covered.message.en
    )
    assert "王冠（真图 38%，你的 2%）、第 2 种肤色（真图 20%，你的 0%）" in covered.message.zh
    assert "crowns (real 38%, yours 2%)" in short["coverage"].message.en
    assert "attributes" not in short


def test_every_value_of_every_attribute_has_a_name():
    names = {
        (name, value): named(name, value) for name, count in ATTRIBUTES for value in range(count)
    }

    assert len({text.en for text in names.values()}) == len(names)
    assert len({text.zh for text in names.values()}) == len(names)


# --- trainings of another length, and images of the user's own ---


def test_a_line_that_a_shorter_training_missed_is_neither_passed_nor_failed():
    checks = told(evidence(GOOD._replace(distance=90.0, copies=0.9), steps=500))

    assert checks["distance"].mistake == NOT_RUN
    assert "500 steps and the line is that of 1000" in checks["distance"].message.en
    assert checks["novelty"].mistake == ""  # copies are copies, however early
    assert not checks["novelty"].passed
    assert checks["coverage"].passed
    assert "no medal" in checks["training_length"].message.en
    assert "--timeout" in checks["training_length"].message.en
    asked = told(evidence(steps=500, asked=True))
    assert "--timeout" not in asked["training_length"].message.en


def test_a_line_that_a_longer_training_reached_is_not_passed():
    checks = told(evidence(steps=2000))

    assert {name for name, check in checks.items() if check.mistake == NOT_RUN} == {
        "distance",
        "coverage",
        "diversity",
        "learned_these_colours",
    }


def test_images_of_ones_own_are_set_beside_each_other_and_have_no_line():
    checks = told(evidence(GOOD._replace(distance=500.0, copies=0.9), own_images=True))

    assert checks["distance"].advice
    assert "500.0, that of your own real images 0.9" in checks["distance"].message.en
    assert [one for one, check in checks.items() if not check.passed and not check.advice] == [
        "novelty"
    ]
    assert "learned_these_colours" not in checks


# --- medals ---


@pytest.mark.parametrize(
    ("distance", "coverage", "medal"),
    [
        (22.0, 0.6, "gold"),
        (22.1, 0.6, "silver"),
        (22.0, 0.59, "silver"),
        (45.0, 0.25, "bronze"),
        (45.1, 0.9, ""),
        (1.0, 0.2, ""),
    ],
)
def test_a_medal_asks_for_distance_and_coverage_both(distance, coverage, medal):
    assert LINES.medal(GOOD._replace(distance=distance, coverage=coverage)) == medal


def next_medal(medal, **changes):
    e = evidence(GOOD._replace(**changes))
    return [check.message.en for check in verdict.next_medal(e, medal, passed=True)]


def test_a_pass_says_what_the_next_medal_asks_and_what_to_do():
    assert next_medal("silver", distance=30.0, coverage=0.7) == [
        "For a gold medal: a distance of at most 22 (yours 30.0). The learning rate is too high."
    ]
    assert next_medal("", distance=46.0, coverage=0.2) == [
        "For a bronze medal: a distance of at most 45 (yours 46.0) and a coverage of at least 25% "
        "(yours 20%). The learning rate is too high."
    ]


def test_gold_has_nothing_above_it_and_no_medal_is_offered_to_a_failure():
    assert next_medal("gold") == []
    assert list(verdict.next_medal(evidence(), "", passed=False)) == []
    assert list(verdict.next_medal(evidence(steps=500), "", passed=True)) == []
