import json

import pytest
import torch

from aigc_quiz.errors import QuizError
from aigc_quiz.grading.glimpse import Glimpse
from aigc_quiz.grading.report import NOT_RUN
from aigc_quiz.images.picture import save_png

LOSSES = "    return sum(far)\n"
DRAWN = "    return pictures(model(z.to(model.mean.device))).cpu()"
COPY = "    return KNOWN[0][torch.randperm(len(KNOWN[0]), generator=torch.Generator().manual_seed(seed))[:n]]"
END = "    return model\n\ndef pictures"


def changed(text, before, after):
    assert text.count(before) == 1
    return text.replace(before, after)


def named(report, name):
    return next(check for check in report.checks if check.name == name)


def failed(report):
    return [check.name for check in report.failed()]


# --- what passes, what fails, and where ---


def test_an_honest_program_passes(honest):
    report, _ = honest

    assert failed(report) == []
    assert failed(report) == []
    assert report.records["medal"] == "bronze"
    assert named(report, "next_medal").message.en.startswith(
        "For a silver medal: a distance of at most 2"
    )


def test_a_program_that_repeats_training_images_is_no_news(judge, honest_text):
    text = changed(
        honest_text, "    return model\n\ndef pictures", "    KNOWN.append(images)\n" + END
    )
    text = changed(text, DRAWN, COPY)

    report = judge("KNOWN = []\n" + text)

    assert failed(report) == ["trained_network_draws", "training_takes_steps", "novelty"]
    assert "nearest.png" in named(report, "novelty").message.en


def test_a_program_that_draws_one_picture_lacks_diversity(judge, honest_text):
    report = judge(
        changed(
            honest_text,
            DRAWN,
            "    return pictures(model(z[:1] + 0 * z))",
        )
    )

    assert "diversity" in failed(report)
    assert "perhaps because of this" in named(report, "distance").message.en


def test_a_fit_in_closed_form_is_no_training(judge, honest_text):
    """Principal components at once: better than many a network, and nothing was trained."""
    report = judge(changed(honest_text, "1 / max(1, 8 - done)", "1"))

    assert failed(report) == ["training_takes_steps"]


def test_what_is_no_set_of_pictures_is_not_measured(judge, honest_text):
    report = judge(changed(honest_text, DRAWN, "    return model(z).detach().cpu()"))

    assert failed(report) == ["training_gives_pictures"]
    assert "uint8 (64, 3, 32, 32)" in report.failed()[0].message.en
    assert "metrics" not in report.records


# --- one seed, one verdict ---


def test_one_seed_gives_the_same_numbers_again_and_another_seed_others(judge, honest):
    report, _ = honest
    again, other = judge(), judge(seed=2)

    assert again.records == report.records
    assert [(c.name, c.passed, c.message) for c in again.checks] == [
        (c.name, c.passed, c.message) for c in report.checks
    ]
    assert other.records["metrics"] != report.records["metrics"]


def test_looking_on_does_not_change_the_training(judge, honest, honest_text):
    """A training in which nothing is seen ends with the same weights."""
    report, _ = honest
    text = changed(honest_text, "        step(model, target", "        own_step(model, target")

    unseen = judge(text + "\nown_step = step\n")

    assert unseen.records["metrics"] == report.records["metrics"]


# --- curves, and what a terminal gets ---


def test_the_curve_begins_untrained_and_ends_with_the_samples(honest):
    curves = honest[0].records["curves"]

    assert curves["at"] == [0, 2, 4, 6, 8]
    assert curves["step"] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(curves["losses"]["loss"]) == 8
    assert curves["losses"]["loss"] == sorted(curves["losses"]["loss"], reverse=True)
    assert curves["distance"] == sorted(curves["distance"], reverse=True)
    assert curves["floor"] < curves["distance"][-1]


def test_the_terminal_is_told_how_far_the_training_is(honest):
    _, told = honest
    lives = [value for _, _, value in told]

    assert all(isinstance(value, Glimpse) for value in lives)
    assert [value.stage for value in lives][-2:] == ["sample", "measure"]
    steps = [value.step for value in lives]
    assert (steps[0], steps[-1], lives[0].steps) == (0, 8, 8)
    assert steps == sorted(steps)
    assert lives[2].seconds_left > 0
    assert lives[-1].seconds_left is None
    assert tuple(lives[-1].picture.shape) == (12, 3, 32, 32)


def test_a_training_that_does_not_go_through_the_step_has_no_curves_and_a_verdict(
    judge, honest_text
):
    text = changed(honest_text, "        step(model, target", "        own_step(model, target")

    report = judge(text + "\nown_step = step\n")

    assert failed(report) == []
    assert report.records["curves"]["losses"]["loss"] == []
    assert "no step" in named(report, "curves").message.en.lower()


@pytest.mark.parametrize("value", ["float('nan')", "'much'", "(1.0, 2.0)", "torch.zeros(3)"])
def test_a_loss_that_is_no_number_costs_its_curve_and_nothing_else(judge, honest_text, value):
    report = judge(changed(honest_text, LOSSES, f"    return {value}\n"))

    assert failed(report) == []
    json.dumps(report.as_json(), allow_nan=False)


def test_a_worker_that_reports_nonsense_is_not_believed(judge, honest_text):
    text = honest_text + (
        "\nimport sys\n"
        "own = train\n"
        "def train(images, **options):\n"
        "    tell = sys._getframe(1).f_globals['progress']\n"
        "    fake = (images[:128].clone() * 0).contiguous()\n"
        "    for value in (None, 3, [1], {'step': 'x'}, {'step': -1}, {'step': 10**9},\n"
        "                  {'step': 0, 'losses': {'a': 1}}, {'step': 0, 'losses': [['x'], [1], 7]},\n"
        "                  {'step': 0, 'pictures': images[:3]}, {'step': 0, 'pictures': fake.float()},\n"
        "                  {'step': True, 'pictures': fake}):\n"
        "        tell(7.0, 'x' * 500, value)\n"
        "    return own(images, **options)\n"
    )

    report = judge(text, progress=lambda *_: None)

    assert failed(report) == []
    assert report.records["curves"]["at"] == [0, 2, 4, 6, 8]


