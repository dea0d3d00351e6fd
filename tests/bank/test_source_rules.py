from datetime import date

import pytest

from aigc_quiz.bank import rules

TODAY = date(2026, 11, 23)

PAPER = {"title": "A Paper", "year": 2014, "arxiv": "1406.2661"}
CONTRADICTIONS = {
    "title": (
        PAPER | {"title": "A Preprint"},
        "a-single has another title for arXiv 1406.2661; correct one of them",
    ),
    "id": (
        PAPER | {"arxiv": "1406.2662"},
        "a-single has arXiv 1406.2661 for this title; correct one of them",
    ),
    "year": (PAPER | {"year": 2015}, "a-single has the year 2014 for it; write the same"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_paper_has_one_title_one_id_and_one_year_in_the_whole_bank(
    name, bank_of, record, files_of_exercise
):
    reference, said = CONTRADICTIONS[name]
    first, second = record("single"), files_of_exercise("f_x")
    first["references"] = [PAPER]
    exercise = second["coding/f_x/exercise.yaml"]
    exercise["references"] = [reference, {"title": "Manual", "year": 2024, "url": "https://a.org"}]

    (fault,) = rules.faults(bank_of({"a/b.yaml": [first], **second}), TODAY)

    assert fault.record == "f_x"
    assert fault.text == f"reference {reference['title']!r}: {said}"


@pytest.mark.parametrize(
    "reference",
    [
        PAPER,
        PAPER | {"title": "a  paper", "arxiv": "1406.2661v2"},
        {"title": "A Paper", "year": 2020, "doi": "10.1145/3422622"},  # a later edition
    ],
)
def test_what_names_a_paper_alike_is_no_contradiction(reference, bank_of, record):
    first, second = record("single"), record("fill")
    first["references"], second["references"] = [PAPER], [reference]

    assert rules.faults(bank_of({"a/b.yaml": [first, second]}), TODAY) == []
