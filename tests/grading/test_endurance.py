import contextlib
import os
import tempfile
from pathlib import Path

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.content import solutions_dir
from aigc_quiz.grading import grade_file
from aigc_quiz.grading.jail import tree
from aigc_quiz.grading.nursery import Nursery
from aigc_quiz.grading.start import cold

GRADINGS = 200
WARM_UP = 20  # torch loads what it needs lazily
GROWTH = 1.05


def left_behind():
    return (
        sorted(tree.children(os.getpid())),
        len(list(Path("/proc/self/fd").iterdir())),
        sorted(Path(tempfile.gettempdir()).glob("*")),
    )


@pytest.mark.sweep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("warm", [True, False], ids=["forked", "cold"])
def test_two_hundred_gradings_leave_no_process_no_file_and_no_memory(warm, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    slugs = [
        one.slug for one in load_bank().exercises if not one.slug.endswith("_cartoon")
    ]  # those train
    sizes, found = [], None
    with Nursery() if warm else contextlib.nullcontext(cold) as starter:
        for number in range(GRADINGS):
            file = solutions_dir() / f"{slugs[number % len(slugs)]}.py"
            assert grade_file(file, starter=starter).outcome == "passed"
            sizes.append(tree._status(os.getpid(), "VmRSS:"))
            found = found or left_behind()
            assert found == left_behind()

    print(f"\n{sizes[WARM_UP]} KiB after {WARM_UP} gradings, {sizes[-1]} after {GRADINGS}")  # noqa: T201
    assert sizes[-1] <= GROWTH * sizes[WARM_UP]
