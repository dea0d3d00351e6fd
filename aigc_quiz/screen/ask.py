"""Gets answers and ratings from the user: key by key in a terminal, line by line from a pipe."""

import sys
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, Protocol

from aigc_quiz.bank.question import Choice
from aigc_quiz.content import Language
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.screen.render import Page, width
from aigc_quiz.screen.words import words

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


_LONGEST = 80_000  # bytes of a line


class Wish(Enum):
    """What the user wants instead of answering."""

    HINT = "hint"
    SKIP = "skip"
    UNDO = "undo"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Can:
    """What is possible right now: the key bar shows no more than that."""

    hint: bool
    undo: bool


class Source(Protocol):
    """Where answers come from."""

    insists: bool  # whether a text that is no answer is asked for again

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """The next answer, or what is wanted instead; the end of the input is QUIT."""
        ...

    def rating(self, suggested: int) -> int | Wish:
        """The rating, 1 to 4, or UNDO, or QUIT."""
        ...


def wish(line: str) -> Wish | None:
    """What a typed line wishes: `?`, `!hint`, `!skip`, `!undo`, `!quit` or their first letters."""
    text = unicodedata.normalize("NFKC", line[:20]).casefold().strip()
    if text == "?":
        return Wish.HINT
    for found in Wish:
        if text in (f"!{found.value}", f"!{found.value[0]}"):
            return found
    return None


class Lines:
    """One answer a line, as bytes of UTF-8; the suggested rating is taken."""

    insists = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """The next line. Of a line that is too long the rest is dropped."""
        sys.stdout.flush()
        raw = self._stream.readline(_LONGEST)
        if not raw:
            return Wish.QUIT
        end = raw
        while end and not end.endswith(b"\n"):
            end = self._stream.readline(_LONGEST)
        line = raw.decode("utf-8-sig", "replace").rstrip("\r\n")
        return wish(line) or line

    def rating(self, suggested: int) -> int | Wish:
        """The suggested rating."""
        return suggested


class Keys:
    """A terminal: one key answers a single choice, other answers are typed and edited.

    Raises:
        KeyboardInterrupt: Ctrl-C or Ctrl-D, at any prompt.
    """

    insists = True

    def __init__(self, page: Page, lang: Language) -> None:
        self._page = page
        self._lang = lang

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """One answer: single keys act at once where nothing has been typed yet."""
        say = words(self._lang)
        kind = asked.question.type
        letters = "".join("abcde"[i] for i in range(len(asked.order)))
        shown = f"a-{letters[-1:]}"
        head, at_once = {
            "single": (
                say.keys_choice.format(letters=shown),
                letters + letters.upper() + "12345"[: len(letters)],
            ),
            "multi": (say.keys_several.format(letters=shown), ""),
            "true_false": (say.keys_truth, "tTfFaAbByYnN12对错√×"),
        }.get(kind, (say.keys_text, ""))
        bang = "" if isinstance(asked.question, Choice) else "!"
        bar = [head]
        if can.hint:
            bar.append(say.keys_hint)
        bar.append(say.keys_skip.format(key=bang + "s"))
        if can.undo:
            bar.append(say.keys_undo.format(key=bang + "u"))
        bar.append(say.keys_quit.format(key=bang + "q"))
        wishes = {"?": Wish.HINT, "？": Wish.HINT}
        if not bang:
            wishes |= {"s": Wish.SKIP, "u": Wish.UNDO, "q": Wish.QUIT}
        given = self._read(bar, {key: key for key in at_once} | wishes)
        return given if isinstance(given, Wish) else wish(given) or given

    def rating(self, suggested: int) -> int | Wish:
        """One key: 1 to 4, or Enter for the suggested rating."""
        say = words(self._lang)
        bar = [
            say.rate_bar.format(suggested=suggested),
            say.keys_undo.format(key="u"),
            say.keys_quit.format(key="q"),
        ]
        while True:
            keys: dict[str, str | Wish] = {key: key for key in "1234"}
            given = self._read(bar, keys | {"u": Wish.UNDO, "q": Wish.QUIT})
            if isinstance(given, Wish):
                return given
            text = unicodedata.normalize("NFKC", given).strip()
            if text in ("", "1", "2", "3", "4"):
                return int(text or suggested)

    def _read(self, bar: list[str], at_once: "dict[str, str | Wish]") -> str | Wish:
        # 100 ms of import: only now, with the question on screen already.
        from prompt_toolkit import PromptSession
        from prompt_toolkit.formatted_text import ANSI
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.output import ColorDepth

        # The bar is part of the prompt: prompt_toolkit's own toolbar stays away in a terminal that
        # does not report where its cursor is.
        bar_line = self._page.dim(_fitting(bar, self._page.columns))
        session: PromptSession[str] = PromptSession(
            message=ANSI(f"{bar_line}\n> "),
            history=DummyHistory(),
            key_bindings=_bindings(at_once),
            color_depth=None if self._page.colour else ColorDepth.DEPTH_1_BIT,
            enable_suspend=True,
        )
        try:
            given = session.prompt()
        except EOFError:
            raise KeyboardInterrupt from None
        if given.startswith(_MARK):
            return Wish(given.removeprefix(_MARK))
        return given


_MARK = "\x00"  # cannot be typed: tells a wish from a text


def _bindings(at_once: "dict[str, str | Wish]") -> "KeyBindings":
    """Keys that end the prompt where nothing has been typed yet."""
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()
    empty = Condition(lambda: not get_app().current_buffer.text)
    for key, meaning in at_once.items():

        def act(event: "KeyPressEvent", meaning: str | Wish = meaning) -> None:
            if isinstance(meaning, Wish):
                event.app.exit(result=_MARK + meaning.value)
            else:
                event.current_buffer.text = meaning
                event.current_buffer.validate_and_handle()

        bindings.add(key, filter=empty)(act)
    return bindings


def _fitting(parts: list[str], columns: int) -> str:
    """The key bar in one line: spaced out where there is room, its last parts always there."""
    for gap in ("  ·  ", "  ", " "):
        text = gap.join(parts)
        if width(text) <= columns - 1:
            return text
    while len(parts) > 1 and width(" ".join(parts)) > columns - 1:
        parts = parts[1:]
    return " ".join(parts)
