"""What the commands remember of exercises: which were passed, and how many hints were shown."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.errors import QuizError


def passed(slug: str) -> bool:
    """Whether a submission to the exercise has passed."""
    return _number(_all().get(slug), "passed") > 0


def note_passed(slug: str) -> None:
    """Remember that a submission has passed."""
    _change(slug, "passed", 1)


def hints_shown(slug: str) -> int:
    """How many hints have been shown."""
    return _number(_all().get(slug), "hints")


def count_hint(slug: str, number: int) -> None:
    """Remember that hints up to `number` have been shown."""
    _change(slug, "hints", number)


def everything() -> dict[str, dict[str, int]]:
    """All that is remembered: by slug, `passed` and `hints`."""
    return {
        slug: {key: _number(entry, key) for key in ("passed", "hints")}
        for slug, entry in _all().items()
    }


def merge(other: Mapping[str, Mapping[str, int]]) -> None:
    """Remember what another machine does too: what was passed there, and the most hints shown."""
    for slug, entry in other.items():
        for key, value in entry.items():
            if value > _number(_all().get(slug), key):
                _change(slug, key, value)


def _file() -> Path:
    return content.home() / "exercises.json"


def _all() -> dict[str, dict[str, int]]:
    try:
        told = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise QuizError(f"{_file()}: cannot be read; delete it to begin anew") from None
    if not isinstance(told, dict):
        raise QuizError(f"{_file()}: cannot be read; delete it to begin anew")
    return told


def _number(entry: Mapping[str, int] | None, key: str) -> int:
    value = (entry or {}).get(key, 0)
    return value if isinstance(value, int) else 0


def _change(slug: str, key: str, value: int) -> None:
    file = _file()
    whole = file.with_suffix(f".{os.getpid()}.new")  # another grading may write its own
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file.with_suffix(".lock")):
            everything = _all()
            everything[slug] = {**everything.get(slug, {}), key: value}
            whole.write_text(json.dumps(everything, indent=1, sort_keys=True), encoding="utf-8")
            whole.replace(file)  # never half a file
    except OSError as fault:
        with contextlib.suppress(OSError):
            whole.unlink()
        raise QuizError(f"{file}: cannot be written ({fault.strerror})") from None


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time, where the system has such locks: what two remember must not be lost."""
    with lock.open("w") as held:
        try:
            import fcntl
        except ImportError:
            pass
        else:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