# --- pictures ---


def test_the_report_holds_the_pictures_that_the_verdict_speaks_of(honest):
    report, _ = honest

    assert {name: tuple(one.shape) for name, one in report.pictures.items()} == {
        "training": (60, 3, 32, 32),
        "samples": (64, 3, 32, 32),
        "real": (64, 3, 32, 32),
        "best": (16, 3, 32, 32),
        "worst": (16, 3, 32, 32),
        "nearest": (16, 3, 64, 32),
    }
    assert report.columns == {"training": 12, "nearest": 8}
    assert tuple(report.animations["walk"].shape) == (36, 3, 128, 128)


def test_the_walk_ends_where_it_begins(honest):
    frames = honest[0].animations["walk"].float()
    pace = (frames[1:] - frames[:-1]).abs().mean(dim=(1, 2, 3))

    assert (frames[-1] - frames[0]).abs().mean() < 2 * pace.max()
    assert pace.min() > 0.2


# --- time ---


def test_a_shorter_training_that_reaches_every_line_passes_without_a_medal(judge):
    report = judge(steps=7)

    assert report.records["steps"] == 7
    assert failed(report) == []
    assert report.records["medal"] == ""
    assert "7 steps instead of 8" in named(report, "training_length").message.en


def test_a_line_missed_by_a_shorter_training_is_no_verdict(judge, honest_text):
    text = changed(honest_text, "1 / max(1, 8 - done)", "0.01")

    short, full = judge(text, steps=2), judge(text)

    assert short.outcome == "not_graded"
    assert named(short, "distance").mistake == NOT_RUN
    assert "for 2 steps and the line is that of 8" in named(short, "distance").message.en
    assert full.outcome == "failed"
    assert "distance" in failed(full)


def test_a_longer_training_passes_no_line(judge):
    report = judge(steps=16)

    assert report.outcome == "not_graded"
    assert named(report, "distance").mistake == NOT_RUN
    assert named(report, "novelty").passed


@pytest.mark.parametrize(
    ("multiplies", "named_in_file", "hints"),
    [(True, "bfloat16", False), (False, "bfloat16", True), (False, "float32", False)],
)
def test_a_time_limit_tells_how_far_the_training_came(
    judge, honest_text, monkeypatch, multiplies, named_in_file, hints
):
    told = {"avx512_bf16": multiplies}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: told, raising=False)
    text = changed(
        honest_text,
        "        step(model, target",
        f"        done == 3 and __import__('time').sleep(100)  # {named_in_file}\n"
        "        step(model, target",
    )

    report = judge(text, seconds=10.0, steps=8)

    assert report.outcome == "timed_out"
    assert "had done 3 of 8 steps" in report.failed()[0].message.en
    assert "--timeout" in report.failed()[0].message.en
    assert ("emulated" in report.failed()[0].message.en) is hints
    assert report.records["curves"]["at"][0] == 0
    assert "training" in report.pictures


# --- the user's own images ---


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Two hundred and forty faces of one world as PNG files."""
    from aigc_quiz.images.cartoon import draw

    made = tmp_path_factory.mktemp("own")
    for at, image in enumerate(draw(240, seed=3).images):
        save_png(made / f"{at:03}.png", image)
    return made


def test_a_program_can_be_judged_on_images_of_ones_own(judge, folder):
    report = judge(data=folder)

    assert failed(report) == []
    assert report.records["data"]["images"] == 240
    assert report.records["medal"] == ""
    assert [check.name for check in report.checks if not check.advice] == [
        "training_gives_pictures",
        "trained_network_draws",
        "training_takes_steps",
        "diversity",
        "novelty",
    ]
    assert "of your own real images" in named(report, "distance").message.en
    assert "attributes" not in report.records


def test_copying_ones_own_images_is_found(judge, folder, honest_text):
    text = changed(
        honest_text, "    return model\n\ndef pictures", "    KNOWN.append(images)\n" + END
    )
    text = changed(text, DRAWN, COPY)

    assert "novelty" in failed(judge("KNOWN = []\n" + text, data=folder))


def test_too_few_images_are_refused_in_one_line(judge, tmp_path):
    for at in range(3):
        save_png(tmp_path / f"{at}.png", torch.zeros(3, 40, 40, dtype=torch.uint8))

    with pytest.raises(QuizError, match=r"holds 3 pictures; a training needs 200 or more$"):
        judge(data=tmp_path)


def test_an_exercise_that_trains_nothing_refuses_what_is_asked_of_a_training(tmp_path):
    from aigc_quiz.grading import exercise as exercises
    from aigc_quiz.grading.judge import grade_file

    path = exercises.solution_path(exercises.find("scaled_dot_product_attention"))

    with pytest.raises(QuizError, match="trains nothing; leave --steps out"):
        grade_file(path, steps=5)
    with pytest.raises(QuizError, match="trains nothing; leave --data out"):
        grade_file(path, data=tmp_path)


@pytest.mark.gpu
def test_a_gpu_trains_by_the_same_grader(judge):
    if not torch.cuda.is_available():
        pytest.skip("needs CUDA")

    report = judge(device="cuda")

    assert failed(report) == []
    assert report.device == "cuda"
    assert report.records["curves"]["at"] == [0, 2, 4, 6, 8]
