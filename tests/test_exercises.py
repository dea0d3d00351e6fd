"""The graders are proven by what the exercises ship; the whole proof is `aigc-quiz check --exercises`."""

import re
import subprocess
import sys

import pytest

from aigc_quiz.bank.loader import load_bank
from aigc_quiz.grading.judge import grade_file
from aigc_quiz.grading.report import NOT_RUN
from aigc_quiz.grading.sweep import sweep

EXERCISES = {exercise.slug: exercise for exercise in load_bank().exercises}
TRAINED = "gan_cartoon"  # its programs take up to a minute each


def wrong(exercises, **options):
    lines = list(sweep(exercises, **options))
    return len(lines), [
        f"{line.slug} {line.kind} {line.file}: {line.message}" for line in lines if not line.ok
    ]


@pytest.mark.parametrize("slug", [slug for slug in EXERCISES if slug != TRAINED])
def test_a_grader_passes_what_is_right_and_names_what_is_wrong(slug):
    graded, faults = wrong([EXERCISES[slug]])

    assert faults == []
    assert graded >= 1 + 2 + 1 + 6 + 4  # solution, variants, starter, mistakes, shams


@pytest.mark.parametrize(
    "mistake",
    ["z_ignored", "flipped_sign", "no_zero_grad", "first_batch_only", "seed_ignored", "renderer"],
)
def test_the_gan_probes_name_what_is_wrong(mistake):
    path = EXERCISES[TRAINED].folder / "mistakes" / f"{mistake}.py"
    (named,) = re.findall(r"^# fails: (\w+)$", path.read_text("utf-8"), re.M)

    report = grade_file(path, EXERCISES[TRAINED], seed=1)

    failed = [check.name for check in report.failed() if check.mistake != NOT_RUN]
    assert named in failed
    assert {check.mistake for check in report.checks if check.name == "distance"} <= {NOT_RUN}


@pytest.mark.sweep
@pytest.mark.timeout(3600)
def test_the_gan_grader_passes_what_is_right_and_names_what_is_wrong():
    graded, faults = wrong([EXERCISES[TRAINED]])

    assert faults == []
    assert graded >= 1 + 2 + 1 + 12 + 4


def test_grading_imports_nothing_that_takes_long():
    code = (
        "import sys; from aigc_quiz.cli.app import run\n"
        "assert run(['grade', 'solutions/scaled_dot_product_attention.py']) == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"sympy", "torch._dynamo", "prompt_toolkit"} & set(done.stderr.split())
