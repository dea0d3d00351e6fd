"""A fault of a content file: where it is, what is wrong, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One line for the writer of a content file.

    `path` is relative to the bank's parent folder, `line` counts from 1 (0: the file as a whole),
    `record` is an id or empty. `unreadable` tells what cannot be read at all (exit code 2) from
    what can be read and breaks a content rule (exit code 1).
    """

    path: str
    line: int
    record: str
    text: str
    unreadable: bool = False

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        line = f"{where}: {self.record}: {self.text}" if self.record else f"{where}: {self.text}"
        # Names come from the file: none may break the line or steer the terminal.
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
