"""Running the proofs of questions in the jail: a right key passes, a falsified key must not."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aigc_quiz.bank.question import Choice, Fill, Numeric, Question, Short
from aigc_quiz.errors import GraderFault
from aigc_quiz.grading import install
from aigc_quiz.grading.faults import SubmissionFault
from aigc_quiz.grading.link import Limits, Link
from aigc_quiz.grading.wire import Value

PROOF_SECONDS = 30.0  # aim for one; the rest is for a busy machine
_BATCH = 200  # proofs a worker, so that nothing they leave behind grows
_FENCE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
_DRIVER = '''
import contextlib, io, random
import numpy
import torch


def run(code):
    """What `code` prints in a fresh namespace, stripped."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<code>", "exec", dont_inherit=True), {"__name__": "code"})
    return printed.getvalue().strip()


def prove(proof, key, options, code):
    """"" when the proof passes, else what it raised and where."""
    torch.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)
    names = {"__name__": "proof", "key": key, "options": options, "code": code, "run": run}
    try:
        exec(compile(proof, "<proof>", "exec", dont_inherit=True), names)
    except BaseException as fault:
        line = getattr(fault, "lineno", 0) or 0
        trace = fault.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<proof>":
                line = trace.tb_lineno
            trace = trace.tb_next
        return f"line {line}: {type(fault).__name__}: {str(fault)[:200]}".rstrip(": ")
    return ""
'''


@dataclass(frozen=True, slots=True)
class _Case:
    """What a proof is run with; `wrong` is a falsified key, None where none is demanded."""

    question: Question
    key: Value
    wrong: Value
    options: list[str]
    code: str


def faults(questions: Sequence[Question]) -> list[str]:
    """One line for each proof that does not prove its key; empty when all do.

    Raises:
        QuizError: torch is not installed.
        GraderFault: the jail did not work.
    """
    cases = [_case(question) for question in questions if question.proof]
    found = []
    if cases:
        install.require()
    while cases:
        done = 0
        with Link(
            file="proof", isolation="auto", device="cpu", allowed=Limits(seconds=3600.0)
        ) as link:
            for case in cases[:_BATCH]:
                done += 1
                fault = _fault(link, case)
                if fault:
                    question = case.question
                    where = f"{question.path}:{question.line}"
                    found.append(f"{where}: proof of {question.id} {fault}")
                if link.fault is not None:
                    break  # that worker is lost; the rest get a new one
        cases = cases[done:]
    return found


def _case(question: Question) -> _Case:
    match question:
        case Numeric():
            key: Value = question.answer
            wrong: Value = question.answer * 1.5 + 1
        case Fill():
            key, wrong = list(question.accept.en), ["~"]
        case Choice():
            key = [option.text.en for option in question.options if option.correct]
            wrong = [option.text.en for option in question.options if not option.correct][:1]
            if "code_reading" not in question.tags:
                wrong = None
        case Short():
            key, wrong = [point.text.en for point in question.key_points], None
        case _:
            raise GraderFault(f"a proof of a {type(question).__name__} cannot be run")
    options = [one.text.en for one in question.options] if isinstance(question, Choice) else []
    fence = _FENCE.search(question.stem.en)
    return _Case(question, key, wrong, options, fence[1] if fence else "")


def _fault(link: Link, case: _Case) -> str:
    proof = case.question.proof
    if case.wrong is not None and "key" not in _names(proof):
        return "does not use `key`; assert something about it"
    try:
        said = _run(link, case, case.key)
        if said:
            return f"fails: {said}"
        if case.wrong is not None and not _run(link, case, case.wrong):
            return f"passes with the falsified key {case.wrong!r}; assert more about `key`"
    except SubmissionFault as fault:
        return f"{fault.outcome}: {fault.message.en}"
    return ""


def _run(link: Link, case: _Case, key: Value) -> str:
    arguments = (case.question.proof, key, case.options, case.code)
    told = link.ask("run", _DRIVER, "prove", arguments, "give", seconds=PROOF_SECONDS)
    return str(told)


def _names(proof: str) -> Iterator[str]:
    try:
        tree = ast.parse(proof)
    except SyntaxError:
        return
    yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
