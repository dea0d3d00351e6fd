"""Everything that belongs to an exercise: which one a file answers, its grader, starter, solution."""

import ast
import difflib
import importlib.util
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aigc_quiz import content
from aigc_quiz.bank.loader import load_bank
from aigc_quiz.bank.question import Exercise
from aigc_quiz.errors import GraderFault, QuizError

if TYPE_CHECKING:
    from aigc_quiz.grading.report import Check
    from aigc_quiz.grading.submission import Submission

    Grade = Callable[[Submission], Iterator[Check]]

SOURCE_CAP = 1 << 20
_MARKER = re.compile(r"^\s*#\s*aigc-quiz:\s*([A-Za-z0-9_-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A submission's text with plain line ends, and its syntax tree, None when it has none."""

    path: Path
    text: str
    tree: ast.Module | None


def shipped() -> tuple[Exercise, ...]:
    """The exercises of the shipped bank."""
    return load_bank().exercises


def find(slug: str, exercises: Sequence[Exercise] | None = None) -> Exercise:
    """The exercise called `slug`.

    Raises:
        QuizError: there is none; the message names near matches.
    """
    known = {one.slug: one for one in (shipped() if exercises is None else exercises)}
    if slug in known:
        return known[slug]
    near = difflib.get_close_matches(slug, known, n=3, cutoff=0.5)
    near = near or [name for name in known if slug and name.startswith(slug)]
    advice = f"did you mean {', '.join(near)}?" if near else "see aigc-quiz list --category coding"
    raise QuizError(f"no exercise is called {slug}; {advice}")


def read(path: Path) -> Source:
    """A submission's text from a file; a byte order mark and CRLF are taken off.

    Raises:
        QuizError: no such file, a folder, unreadable, too large, or not UTF-8.
    """
    if path.is_dir():
        raise QuizError(f"{path}: is a folder; name a Python file")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise QuizError(f"{path}: no such file") from None
    except OSError as fault:
        raise QuizError(f"{path}: cannot be read ({fault.strerror})") from None
    if len(raw) > SOURCE_CAP:
        raise QuizError(
            f"{path}: is larger than {SOURCE_CAP >> 10} KiB; a submission is one program"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise QuizError(f"{path}:{line}: is not UTF-8; save it as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(path, text, _tree(text))


def _tree(text: str) -> ast.Module | None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None  # the worker will meet the same fault, and tell its line


def of(source: Source, exercises: Sequence[Exercise] | None = None) -> Exercise:
    """The exercise that a submission answers: by its marker line, else by the names it defines.

    Raises:
        QuizError: the marker names no exercise, or the names fit none or several.
    """
    marker = _MARKER.search(source.text)
    if marker:
        return find(marker[1], exercises)
    defined = _defined(source.tree)
    known = shipped() if exercises is None else exercises
    fitting = [one for one in known if one.names and defined.issuperset(one.names)]
    most = max((len(one.names) for one in fitting), default=0)
    best = [one for one in fitting if len(one.names) == most]
    if len(best) == 1:
        return best[0]
    which = f"fits {', '.join(one.slug for one in best)}" if best else "fits no exercise"
    raise QuizError(
        f"{source.path}: {which} by the names it defines; "
        f"add --exercise SLUG or the line `# aigc-quiz: SLUG`"
    )


def _defined(tree: ast.Module | None) -> set[str]:
    names: set[str] = set()
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def grader(exercise: Exercise) -> "Grade":
    """The `grade` function of an exercise's grader.py, which may import its neighbours (`from . import x`).

    Raises:
        GraderFault: it cannot be loaded.
    """
    package = f"aigc_quiz_exercise_{exercise.slug}"
    name = f"{package}.grader"
    path = exercise.folder / "grader.py"
    if name in sys.modules and sys.modules[name].__file__ == str(path):
        made: Grade = sys.modules[name].grade
        return made
    home = types.ModuleType(package)
    home.__path__ = [str(exercise.folder)]
    sys.modules[package] = home
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None or not path.is_file():
        raise GraderFault(f"{path}: no grader")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    try:
        specification.loader.exec_module(module)
        made = module.grade
    except Exception as fault:
        sys.modules.pop(name, None)
        raise GraderFault(f"{path}: {type(fault).__name__}: {fault}") from fault
    return made


def trains(exercise: Exercise) -> bool:
    """Whether an exercise's grading trains a network on images: its grader.py then says how, in `TRAINING`.

    Raises:
        GraderFault: the grader cannot be loaded.
    """
    return hasattr(sys.modules[grader(exercise).__module__], "TRAINING")


def starter(exercise: Exercise) -> str:
    """The text of the starter file."""
    return _text(exercise.folder / "starter.py")


def solution(exercise: Exercise) -> str:
    """The text of the reference solution."""
    return _text(solution_path(exercise))


def solution_path(exercise: Exercise) -> Path:
    """Where the reference solution lies."""
    return content.solutions_dir() / f"{exercise.slug}.py"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise GraderFault(f"{path}: cannot be read ({fault.strerror})") from None
