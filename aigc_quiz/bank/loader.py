"""Reads a bank: a folder of categories, each a folder of topic files, and the exercises."""

from dataclasses import dataclass
from pathlib import Path

from aigc_quiz import content
from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.question import Exercise, Question
from aigc_quiz.errors import ContentFaults, QuizError

CODING = "coding"
_SUFFIXES = (".yaml", ".yml")


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

    def find(self, id_: str) -> Question | Exercise:
        """The question of an id, or the exercise of a slug.

        Raises:
            QuizError: there is none; the message names those that are written alike.
        """
        for item in self.items:
            if item.id == id_:
                return item
        from difflib import get_close_matches

        near = get_close_matches(id_, [item.id for item in self.items], 3, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`aigc-quiz list` shows all"
        raise QuizError(f"no question or exercise {id_!r}; {hint}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a bank, and the faults of the rest."""

    bank: Bank
    faults: tuple[Fault, ...]


def load_bank(directory: Path | None = None) -> Bank:
    """The bank in a folder; the shipped one without a folder.

    Raises:
        ContentFaults: a file has faults; it holds all faults of all files, one line each.
        QuizError: there is no such folder, or no questions in it.
    """
    reading = read_bank(directory)
    if reading.faults:
        raise ContentFaults(str(fault) for fault in reading.faults)
    return reading.bank


def read_bank(directory: Path | None = None) -> Reading:
    """The bank in a folder with its faults, read from the files themselves.

    The folder holds category folders with topic files, or topic files directly: then its own name
    is their category. `coding/<slug>/exercise.yaml` are the exercises.

    Raises:
        QuizError: there is no such folder, or no questions in it.
    """
    from aigc_quiz.bank import nodes, record

    folder = (content.questions_dir() if directory is None else directory).absolute()
    faults: list[Fault] = []
    questions: list[Question] = []
    exercises: list[Exercise] = []
    for file in _files(folder):
        path = file.relative_to(folder.parent).as_posix()
        root = nodes.read(file, path, faults)
        if root is None:
            continue
        if _is_exercise(file, folder):
            exercise = record.exercise(root, path, file.parent, faults)
            if exercise is not None:
                exercises.append(exercise)
        else:
            questions += record.questions(root, path, file.parent.name, file.stem, faults)
    return Reading(Bank(folder, tuple(questions), tuple(exercises)), tuple(faults))


def _is_exercise(file: Path, folder: Path) -> bool:
    return file.parent.parent.parent == folder


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise QuizError(f"{folder}: {what}; name a folder of YAML files")
    files = [
        file
        for file in sorted((*folder.iterdir(), *folder.glob("*/*")))
        if file.suffix in _SUFFIXES and not file.name.startswith(".") and file.is_file()
    ]
    files += sorted((folder / CODING).glob("*/exercise.yaml"))
    if not files:
        raise QuizError(f"{folder}: no questions here; put <category>/<topic>.yaml files into it")
    return files
