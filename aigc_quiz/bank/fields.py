"""Reads the keys of one YAML mapping into types, notes every fault, and goes on."""

import math
import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from aigc_quiz.bank.fault import Fault
from aigc_quiz.bank.nodes import Mapping, Node, Scalar, Sequence
from aigc_quiz.bank.question import Phrases, Text

T = TypeVar("T")
_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?")
_LANGUAGES = ("zh", "en")


def kind(node: Node) -> str:
    """What a node is, in a writer's words."""
    if isinstance(node, Scalar):
        return "nothing" if node.empty else "a text"
    return "a list" if isinstance(node, Sequence) else "a mapping"


class Place:
    """Where faults are noted: one file, one record. `broken` after the first fault."""

    def __init__(self, path: str, record: str, faults: list[Fault]) -> None:
        self.path = path
        self.record = record
        self.faults = faults
        self.broken = False

    def note(self, line: int, text: str, *, unreadable: bool = False) -> None:
        """Add a fault."""
        self.broken = True
        self.faults.append(Fault(self.path, line, self.record, text, unreadable))

    def wrong_type(self, node: Node, name: str, wanted: str) -> None:
        """Add the fault of a node that is not what its key wants."""
        self.note(node.line, f"{name} is {kind(node)}; it must be {wanted}", unreadable=True)


