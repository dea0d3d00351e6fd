import re

from aigc_quiz import content
from aigc_quiz.bank import index
from aigc_quiz.bank.loader import load_bank


def test_the_page_lists_every_question_and_exercise(write, record, valid_exercise):
    folder = write(
        {
            "definitions/gan.yaml": [record("single"), record("short")],
            "frameworks/pytorch.yaml": [record("numeric") | {"difficulty": 5}],
            "coding/my_gan/exercise.yaml": valid_exercise,
        }
    )
    page = index.text(load_bank(folder))

    assert "3 questions and 1 graded exercises" in page
    assert "3 道题、1 道编程练习" in page
    assert "| numeric | 0 | 0 | 0 | 0 | 1 | 1 |" in page
    assert "| [gan](#gan) | 1 | 0 | 1 | 2 |" in page
    assert "### [gan](definitions/gan.yaml)" in page
    assert "- `a-short` 标题 · A title (short, 2/5)" in page
    assert "| [`my_gan`](coding/my_gan) | 标题 | A title | gan | 2/5 |" in page
    assert "frameworks/pytorch.yaml" in page


def test_its_links_lead_to_files(write, record):
    folder = write({"my topics/甲 乙.yaml": [record("fill")]})
    page = index.text(load_bank(folder))

    (target,) = set(re.findall(r"\]\(([^)#]+)", page))
    assert target == "my%20topics/%E7%94%B2%20%E4%B9%99.yaml"


def test_the_shipped_page_is_in_step_with_the_bank():
    page = content.questions_dir() / "README.md"

    # If this fails: aigc-quiz check --write-index
    assert page.read_text("utf-8") == index.text(load_bank())
