"""Whether the heavy half of the installation, torch and its companions, is there."""

import importlib.util

from aigc_quiz.errors import QuizError


def require() -> None:
    """Pass when submissions can be graded here.

    Raises:
        QuizError: torch, numpy or safetensors is not installed; the message says what to install.
    """
    missing = [
        name for name in ("torch", "numpy", "safetensors") if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise QuizError(f'grading needs {", ".join(missing)}: pip install "aigc-quiz[grade]"')
