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
# Their programs train for a minute or more each: some mistake of theirs shows only then.
TRAINED = {
    slug
    for slug, exercise in EXERCISES.items()
    if any(
        "\n# stage: training\n" in path.read_text("utf-8")
        for path in (exercise.folder / "mistakes").glob("*.py")
    )
}


def wrong(exercises, **options):
    lines = list(sweep(exercises, **options))
    return len(lines), [
        f"{line.slug} {line.kind} {line.file}: {line.message}" for line in lines if not line.ok
    ]


@pytest.mark.parametrize("slug", [slug for slug in EXERCISES if slug not in TRAINED])
def test_a_grader_passes_what_is_right_and_names_what_is_wrong(slug):
    graded, faults = wrong([EXERCISES[slug]], seed=1)

    assert faults == []
    assert graded >= 1 + 2 + 1 + 6 + 4  # solution, variants, starter, mistakes, shams


@pytest.mark.sweep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("slug", [slug for slug in EXERCISES if slug not in TRAINED])
def test_a_grader_does_so_whatever_it_draws(slug):
    assert [wrong([EXERCISES[slug]], seed=seed)[1] for seed in range(2, 22)] == [[]] * 20


def test_the_exercises_that_train_are_known():
    assert {"gan_cartoon", "diffusion_cartoon"} <= TRAINED < set(EXERCISES)


@pytest.mark.parametrize(
    ("slug", "mistake"),
    [
        ("gan_cartoon", "z_ignored"),
        ("gan_cartoon", "flipped_sign"),
        ("gan_cartoon", "no_zero_grad"),
        ("gan_cartoon", "first_batch_only"),
        ("gan_cartoon", "seed_ignored"),
        ("gan_cartoon", "renderer"),
        ("gan_cartoon", "average_without_buffers"),
        ("gan_cartoon", "other_noise_when_sampling"),
        ("diffusion_cartoon", "time_of_the_first_image"),
        ("diffusion_cartoon", "alpha_not_cumulative"),
        ("diffusion_cartoon", "square_roots_forgotten_in_loss"),
        ("diffusion_cartoon", "picture_taken_for_noise"),
        ("diffusion_cartoon", "noise_in_the_last_step"),
        ("diffusion_cartoon", "no_zero_grad"),
    ],
)
def test_the_probes_name_what_is_wrong_before_anything_is_trained(slug, mistake):
    path = EXERCISES[slug].folder / "mistakes" / f"{mistake}.py"
    (named,) = re.findall(r"^# fails: (\w+)$", path.read_text("utf-8"), re.M)

    report = grade_file(path, EXERCISES[slug], seed=1)

    failed = [check.name for check in report.failed() if check.mistake != NOT_RUN]
    assert named in failed
    assert {check.mistake for check in report.checks if check.name == "distance"} == {NOT_RUN}


@pytest.mark.sweep
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("slug", sorted(TRAINED))
def test_a_grader_that_trains_passes_what_is_right_and_names_what_is_wrong(slug):
    graded, faults = wrong([EXERCISES[slug]])

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
