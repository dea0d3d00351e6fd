"""Whether the heavy half of the installation, torch and its companions, is there."""

import importlib.util

from aigc_quiz.errors import QuizError

_NEEDED = ("torch", "numpy", "safetensors")


def present() -> bool:
    """Whether submissions can be graded here."""
    return not _missing()


def _missing() -> list[str]:
    return [name for name in _NEEDED if importlib.util.find_spec(name) is None]


def require() -> None:
    """Pass when submissions can be graded here.

    Raises:
        QuizError: torch, numpy or safetensors is not installed; the message says what to install.
    """
    missing = _missing()
    if missing:
        raise QuizError(f'grading needs {", ".join(missing)}: pip install "aigc-quiz[grade]"')
