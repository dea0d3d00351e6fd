"""Gets answers and ratings from the user: key by key in a terminal, line by line from a pipe."""

import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, Protocol

from aigc_quiz.bank.question import Choice, Short
from aigc_quiz.content import Language
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.screen.render import Page, body, width
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
    FLAG = "flag"
    LIST = "list"
    EDIT = "edit"
    WHY = "why"
    ASIDE = "x"


@dataclass(frozen=True, slots=True)
class Can:
    """What is possible right now: the key bar shows no more than that.

    `clock` tells the time that is left, and is asked again while the user thinks.
    """

    hint: bool = False
    undo: bool = False
    flag: bool = False
    listing: bool = False
    clock: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class After:
    """What is possible when an answer has been marked, besides the rating, undo and quit."""

    hint: bool = False
    why: bool = False
    aside: bool = False


class Source(Protocol):
    """Where answers come from."""

    insists: bool  # whether a text that is no answer is asked for again
    ended: bool  # whether nobody can answer any more: the input is over

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """The next answer, or what is wanted instead; the end of the input is QUIT."""
        ...

    def rating(self, suggested: int, after: After) -> int | Wish:
        """The rating, 1 to 4, or a wish; never one that `after` does not allow."""
        ...

    def choose(self, bar: Sequence[str], keys: str = "") -> str | Wish:
        """A line typed below a list, or one of `keys`; empty for Enter alone, QUIT for `q`."""
        ...


_TYPED = (Wish.HINT, Wish.SKIP, Wish.UNDO, Wish.QUIT, Wish.FLAG, Wish.LIST, Wish.EDIT)
_SIGNS = {"?": Wish.HINT, "*": Wish.FLAG}


def wish(line: str) -> Wish | None:
    """What a typed line wishes: `?`, `*`, `!hint`, `!skip`, `!undo`, `!quit` ... or their first letters."""
    text = unicodedata.normalize("NFKC", line[:20]).casefold().strip()
    if text in _SIGNS:
        return _SIGNS[text]
    for found in _TYPED:
        if text in (f"!{found.value}", f"!{found.value[0]}"):
            return found
    return None


class Lines:
    """One answer a line, as bytes of UTF-8; the suggested rating is taken."""

    insists = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.ended = False

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """The next line. Of a line that is too long the rest is dropped."""
        sys.stdout.flush()
        raw = self._stream.readline(_LONGEST)
        if not raw:
            self.ended = True
            return Wish.QUIT
        end = raw
        while end and not end.endswith(b"\n"):
            end = self._stream.readline(_LONGEST)
        line = raw.decode("utf-8-sig", "replace").rstrip("\r\n")
        return wish(line) or line

    def rating(self, suggested: int, after: After) -> int | Wish:
        """The suggested rating."""
        return suggested

    def choose(self, bar: Sequence[str], keys: str = "") -> str | Wish:
        """Nothing: a pipe answers questions, one a line, and chooses from no list."""
        return ""


