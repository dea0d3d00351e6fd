"""Reads a bank: a folder of categories, each a folder of topic files, and the exercises."""

import time
from dataclasses import dataclass
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.bank import cache
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.question import Exercise, Question
from aigc_quiz.bank.shelf import Shelf
from aigc_quiz.errors import ContentFaults, QuizError

CODING = "coding"
# The order in which one learns; categories of other names follow, by name.
_CATEGORIES = ("definitions", "applications", "challenges", "frameworks", CODING)
_SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 8 << 20  # of one file: fifteen times a bank of 500 questions
_EXERCISE = "exercise.yaml"
_LARGE = 16 << 20  # bytes of a bank that are read and hashed at every start


@dataclass(frozen=True, slots=True)
class Bank:
    """Every question and exercise of one folder, in the order of its files."""

    directory: Path
    questions: tuple[Question, ...]
    exercises: tuple[Exercise, ...]

    @property
    def items(self) -> tuple[Question | Exercise, ...]:
        """Questions, then exercises."""
        return (*self.questions, *self.exercises)

    def leading_to(self, exercise: Exercise) -> tuple[Question, ...]:
        """The questions that name the exercise among their follow-ups."""
        return tuple(q for q in self.questions if exercise.slug in q.follow_ups)

    def find(self, id_: str) -> Question | Exercise:
        """The question of an id, or the exercise of a slug.

        Raises:
            QuizError: there is none; the message names those that are written alike.
        """
        for item in self.items:
            if item.id == id_:
                return item
        from difflib import get_close_matches

        if id_ in {question.topic for question in self.questions}:
            raise QuizError(
                f"{id_!r} is a topic, not a question; its questions: aigc-quiz list --topic {id_}"
            )
        near = get_close_matches(id_, [item.id for item in self.items], 3, 0.5)
        near = near or [item.id for item in self.items if item.id.startswith(id_)][:3]
        hint = f"did you mean {' or '.join(near)}?" if near else "`aigc-quiz list` shows all"
        raise QuizError(f"no question or exercise {id_!r}; {hint}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a bank, and the faults of the rest."""

    bank: Bank
    faults: tuple[Fault, ...]


def load_bank(directory: Path | None = None) -> Bank:
    """The bank in a folder; the shipped one without a folder.

    The folder holds category folders with topic files, or topic files directly: then its own name
    is their category. `coding/<slug>/exercise.yaml` are the exercises.

    Raises:
        ContentFaults: a file has faults; it holds all faults of all files, one line each.
        QuizError: there is no such folder, or no question in it.
    """
    folder = _folder(directory)
    stamp = cache.stamp_of(_paths(folder), time.time())
    files, faults = _files(folder)
    key = cache.key(files)
    items = None if faults else cache.load(folder, key)
    if items is not None:
        return Bank(folder, *items)
    reading = _parse(folder, files, faults)
    if reading.faults:
        raise ContentFaults(str(fault) for fault in reading.faults)
    cache.save(folder, key, (reading.bank.questions, reading.bank.exercises), stamp)
    return reading.bank


def open_bank(directory: Path | None = None) -> Shelf:
    """The questions of the same bank in brief; each is read in whole when it is asked for.

    A bank of many megabytes is not read to see whether its files have changed: their sizes and
    times tell.

    Raises:
        ContentFaults: as `load_bank`.
        QuizError: as `load_bank`.
    """
    folder = _folder(directory)
    paths = _paths(folder)
    held = None
    try:
        large = sum(path.stat().st_size for path in paths) > _LARGE
    except OSError:
        large = False
    if large:
        stamp = cache.stamp_of(paths, time.time())
        held = cache.find(folder, stamp=stamp) if stamp != cache.NO_STAMP else None
    else:
        files, faults = _files(folder)
        held = None if faults else cache.find(folder, key_=cache.key(files))
    if held is None:
        return Shelf.of(load_bank(directory).questions)
    return Shelf(held.briefs, held, lambda: load_bank(directory).questions)


def read_bank(directory: Path | None = None) -> Reading:
    """The same bank with its faults, always from the files themselves.

    Raises:
        QuizError: there is no such folder, or no question in it.
    """
    folder = _folder(directory)
    return _parse(folder, *_files(folder))


def _parse(folder: Path, files: list[tuple[str, bytes]], faults: list[Fault]) -> Reading:
    from aigc_quiz.bank import nodes, record  # yaml: only where the cache cannot help

    questions: list[Question] = []
    exercises: list[Exercise] = []
    for path, data in files:
        if len(data) > MAX_BYTES:
            text = f"is larger than {MAX_BYTES >> 20} MB; split it into topics"
            faults.append(Fault(path, 0, "", text, unreadable=True))
            continue
        root = nodes.parse(data, path, faults)
        if root is None:
            continue
        file = folder.parent / path
        if file.name == _EXERCISE and file.parents[2] == folder:
            exercise = record.exercise(root, path, file.parent, faults)
            if exercise is not None:
                exercises.append(exercise)
        else:
            start = len(faults)
            questions += record.questions(root, path, file.parent.name, file.stem, faults)
            faults[start:] = sorted(faults[start:], key=lambda fault: fault.line)
    first: dict[str, Question | Exercise] = {}
    items: list[Question | Exercise] = [*questions, *exercises]
    for item in items:
        before = first.setdefault(item.id, item)
        if before is not item:
            text = f"the id is taken by {before.path}:{before.line}; choose another"
            faults.append(Fault(item.path, item.line, item.id, text))
    bank = Bank(
        folder,
        tuple(question for question in questions if first[question.id] is question),
        tuple(exercise for exercise in exercises if first[exercise.slug] is exercise),
    )
    return Reading(bank, tuple(faults))


def _folder(directory: Path | None) -> Path:
    folder = content.questions_dir() if directory is None else directory.expanduser().resolve()
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise QuizError(f"{folder}: {what}; name a folder of YAML files")
    return folder


def _files(folder: Path) -> tuple[list[tuple[str, bytes]], list[Fault]]:
    """The folder's files as (path relative to its parent, bytes), and their faults."""
    files: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for path in _paths(folder):
        shown = path.relative_to(folder.parent).as_posix()
        try:
            files.append((shown, _bytes(path)))
        except OSError as fault:
            text = f"cannot be read ({fault.strerror}); check the file and its permissions"
            faults.append(Fault(shown, 0, "", text, unreadable=True))
    if not files and not faults:
        raise QuizError(f"{folder}: no question in it; put <category>/<topic>.yaml files there")
    return files, faults


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError(0, "it is no regular file")  # reading a pipe would wait for ever
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _paths(folder: Path) -> list[Path]:
    """The topic files right in the folder, then those of each category, then the exercises."""
    found = []
    topics, categories = _listing(folder)
    for category in sorted(categories, key=_rank):
        inside, folders = _listing(category)
        found += inside
        if category.name == CODING:
            found += [exercise / _EXERCISE for exercise in folders]
    return topics + found


def _listing(folder: Path) -> tuple[list[Path], list[Path]]:
    """The topic files and the folders in a folder, each by name; hidden ones are left out."""
    try:
        entries = sorted(path for path in folder.iterdir() if path.name[0] not in "._")
    except OSError as fault:
        raise QuizError(
            f"{folder}: cannot be listed ({fault.strerror}); check permissions"
        ) from None
    folders = [path for path in entries if path.is_dir()]
    files = [path for path in entries if path.suffix in _SUFFIXES and path not in folders]
    return files, folders


def _rank(category: Path) -> tuple[int, str]:
    known = category.name in _CATEGORIES
    return (_CATEGORIES.index(category.name) if known else len(_CATEGORIES), category.name)
