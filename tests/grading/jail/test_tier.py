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
