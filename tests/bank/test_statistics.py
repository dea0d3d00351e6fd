import pytest

from aigc_quiz.bank import statistics
from aigc_quiz.bank.loader import read_bank

HAN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


@pytest.fixture
def singles(write, record):
    """Makes a bank of singles from (place of the key, texts of the four options)."""

    def bank(rows):
        made = []
        for number, (place, *texts) in enumerate(rows):
            question = record("single") | {"id": f"q-{number}"}
            question["stem"] = {
                "zh": f"{HAN[number % 20] * 9}？",
                "en": f"{chr(97 + number % 26) * 30} {number * 7919}?",
            }
            for n, option in enumerate(question["options"]):
                option.pop("correct", None)
                option |= {"correct": True} if n == place else {}
                option["en"] = texts[n] if texts else f"option {n}"
                option["zh"] = f"说法{HAN[n]}"
            made.append(question)
        return read_bank(write({"definitions/gan.yaml": made})).bank

    return bank


def texts(bank):
    return [str(fault) for fault in statistics.faults(bank, statistics.gather(bank))]


def test_a_balanced_bank_has_no_fault(singles):
    bank = singles([(n % 4,) for n in range(24)])

    assert texts(bank) == []
    figures = statistics.gather(bank)
    assert figures.positions == (6, 6, 6, 6)
    assert figures.expected == (6, 6, 6, 6)
    assert (figures.chi_square, figures.longest_run) == (0, 1)


def test_the_key_is_not_always_in_the_same_place(singles):
    found = texts(singles([(2 if n % 4 else 0,) for n in range(24)]))

    assert found == [
        "我的 bank: keys stand in places [6, 0, 18, 0] (chi-square 36.0 > 11.3); reorder options",
        "我的 bank: 'pick C' scores 75% of 24 single questions; 35% is the most: reword or reorder options",
    ]


def test_chi_square_agrees_with_scipy(singles):
    from scipy.stats import chi2, chisquare

    figures = statistics.gather(singles([(p,) for p in [0, 1, 2, 2, 3, 1, 0, 0, 0, 2] * 2]))

    assert figures.chi_square == pytest.approx(chisquare(figures.positions).statistic)
    for freedom, critical in statistics._CRITICAL.items():
        assert critical == pytest.approx(chi2.ppf(0.99, freedom), abs=1e-3)


def test_no_run_is_longer_than_four(singles):
    assert texts(singles([(1,)] * 4)) == []
    assert texts(singles([(1,)] * 5)) == [
        "我的 bank: 5 keys in a row stand in the same place; 4 is the most: reorder"
    ]


@pytest.mark.parametrize(
    ("key", "name"),
    [("a much longer one", "pick the longest (en)"), ("key", "pick the shortest (en)")],
)
def test_length_does_not_give_the_key_away(key, name, singles):
    rows = [(n % 4, *(key if m == n % 4 else f"option {m}" for m in range(4))) for n in range(24)]

    assert texts(singles(rows)) == [
        f"我的 bank: {name!r} scores 100% of 24 single questions; "
        "35% is the most: reword or reorder options"
    ]


def test_avoiding_absolutes_does_not_find_the_key(singles):
    rows = [
        (n % 4, *("option k" if m == n % 4 else f"never o{m}" for m in range(4))) for n in range(24)
    ]

    assert texts(singles(rows)) == [
        "我的 bank: 'avoid absolutes (en)' scores 100% of 24 single questions; "
        "35% is the most: reword or reorder options"
    ]


def test_few_questions_say_nothing(singles):
    assert texts(singles([(0,), (0,), (0,)])) == []


@pytest.mark.parametrize(
    ("true", "of", "sound"),
    [(2, 4, True), (3, 6, True), (3, 7, True), (4, 6, False), (3, 3, True), (0, 4, False)],
)
def test_half_of_true_false_is_true(true, of, sound, write, record):
    made = []
    for number in range(of):
        question = record("true_false") | {"id": f"q-{number}"}
        if number >= true:
            for option in question["options"]:
                if option.pop("correct", False):
                    option["misconception"] = "other"
                else:
                    option.pop("misconception")
                    option["correct"] = True
        made.append(question)
    bank = read_bank(write({"a/b.yaml": made})).bank

    said = f"我的 bank: {true} of {of} true_false questions are true; 40-60 % should be"
    assert texts(bank) == ([] if sound else [said])


def test_near_duplicate_stems_are_reported(write, record):
    first, second, third = record("fill"), record("single"), record("multi")
    for question, han in ((first, "甲"), (second, "乙"), (third, "丙")):
        question["stem"]["zh"] = f"{han * 9}？"
    first["stem"]["en"] = (
        "What does the discriminator of a GAN output at the optimum, and why is it so?"
    )
    second["stem"]["en"] = (
        "What does the discriminator of a GAN output at the optimum, and why is it?"
    )
    third["stem"]["en"] = "Which of these statements about the generator of a GAN are true today?"
    bank = read_bank(write({"a/b.yaml": [first, second, third]})).bank

    (fault,) = statistics.warnings(statistics.gather(bank))
    assert fault.record == "a-single"
    assert fault.text == "its stem is 93% that of a-fill; are both needed?"


def test_stems_that_are_nearly_the_same_in_chinese_are_reported_too(write, record):
    first, second = record("fill"), record("single")
    first["stem"] = {"zh": "在最优点上，GAN 的判别器输出是多少？为什么", "en": "At the optimum?"}
    second["stem"] = {
        "zh": "在最优点上，GAN 的判别器输出是多少？为什么呢",
        "en": "What is put out?",
    }
    bank = read_bank(write({"a/b.yaml": [first, second]})).bank

    (fault,) = statistics.warnings(statistics.gather(bank))
    assert fault.text == "its stem is 95% that of a-fill; are both needed?"


def test_an_empty_bank_has_figures(write, valid_exercise):
    bank = read_bank(write({"coding/f/exercise.yaml": valid_exercise})).bank

    assert statistics.gather(bank).positions == ()
    assert texts(bank) == []
