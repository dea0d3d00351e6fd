"""YAML text as a tree of nodes that remember their lines; nothing is guessed from a scalar's look."""

from collections.abc import Callable
from dataclasses import dataclass

import yaml

from aigc_quiz.bank.fault import Fault

# libyaml is ten times as fast; PyYAML without it gives the same events.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH = 12  # the deepest record needs 7
_TOO_DEEP = f"is nested more than {DEPTH} deep; flatten it"
_NULLS = {"", "~", "null", "Null", "NULL"}

Noter = Callable[[int, str], None]


@dataclass(slots=True)
class Scalar:
    """A text; `empty` when the file gives no value."""

    text: str
    line: int
    empty: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    items: "list[Node]"
    line: int


@dataclass(slots=True)
class Mapping:
    """Keys with their values, and the keys' own lines."""

    values: "dict[str, Node]"
    lines: dict[str, int]
    line: int


Node = Scalar | Sequence | Mapping


class _Unreadable(Exception):
    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text


def parse(data: bytes, path: str, faults: list[Fault]) -> Node | None:
    """The tree of one file's bytes; None after a fault that leaves nothing to read.

    `path` is what the faults call the file. A byte-order mark and CRLF are accepted.
    """

    def unreadable(line: int, text: str) -> None:
        faults.append(Fault(path, line, "", text, unreadable=True))

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        unreadable(data.count(b"\n", 0, fault.start) + 1, "is not UTF-8; save the file as UTF-8")
        return None
    try:
        root = _compose(text, unreadable)
        if root is None or (isinstance(root, Scalar) and root.empty):
            unreadable(0, "is empty; fill it in or delete it")
            return None
        return root
    except _Unreadable as fault:
        unreadable(fault.line, fault.text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        unreadable(line, _syntax(text, line, fault))
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        unreadable(line, "holds a control character; delete it")
    return None


def _syntax(text: str, line: int, fault: yaml.MarkedYAMLError) -> str:
    lines = text.splitlines()
    source = lines[line - 1] if line <= len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())]:
        return "a tab indents this line; YAML wants spaces"
    problem = str(fault.problem or fault.context or "cannot be parsed")
    if "nesting" in problem:  # libyaml's own limit, met before ours while it looks ahead
        return _TOO_DEEP
    return f"is not YAML: {problem}; check indentation, and quote texts that hold ': ' or ' #'"


def _compose(text: str, note: Noter) -> Node | None:
    """Build the tree from the parser's events, with a stack of our own: depth cannot hurt us.

    Anchors and aliases are refused before anything could be expanded.
    """
    root: Node | None = None
    stack: list[tuple[Sequence | Mapping, list[Scalar]]] = []  # a mapping waits with its key
    documents = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.NodeEvent):
            node = _node(event, line)
            if stack:
                _hang(node, *stack[-1], note)
            else:
                root = node
            if not isinstance(node, Scalar):
                stack.append((node, []))
                if len(stack) > DEPTH:
                    raise _Unreadable(line, _TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Unreadable(line, "a second YAML document begins; delete the '---' line")
    return root


def _node(event: yaml.NodeEvent, line: int) -> Node:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        raise _Unreadable(
            line,
            f"{sign}{event.anchor} is an alias or anchor; write the text out, or quote it if it is text",
        )
    if isinstance(event, yaml.ScalarEvent):
        if event.tag not in (None, "!"):
            raise _Unreadable(
                line, f"tag {event.tag} is not used here; delete it or quote the text"
            )
        plain = event.implicit[0]
        return Scalar(event.value, line, empty=plain and event.value in _NULLS)
    if isinstance(event, yaml.CollectionStartEvent) and event.tag is not None:
        raise _Unreadable(line, f"tag {event.tag} is not used here; delete it")
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence([], line)
    return Mapping({}, {}, line)


def _hang(node: Node, parent: Sequence | Mapping, waiting: list[Scalar], note: Noter) -> None:
    if isinstance(parent, Sequence):
        parent.items.append(node)
    elif not waiting:
        if not isinstance(node, Scalar):
            raise _Unreadable(node.line, "a key is a list or a mapping; a key is a word")
        waiting.append(node)
    else:
        key = waiting.pop()
        if key.text in parent.values:
            first = parent.lines[key.text]
            note(key.line, f"key {key.text!r} is here twice (first in line {first}); keep one")
        else:
            parent.values[key.text] = node
            parent.lines[key.text] = key.line
