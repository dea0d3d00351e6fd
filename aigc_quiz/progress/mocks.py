"""Mock interviews on disk: an append-only log of each while it runs, a report when it is over."""

import errno
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from aigc_quiz import __version__, content
from aigc_quiz.errors import QuizError

FORMAT = 1
_LOG = ".log"
_KEYS = {
    *[
        "mock",
        "role",
        "bank",
        "begun",
        "ended",
        "minutes",
        "seconds",
        "score",
        "asked",
        "answered",
        "areas",
        "questions",
    ]
}
SESSION = "mock-"  # how the sessions of mocks begin in the history


@dataclass(frozen=True, slots=True)
class Put:
    """A question as the interview puts it: the order of its options, the numbers drawn."""

    question: str
    options: tuple[int, ...] = ()
    variables: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What was settled when an interview began. `bank` is a folder, or "" for the shipped bank."""

    role: str
    minutes: float
    lang: str
    bank: str
    paper: tuple[Put, ...]
    at: datetime


@dataclass(slots=True)
class Course:
    """How an interview stands: all that its log says, replayed. Places count from 0.

    `elapsed` is the time in seconds that the interview has run; while no program ran, none passed.
    """

    name: str
    begun: Begun
    texts: dict[int, str] = field(default_factory=dict)
    answered_at: dict[int, datetime] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    flags: set[int] = field(default_factory=set)
    elapsed: float = 0.0
    resumed: int = 0
    ended: datetime | None = None

    @property
    def left(self) -> float:
        """Seconds until the time is up; negative after that."""
        return 60 * self.begun.minutes - self.elapsed

    def apply(self, entry: Mapping[str, Any]) -> None:
        """Bring the state up to date with the next entry of the log."""
        self.elapsed = max(self.elapsed, float(entry["elapsed"]))
        at, place = datetime.fromisoformat(entry["at"]), int(entry.get("place", 0))
        if not 0 <= place < len(self.begun.paper):
            raise ValueError(place)
        match entry["kind"]:
            case "answer" | "leave" | "look" as kind:  # a look at the list leaves nothing
                if kind != "look":
                    self.seen.add(place)
                self.seconds[place] = self.seconds.get(place, 0.0) + float(entry["seconds"])
                if kind == "answer":
                    self.texts[place] = str(entry["text"])
                    self.answered_at[place] = at
            case "flag":
                self.flags ^= {place}
            case "resume":
                self.resumed += 1
            case "end":
                self.ended = at


def folder() -> Path:
    """Where logs and reports lie; it may not exist yet."""
    return content.home() / "mocks"


class Log:
    """The log of one running interview; a second process cannot open it at the same time.

    `course` is how the interview stands. Every entry is on disk when `add` returns.

    Raises:
        QuizError: the file cannot be used, or another process holds it. Any method may raise it.
    """

    def __init__(self, file: Path, course: Course, descriptor: int) -> None:
        self.file = file
        self.course = course
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @classmethod
    def begin(cls, begun: Begun) -> Self:
        """Begin an interview; its log is on disk when this returns."""
        directory = folder()
        stamp = begun.at.strftime("%Y%m%d-%H%M%S")
        name = f"{stamp}-{begun.role}-{secrets.token_hex(2)}"
        entry = {
            "format": FORMAT, "kind": "begin", "at": _text(begun.at), "app": __version__, "role": begun.role,
            "minutes": begun.minutes, "lang": begun.lang, "bank": begun.bank, "paper": [
                {"question": put.question, "options": put.options, "variables": dict(put.variables)} for put in begun.paper
            ],
        }  # fmt: skip
        try:
            directory.mkdir(parents=True, exist_ok=True)
            log = cls(directory / f"{name}{_LOG}", Course(name, begun), _open(directory, name))
            log._write(entry)
            _sync(directory)
        except OSError as fault:
            raise _unusable(directory, fault) from None
        return log

    @classmethod
    def resume(cls, file: Path) -> Self:
        """Go on with the interview of a log file; a line that was cut off by a crash is dropped."""
        try:
            descriptor = _open(file.parent, file.stem)
            raw = file.read_bytes()
            os.ftruncate(descriptor, raw.rfind(b"\n") + 1)
        except OSError as fault:
            raise _unusable(file, fault) from None
        try:
            return cls(file, _replay(file, raw), descriptor)
        except BaseException:
            os.close(descriptor)
            raise

    def add(self, kind: str, elapsed: float, **values: str | int | float) -> None:
        """Log what happened, `elapsed` seconds into the interview."""
        entry = {"kind": kind, "at": _text(datetime.now(UTC)), "elapsed": round(elapsed, 3)}
        self._write(entry | values)
        self.course.apply(entry | values)

    def remove(self) -> None:
        """Delete the log: the report holds all of it, or there was nothing in it."""
        self._close()  # some systems delete no open file
        with suppress(OSError):
            self.file.unlink()

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, entry: Mapping[str, Any]) -> None:
        line = (json.dumps(entry) + "\n").encode("ascii")
        try:
            size = os.fstat(self._descriptor).st_size
            whole = os.write(self._descriptor, line) == len(line)
            if not whole:  # half a line would spoil those that follow it
                os.ftruncate(self._descriptor, size)
            os.fsync(self._descriptor)
        except OSError as fault:
            raise _unusable(self.file, fault) from None
        if not whole:
            raise _unusable(self.file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def unfinished() -> list[Path]:
    """The logs of interviews that are not over, the latest first; not those that a process holds."""
    files = sorted(folder().glob(f"*{_LOG}"), reverse=True)
    return [file for file in files if not _held(file)]


def peek(file: Path) -> Course:
    """How the interview of a log stands, without going on with it."""
    try:
        return _replay(file, file.read_bytes())
    except OSError as fault:
        raise _unusable(file, fault) from None


def save(name: str, report: Mapping[str, Any], markdown: str) -> tuple[Path, Path]:
    """Write a report as JSON and as Markdown, whole or not at all; their paths."""
    directory = folder()
    paths = directory / f"{name}.json", directory / f"{name}.md"
    texts = json.dumps(report, ensure_ascii=False, indent=1) + "\n", markdown
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts, strict=True):
            part = path.with_suffix(path.suffix + ".part")
            with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        _sync(directory)
    except OSError as fault:
        raise _unusable(directory, fault) from None
    return paths


def reports() -> list[Mapping[str, Any]]:
    """The saved reports, oldest first. A file that is no report of this format is left out."""
    found: list[Mapping[str, Any]] = []
    for path in sorted(folder().glob("*.json")):
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(report, dict) and report.get("format") == FORMAT and report.keys() >= _KEYS:
            found.append(report)
    return found


def _replay(file: Path, raw: bytes) -> Course:
    """The state after all whole lines of a log."""
    lines = raw[: raw.rfind(b"\n") + 1].splitlines()
    number = 0
    try:
        head = json.loads(lines[0])
        if head["format"] > FORMAT:
            raise QuizError(f"{file}: was written by a newer aigc-quiz; upgrade aigc-quiz")
        course = Course(file.stem, _begun(head))
        for line in lines[1:]:
            number += 1
            course.apply(json.loads(line))
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise QuizError(
            f"{file}:{number + 1}: is not a sound log of a mock interview; move it away"
        ) from None
    return course


def _begun(head: Mapping[str, Any]) -> Begun:
    return Begun(
        role=str(head["role"]),
        minutes=float(head["minutes"]),
        lang=str(head["lang"]),
        bank=str(head["bank"]),
        at=datetime.fromisoformat(head["at"]),
        paper=tuple(_put(entry) for entry in head["paper"]),
    )


def _put(entry: Mapping[str, Any]) -> Put:
    options: Iterable[int] = entry["options"]
    return Put(str(entry["question"]), tuple(options), tuple(entry["variables"].items()))


def _open(directory: Path, name: str) -> int:
    file = directory / f"{name}{_LOG}"
    binary = getattr(os, "O_BINARY", 0)  # Windows would write two bytes for a line's end
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | binary, 0o600)
    if not _lock(descriptor):
        os.close(descriptor)
        raise QuizError(f"{file}: this interview is running in another terminal")
    return descriptor


def _held(file: Path) -> bool:
    try:
        descriptor = os.open(file, os.O_RDWR)
    except OSError:
        return True
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Hold the file until it is closed or the process dies; True where no locks are known."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync(directory: Path) -> None:
    """Bring new names in a folder to the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _unusable(path: Path, fault: OSError) -> QuizError:
    return QuizError(
        f"{path}: cannot be used ({fault.strerror}); check that the folder can be written and the"
        " disk has room, or set AIGC_QUIZ_HOME to another folder"
    )
