"""The rules of an exercise that hold without running it; `check --exercises` runs it."""

import re
from collections.abc import Iterator
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.bank.question import Exercise

MISTAKES = 6
VARIANTS = 2
_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FAILS = re.compile(r"^# fails: \w+$", re.M)


def faults(exercise: Exercise) -> Iterator[str]:
    """What is wrong with its name, its settings and the files beside it."""
    if not _SLUG.fullmatch(exercise.slug):
        yield "the folder's name is no slug; use lower case letters, digits and _"
    if len(exercise.hints) != 3:
        yield f"has {len(exercise.hints)} hints; write 3, from vague to concrete"
    for name in exercise.names:
        if not name.isidentifier():
            yield f"names holds {name!r}, which is no Python name; correct it"
    for name in exercise.forbidden:
        if not all(part.isidentifier() for part in name.split(".")):
            yield f"forbidden holds {name!r}; write a dotted name such as torch.softmax"
    if exercise.limits.seconds <= 0:
        yield f"limits.seconds is {exercise.limits.seconds:g}; it must be above 0"
    yield from _files(exercise)


def _files(exercise: Exercise) -> Iterator[str]:
    folder = exercise.folder
    if not (folder / "grader.py").is_file():
        yield "the folder has no grader.py; add it"
    marked = [folder / "starter.py"]
    if folder.parent.parent == content.questions_dir():
        marked.append(content.solutions_dir() / f"{exercise.slug}.py")
    for file in marked:
        if not file.is_file():
            yield f"there is no {file.parent.name}/{file.name}; add it"
    for name, least in (("mistakes", MISTAKES), ("variants", VARIANTS)):
        inside = sorted((folder / name).glob("*.py"))
        marked += inside
        if len(inside) < least:
            yield f"has {len(inside)} {name}; {least} are the least"
    for file in marked:
        if file.is_file():
            yield from _marks(exercise, file)


def _marks(exercise: Exercise, file: Path) -> Iterator[str]:
    name = f"{file.parent.name}/{file.name}"
    text = file.read_text(encoding="utf-8", errors="replace")
    if not text.startswith(f"# aigc-quiz: {exercise.slug}\n"):
        yield f"{name} does not begin with '# aigc-quiz: {exercise.slug}'; add this line"
    if file.parent.name == "mistakes" and not _FAILS.search(text):
        yield f"{name} has no line '# fails: <check>'; say which check must fail it"
