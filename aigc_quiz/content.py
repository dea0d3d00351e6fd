"""Where the shipped content and the user's own data lie, and which language to speak."""

import locale
import os
from pathlib import Path
from typing import Literal

from aigc_quiz.errors import QuizError

Language = Literal["zh", "en"]

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    # A wheel holds the content inside the package; a clone keeps it beside the package.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def questions_dir() -> Path:
    """The shipped bank: one folder a category."""
    return _shipped("questions")


def solutions_dir() -> Path:
    """The reference solutions: `<slug>.py`."""
    return _shipped("solutions")


def home() -> Path:
    """The folder of the user's own data; `AIGC_QUIZ_HOME` moves all of it. It may not exist yet."""
    moved = os.environ.get("AIGC_QUIZ_HOME")
    if moved:
        return Path(moved).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("aigc-quiz", appauthor=False)


def language(option: str | None = None) -> Language:
    """The language to speak: the option, else `AIGC_QUIZ_LANG`, else the locale, else English.

    Raises:
        QuizError: the option or `AIGC_QUIZ_LANG` is neither `zh` nor `en`.
    """
    for origin, value in (("--lang", option), ("AIGC_QUIZ_LANG", os.environ.get("AIGC_QUIZ_LANG"))):
        if value:
            wanted = value.strip().lower().replace("-", "_").partition("_")[0]
            if wanted == "zh":
                return "zh"
            if wanted == "en":
                return "en"
            raise QuizError(f"{origin}: unknown language {value!r}; use zh or en")
    # getlocale reads what setlocale has set; the environment is what the user has set.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
