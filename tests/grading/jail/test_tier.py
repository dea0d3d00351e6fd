import subprocess
import sys
from pathlib import Path

import pytest

import aigc_quiz
from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading.jail import tier

LIMITS = tier.Reason("limits", available=True, why="always")
PACKAGE = Path(aigc_quiz.__file__).parent


@pytest.fixture
def machine(monkeypatch):
    def with_tiers(*names):
        reasons = [tier.Reason(name, name in names, "so") for name in ("namespace", "kernel")]
        monkeypatch.setattr(tier, "reasons", lambda: (*reasons, LIMITS))

    return with_tiers


@pytest.mark.parametrize(
    ("there", "isolation", "expected"),
    [
        (("namespace", "kernel"), "auto", "namespace"),
        (("kernel",), "auto", "kernel"),
        (("namespace", "kernel"), "strict", "namespace"),
        ((), "auto", "limits"),
        (("namespace", "kernel"), "none", "limits"),
        (("namespace", "kernel"), "kernel", "kernel"),
    ],
)
def test_the_best_tier_is_taken(machine, there, isolation, expected):
    machine(*there)

    assert tier.choose(isolation) == expected


def test_strict_refuses_a_machine_without_the_first_tier(machine):
    machine("kernel")

    with pytest.raises(GraderFault, match="--isolation strict: so"):
        tier.choose("strict")


def test_a_tier_by_name_is_that_tier_or_nothing(machine):
    machine()

    with pytest.raises(GraderFault, match="--isolation kernel: so"):
        tier.choose("kernel")


def test_an_unknown_word_is_wrong_usage():
    with pytest.raises(QuizError, match="--isolation much: unknown; use auto, strict, none"):
        tier.choose("much")


def test_the_interpreter_is_readable_and_our_own_package_is_not():
    paths, listed = tier.readable()

    assert any(
        Path(sys.prefix).is_relative_to(path) or path == sys.prefix for path in paths + listed
    )
    for private in (
        PACKAGE,
        PACKAGE.parent / "solutions",
        PACKAGE.parent / "questions",
        Path.home(),
    ):
        assert not any(private == Path(path) or private.is_relative_to(path) for path in paths)


def test_a_folder_that_holds_our_package_is_granted_child_by_child(tmp_path, monkeypatch):
    for name in ("torch", "aigc_quiz", "numpy"):
        (tmp_path / "site" / name).mkdir(parents=True)
    monkeypatch.setattr(
        tier, "_private_places", lambda: frozenset({tmp_path / "site" / "aigc_quiz"})
    )
    granted, listed = set(), set()

    tier._grant(tmp_path, granted, listed)

    assert granted == {str(tmp_path / "site" / "torch"), str(tmp_path / "site" / "numpy")}
    assert listed == {str(tmp_path), str(tmp_path / "site")}


def test_a_gpu_is_opened_only_when_it_is_asked_for():
    assert tier.devices("cpu") == ((), ())
    assert "/proc/driver/nvidia" in tier.devices("cuda")[1]


def test_every_link_of_the_interpreter_is_readable(tmp_path, monkeypatch):
    """A virtual environment of a system's Python: venv/bin/python -> /usr/bin/python3 -> python3.11."""
    real = tmp_path / "usr" / "python3.11"
    real.parent.mkdir()
    real.write_text("")
    (tmp_path / "usr" / "python3").symlink_to("python3.11")
    (tmp_path / "python").symlink_to(tmp_path / "usr" / "python3")
    before = tier.readable()[0]
    monkeypatch.setattr(tier.sys, "executable", str(tmp_path / "python"))
    tier.readable.cache_clear()

    try:
        paths = set(tier.readable()[0])
    finally:
        monkeypatch.undo()
        tier.readable.cache_clear()

    assert {str(tmp_path / "python"), str(tmp_path / "usr" / "python3"), str(real)} <= paths
    assert str(tmp_path / "usr" / "python3") not in before


def test_a_circle_of_links_comes_to_an_end(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    assert str(tmp_path / "b") in tier.links(str(tmp_path / "a"))


def test_what_lies_in_a_folder_that_is_shown_is_not_mounted_again(tmp_path, monkeypatch):
    """A mount onto a link inside a read-only folder would keep bubblewrap from starting."""
    prefix = tmp_path / "venv"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "python").symlink_to("/usr/bin/python3")
    monkeypatch.setattr(
        tier,
        "readable",
        lambda: ((str(prefix), str(prefix / "bin" / "python"), "/usr/bin/python3"), ()),
    )

    made = tier.command("namespace", "cpu", str(tmp_path / "scratch"), ["true"])

    mounted = [made[at + 1] for at, word in enumerate(made) if word == "--ro-bind-try"]
    assert str(prefix) in mounted
    assert "/usr/bin/python3" in mounted
    assert str(prefix / "bin" / "python") not in mounted


def test_a_python_that_is_called_by_a_roundabout_path_can_be_started():
    python = Path(sys.executable)
    roundabout = f"../{python.parent.name}/{python.name}"
    code = (
        "import sys; from aigc_quiz.grading.jail import tier\n"
        "assert '..' in sys.executable and '..' not in ''.join(tier.readable()[0])\n"
        "print(tier.interpreter())"
    )

    done = subprocess.run(
        [roundabout, "-c", code], cwd=python.parent, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == str(python.parent.resolve() / python.name)