class Keys:
    """A terminal: one key answers a single choice, other answers are typed and edited.

    Raises:
        KeyboardInterrupt: Ctrl-C or Ctrl-D, at any prompt.
    """

    insists = True
    ended = False

    def __init__(self, page: Page, lang: Language) -> None:
        self._page = page
        self._lang = lang
        self._typed = ""  # what stood at the prompt when the editor was asked for

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
        long = isinstance(asked.question, Short)
        for fits, text in (
            (long, say.keys_edit),
            (can.hint, say.keys_hint),
            (can.flag, say.keys_flag),
            (can.listing, say.keys_list.format(key=bang + "l")),
            (not can.listing, say.keys_skip.format(key=bang + "s")),
            (can.listing, say.keys_later.format(key=bang + "s")),
            (can.undo, say.keys_undo.format(key=bang + "u")),
            (True, say.keys_quit.format(key=bang + "q")),
        ):
            if fits:
                bar.append(text)
        wishes: dict[str, str | Wish] = {"?": Wish.HINT, "？": Wish.HINT}
        if can.flag:
            wishes["*"] = Wish.FLAG
        if not bang:
            wishes |= {"s": Wish.SKIP, "u": Wish.UNDO, "q": Wish.QUIT}
            if can.listing:
                wishes["l"] = Wish.LIST
        typed = ""
        while True:
            given = self._read(
                bar,
                {**{key: key for key in at_once}, **wishes},
                typed,
                editor=long,
                clock=can.clock,
            )
            if given is not Wish.EDIT and wish(str(given)) is not Wish.EDIT:
                return given if isinstance(given, Wish) else wish(given) or given
            found = edited(asked, self._typed, self._lang, self._page)
            if found:
                return found
            typed = self._typed

    def rating(self, suggested: int, after: After) -> int | Wish:
        """One key: 1 to 4, or Enter for the suggested rating; or a wish."""
        say = words(self._lang)
        bar = [say.rate_bar.format(suggested=suggested)]
        wishes = {"u": Wish.UNDO, "q": Wish.QUIT}
        for fits, key, meaning, text in (
            (after.hint, "?", Wish.HINT, say.keys_hint),
            (after.why, "w", Wish.WHY, say.keys_why),
            (after.aside, "x", Wish.ASIDE, say.keys_aside),
        ):
            if fits:
                bar.append(text)
                wishes[key] = meaning
        bar += [say.keys_undo.format(key="u"), say.keys_quit.format(key="q")]
        while True:
            keys: dict[str, str | Wish] = {key: key for key in "1234"}
            given = self._read(bar, keys | wishes)
            if isinstance(given, Wish):
                return given
            text = unicodedata.normalize("NFKC", given).strip()
            if text in ("", "1", "2", "3", "4"):
                return int(text or suggested)

    def choose(self, bar: Sequence[str], keys: str = "") -> str | Wish:
        """A line, its widths and outer spaces put right; `q` and the keys act at once."""
        given = self._read(list(bar), {**{key: key for key in keys}, "q": Wish.QUIT})
        if isinstance(given, Wish) or wish(given) is Wish.QUIT:
            return Wish.QUIT
        return unicodedata.normalize("NFKC", given).strip()

    def _read(
        self,
        bar: list[str],
        at_once: Mapping[str, str | Wish],
        typed: str = "",
        *,
        editor: bool = False,
        clock: Callable[[], str] | None = None,
    ) -> str | Wish:
        # 100 ms of import: only now, with the question on screen already.
        from prompt_toolkit import PromptSession
        from prompt_toolkit.formatted_text import ANSI
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.output import ColorDepth

        # The bar is part of the prompt: prompt_toolkit's own toolbar stays away in a terminal that
        # does not report where its cursor is.
        def message() -> ANSI:
            parts = [*bar, clock()] if clock else bar
            shown = _fitting(parts, self._page.now().columns).split("\n")
            return ANSI("".join(f"{self._page.dim(line)}\n" for line in shown) + "> ")

        session: PromptSession[str] = PromptSession(
            message=message,
            history=DummyHistory(),
            key_bindings=_bindings(at_once, editor=editor),
            color_depth=None if self._page.colour else ColorDepth.DEPTH_1_BIT,
            enable_suspend=True,
            # A plain terminal, or one that is read aloud, is not disturbed by a running clock.
            refresh_interval=1 if clock and self._page.colour else 0,
        )
        try:
            given = session.prompt(default=typed)
        except EOFError:
            raise KeyboardInterrupt from None
        if given.startswith(_MARK):
            name, _, self._typed = given.removeprefix(_MARK).partition(_MARK)
            return Wish(name)
        self._typed = ""
        return given


def edited(asked: Asked, typed: str, lang: Language, page: Page) -> str:
    """The answer as the user's editor saves it; empty, after a line that says why, if it is not one."""
    from aigc_quiz.screen.editor import edit

    found, note = edit(typed, asked.words(asked.question.stem, lang), lang)
    lines = [note] if note else [f"> {line}" for line in body(found, page)]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return found


_MARK = "\x00"  # cannot be typed: tells a wish from a text


def _bindings(at_once: Mapping[str, str | Wish], *, editor: bool) -> "KeyBindings":
    """Keys that end the prompt where nothing has been typed yet; Ctrl-G takes what was typed along."""
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
    if editor:

        def leave(event: "KeyPressEvent") -> None:
            event.app.exit(result=f"{_MARK}{Wish.EDIT.value}{_MARK}{event.current_buffer.text}")

        bindings.add("c-g")(leave)
    return bindings


def _fitting(parts: list[str], columns: int) -> str:
    """The key bar: in one line, spaced out where there is room, or in as few lines as hold it."""
    for gap in ("  ·  ", "  "):
        text = gap.join(parts)
        if width(text) <= columns - 1:
            return text
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}  {part}" if lines[-1] else part
        if lines[-1] and width(joined) > columns - 1:
            lines.append(part)
        else:
            lines[-1] = joined
    return "\n".join(lines)
