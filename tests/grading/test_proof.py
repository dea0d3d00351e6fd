import dataclasses
from datetime import date

import pytest

from aigc_quiz.bank.question import Choice, Fill, Numeric, Option, Phrases, Text
from aigc_quiz.grading import proof

STEM = "What is printed?\n```python\nprint(6 * 7)\n```\n"
COMMON = {
    "difficulty": 1,
    "title": Text("", ""),
    "explanation": Text("", ""),
    "references": (),
    "volatility": "stable",
    "reviewed": date(2026, 11, 23),
    "category": "definitions",
    "topic": "gan",
    "path": "questions/definitions/gan.yaml",
    "line": 12,
}


def option(text, *, correct=False):
    return Option(Text(text, text), correct=correct, why=Text("", ""))


NUMERIC = Numeric(
    id="n", type="numeric", stem=Text("", ""), tags=(), answer=42.0, decimals=0,
    unit=Text("", ""), tolerance=0.0, **COMMON,
)  # fmt: skip
FILL = Fill(
    id="f", type="fill", stem=Text("", ""), tags=(), accept=Phrases(("softmax",), ("softmax",)),
    **COMMON,
)  # fmt: skip
READING = Choice(
    id="c", type="single", stem=Text("", STEM), tags=("code_reading",),
    options=(option("41"), option("42", correct=True), option("43")), **COMMON,
)  # fmt: skip
PLAIN = dataclasses.replace(READING, tags=())


def faults(*pairs):
    questions = [dataclasses.replace(question, proof=text) for question, text in pairs]
    return proof.faults(questions)


def test_right_proofs_pass_and_each_has_a_fresh_namespace():
    assert (
        faults(
            (NUMERIC, "assert key == 6 * 7\nleft = 1"),
            (NUMERIC, "assert 'left' not in globals()\nassert key == 42"),
            (FILL, "import torch\nassert hasattr(torch, key[0])"),
            (READING, "assert run(code) == key[0]\nassert options == ['41', '42', '43']"),
            (PLAIN, "assert 1 + 1 == 2"),
        )
        == []
    )


def test_no_proofs_need_no_jail():
    assert proof.faults([NUMERIC, FILL]) == []


@pytest.mark.parametrize(
    ("question", "text", "message"),
    [
        (NUMERIC, "assert key == 6 * 7 + 1", "proof of n fails: line 1: AssertionError"),
        (NUMERIC, "x = key\nassert x > 1", "passes with the falsified key 64.0"),
        (NUMERIC, "assert 6 * 7 == 42", "does not use `key`"),
        (FILL, "import torch\nassert key", "passes with the falsified key ['~']"),
        (READING, "assert key[0] in options", "passes with the falsified key ['41']"),
        (READING, "assert run('1/0') == key[0]", "fails: line 1: ZeroDivisionError"),
        (PLAIN, "x = (", "fails: line 1: SyntaxError"),
        (PLAIN, "open('/etc/passwd')", "fails: line 1: "),
        (PLAIN, "import os\nos._exit(0)", "crashed: proof: its process ended itself"),
    ],
)
def test_a_proof_that_proves_nothing_is_named_with_file_line_and_question(question, text, message):
    if "passwd" in text:
        from aigc_quiz.grading.jail import tier

        if tier.choose("auto") == "limits":
            pytest.skip("no strong isolation here")
    found = faults((question, text), (NUMERIC, "assert key == 42"))

    assert len(found) == 1
    assert found[0].startswith("questions/definitions/gan.yaml:12: proof of ")
    assert message in found[0]


def test_an_endless_proof_is_stopped_and_the_rest_go_on(monkeypatch):
    monkeypatch.setattr(proof, "PROOF_SECONDS", 2.0)

    found = faults((PLAIN, "while True: pass"), (NUMERIC, "assert key == 41"))

    assert ["timed_out" in found[0], "AssertionError" in found[1]] == [True, True]
