"""A wheel holds the content, and works from any folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel's files, unpacked where nothing of the repository is beside them."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = dist.glob("*.whl")
    target = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(installed, folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "aigc_quiz", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "AIGC_QUIZ_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_wheel_ships_questions_solutions_and_weights(installed):
    inside = installed / "aigc_quiz"

    assert (inside / "questions/coding/gan_cartoon/exercise.yaml").is_file()
    assert (inside / "questions/definitions/gan.yaml").is_file()
    assert (inside / "solutions/gan_cartoon.py").is_file()
    assert (inside / "images/features.safetensors").is_file()
    assert not list(installed.rglob("__pycache__"))


def test_the_installed_wheel_lists_the_whole_bank_from_another_folder(installed, tmp_path):
    lines = run(installed, tmp_path, "list", "--json").stdout.splitlines()
    here = subprocess.run(
        [sys.executable, "-m", "aigc_quiz", "list", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(lines) >= 86
    assert sorted(lines) == sorted(here.stdout.splitlines())
    assert json.loads(lines[0]).keys() >= {"id", "category", "topic", "type", "difficulty", "title"}


def test_start_writes_the_starter_from_the_wheel(installed, tmp_path):
    run(installed, tmp_path, "start", "gan_cartoon", "my_gan.py")

    text = (tmp_path / "my_gan.py").read_text("utf-8")
    assert text.startswith("# aigc-quiz: gan_cartoon")