class Fields:
    """One mapping. After a fault each method returns an empty value, so that reading goes on."""

    def __init__(self, node: Node, name: str, place: Place) -> None:
        self.place = place
        self.name = name
        self.line = node.line
        self._asked: list[str] = []
        self._mapping = node if isinstance(node, Mapping) else Mapping({}, {}, node.line)
        # A node that is no mapping is reported once; its keys are not missing as well.
        self._hopeless = not isinstance(node, Mapping)
        if self._hopeless:
            place.wrong_type(node, name or "the record", "a mapping (key: value)")

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def node(self, key: str, *, optional: bool = False) -> Node | None:
        """The value of a key; None, with a fault unless optional, where there is none."""
        self._asked.append(key)
        node = self._mapping.values.get(key)
        if node is None:
            if not optional and not self._hopeless:
                self.place.note(self.line, f"{self._path(key)} is missing; add it")
            return None
        if isinstance(node, Scalar) and node.empty:
            self.place.note(self._mapping.lines[key], f"{self._path(key)} is empty; fill it in")
            return None
        return node

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text that is not blank; the empty string where an optional one is absent."""
        node = self.node(key, optional=optional)
        return "" if node is None else self.text_of(node, self._path(key))

    def text_of(self, node: Node, name: str) -> str:
        """A node as a text that is not blank."""
        if not isinstance(node, Scalar):
            self.place.wrong_type(node, name, "a text")
            return ""
        text = node.text.strip("\n").rstrip()
        if not text.strip():
            self.place.note(node.line, f"{name} is empty; fill it in")
        return text

    def handle(self, key: str) -> str:
        """A text that can be typed as one argument: printable, without spaces."""
        text = self.text(key)
        if text and (not text.isprintable() or " " in text):
            line = self._mapping.lines[key]
            self.place.note(line, f"{self._path(key)} is {text!r}; write it without spaces")
        return text

    def word(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the empty string after a fault."""
        node = self.node(key)
        if node is None:
            return ""
        text = self.text_of(node, self._path(key))
        if text in allowed:
            return text
        if text:
            self.place.note(
                node.line, f"{self._path(key)} is {text!r}; it must be one of {', '.join(allowed)}"
            )
        return ""

    def truth(self, key: str, *, default: bool) -> bool:
        """`true` or `false`."""
        node = self.node(key, optional=True)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        self.place.note(
            node.line,
            f"{self._path(key)} is not a truth value; write true or false",
            unreadable=True,
        )
        return default

    def number(self, key: str, *, default: float | None = None) -> float:
        """A finite number; required unless there is a default. An integer stays one."""
        node = self.node(key, optional=default is not None)
        if node is None:
            return default or 0
        return self._number(node, self._path(key))

    def _number(self, node: Node, name: str) -> float:
        if isinstance(node, Scalar) and len(node.text) < 400 and _NUMBER.fullmatch(node.text):
            digits = node.text.replace("_", "")
            value = float(digits)
            if math.isfinite(value):
                return int(digits) if digits.lstrip("+-").isdigit() else value
        self.place.note(node.line, f"{name} is not a number; write one, like 1.5", unreadable=True)
        return 0

    def decimal(self, key: str) -> tuple[float, int]:
        """A number, and how many digits stand behind its point as it is written."""
        node = self.node(key)
        if node is None:
            return 0, 0
        value = self._number(node, self._path(key))
        text = node.text if isinstance(node, Scalar) else ""
        mantissa, _, exponent = text.lower().partition("e")
        digits = len(mantissa.partition(".")[2]) - (
            int(exponent) if exponent.lstrip("+-").isdigit() else 0
        )
        return value, max(digits, 0)

    def unit(self, key: str) -> Text:
        """A unit: one text for both languages (it may be ""), or `{zh, en}`."""
        node = self.node(key)
        if isinstance(node, Scalar):
            return Text(node.text, node.text)
        return Text("", "") if node is None else self.both_of(node, self._path(key))

    def whole(self, key: str, low: int, high: int, *, optional: bool = False) -> int:
        """A whole number within bounds, both included; 0 where an optional one is absent."""
        node = self.node(key, optional=optional)
        if node is None:
            return 0
        if not isinstance(node, Scalar) or not re.fullmatch(r"-?\d{1,18}", node.text):
            self.place.note(
                node.line,
                f"{self._path(key)} is not a whole number; write one from {low} to {high}",
                unreadable=True,
            )
            return 0
        value = int(node.text)
        if not low <= value <= high:
            self.place.note(
                node.line, f"{self._path(key)} is {value}; it must be from {low} to {high}"
            )
        return value

    def date(self, key: str) -> date:
        """A date as YYYY-MM-DD."""
        node = self.node(key)
        if node is not None:
            try:
                return date.fromisoformat(node.text if isinstance(node, Scalar) else "")
            except ValueError:
                self.place.note(
                    node.line,
                    f"{self._path(key)} is not a date; write YYYY-MM-DD",
                    unreadable=True,
                )
        return date.min

    def items(
        self, key: str, read: Callable[[Node, str], T], *, optional: bool = False
    ) -> tuple[T, ...]:
        """Each item of a list, read by a function of the node and its name, like `options[2]`."""
        node = self.node(key, optional=optional)
        if node is None:
            return ()
        name = self._path(key)
        if not isinstance(node, Sequence):
            self.place.wrong_type(node, name, "a list")
            return ()
        if not node.items and not optional:
            self.place.note(node.line, f"{name} is empty; fill it in")
        return tuple(read(item, f"{name}[{n}]") for n, item in enumerate(node.items, 1))

    def mappings(
        self, key: str, read: "Callable[[Fields], T]", *, optional: bool = False
    ) -> tuple[T, ...]:
        """A list of mappings, each read by a function; keys that it does not ask for are unknown."""

        def one(node: Node, name: str) -> T:
            fields = Fields(node, name, self.place)
            found = read(fields)
            fields.close()
            return found

        return self.items(key, one, optional=optional)

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        return self.items(key, self.text_of, optional=optional)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers."""
        return self.items(key, self._number)

    def both(self, key: str) -> Text:
        """`{zh, en}`."""
        node = self.node(key)
        return Text("", "") if node is None else self.both_of(node, self._path(key))

    def both_of(self, node: Node, name: str) -> Text:
        """A node `{zh, en}` as a text."""
        fields = Fields(node, name, self.place)
        text = Text(fields.text("zh"), fields.text("en"))
        fields.close()
        return text

    def boths(self, key: str, *, optional: bool = False) -> tuple[Text, ...]:
        """A list of `{zh, en}`."""
        return self.items(key, self.both_of, optional=optional)

    def phrases(self, key: str) -> Phrases:
        """`{zh: [...], en: [...]}`."""
        fields = self.fields(key)
        if fields is None:
            return Phrases((), ())
        phrases = Phrases(fields.texts("zh"), fields.texts("en"))
        fields.close()
        return phrases

    def fields(self, key: str, *, optional: bool = False) -> "Fields | None":
        """A mapping inside this one."""
        node = self.node(key, optional=optional)
        return None if node is None else Fields(node, self._path(key), self.place)

    def names(self) -> tuple[str, ...]:
        """Every key of the mapping, for those whose keys are names."""
        return tuple(self._mapping.values)

    def close(self) -> None:
        """Note each key that nobody has asked for."""
        for key, line in self._mapping.lines.items():
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(self._asked)}"
                self.place.note(line, f"{self._path(key)} is an unknown key; {hint}")
