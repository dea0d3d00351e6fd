import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Exercise
from aigc_quiz.screen import browse
from aigc_quiz.screen.render import Page, width


@pytest.fixture(scope="module")
def bank():
    return load_bank()


@pytest.mark.parametrize("columns", [40, 60, 92])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_page_but_links(columns, lang, bank):
    page = Page(columns)

    for item in bank.items:
        lines = (
            browse.exercise(item, lang, page, hints=True)
            if isinstance(item, Exercise)
            else browse.question(item, lang, page, answer=True)
        )
        wide = [line for line in lines if width(line) > columns and "://" not in line]
        assert wide == [], item.id


@pytest.mark.parametrize("columns", [40, 92])
def test_a_list_names_each_topic_once_and_each_item(columns, bank):
    lines = list(browse.rows(bank.questions, "en", Page(columns)))

    topics = [line for line in lines if not line.startswith(" ")]
    assert len(topics) == len(set(topics)) == len({q.path for q in bank.questions})
    for question in bank.questions:
        assert any(line.startswith(f"  {question.id} ") for line in lines)


@pytest.mark.parametrize(("columns", "beside"), [(60, False), (92, True)])
def test_titles_stand_beside_all_names_or_below_all(columns, beside, bank):
    some = [question for question in bank.questions if question.topic == "attention"]
    lines = list(browse.rows(some, "zh", Page(columns), topics=False))

    first = [line for line in lines if not line.startswith("   ")]
    assert len(first) == len(some)
    assert {question.title.zh in line for question, line in zip(some, first, strict=True)} == {
        beside
    }


def test_a_row_is_one_line_without_control_characters(bank):
    for item in bank.items:
        row = browse.row(item, "zh")
        assert row.startswith(item.id)
        assert row.isprintable()


def test_the_key_is_marked_by_a_sign_and_not_by_colour_alone(bank):
    question = bank.find("lora-zero-init")
    lines = list(browse.question(question, "en", Page(80), answer=True))

    right = [number for number, option in enumerate(question.options) if option.correct]
    marked = ["ABCDE".index(line[2]) for line in lines if line.startswith("+ ")]
    assert marked == right


def test_powers_in_formulas_and_code_keep_their_stars(bank):
    lines = list(browse.question(bank.find("vq-token-bits"), "en", Page(92), answer=True))

    wrong = [line for line in lines if line.startswith("! ")]
    assert wrong[1].startswith("! `(256 / factor)**2 * log(codes)`: ")
