import pytest

from aigc_quiz.bank.loader import read_bank
from aigc_quiz.bank.selection import Wanted, select
from aigc_quiz.errors import QuizError


@pytest.fixture
def items(write, record, files_of_exercise):
    easy, hard = record("single"), record("numeric") | {"difficulty": 5, "tags": ["cost"]}
    files = {"definitions/gan.yaml": [easy], "challenges/cost_2.yaml": [hard]}
    return read_bank(write(files | files_of_exercise("f"))).bank.items


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), ["a-single", "a-numeric", "f"]),
        (Wanted(topics=("gan",)), ["a-single", "f"]),
        (Wanted(topics=("Cost-2",)), ["a-numeric"]),
        (Wanted(topics=("gan", "cost_2"), types=("single", "numeric")), ["a-single", "a-numeric"]),
        (Wanted(categories=("coding",)), ["f"]),
        (Wanted(types=("code",)), ["f"]),
        (Wanted(difficulties=("3-5",)), ["a-numeric"]),
        (Wanted(difficulties=("1", "2")), ["a-single", "f"]),
        (Wanted(tags=("code_style",)), ["a-single", "f"]),
        (Wanted(topics=("gan",), difficulties=("5",)), []),
    ],
)
def test_kinds_are_joined_by_and_and_names_by_or(wanted, ids, items):
    assert [item.id for item in select(items, wanted)] == ids


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(topics=("gam",)), "--topic: unknown topic 'gam'; did you mean gan?"),
        (Wanted(categories=("x",)), "--category: unknown category 'x'; known: challenges, coding"),
        (Wanted(difficulties=("0",)), "'0' is no level; use 1 to 5, or a range such as 2-4"),
    ],
)
def test_an_unknown_name_is_one_clear_line(wanted, said, items):
    with pytest.raises(QuizError) as caught:
        select(items, wanted)

    assert said in str(caught.value)
