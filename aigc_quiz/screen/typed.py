"""Answers typed as whole lines in a terminal: for screen readers, and for terminals without a cursor.

The terminal's own line editing is used, so that nothing is drawn twice and no cursor is moved.
"""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aigc_quiz.bank.question import Choice, Short
from aigc_quiz.content import Language
from aigc_quiz.quiz.asked import Asked
from aigc_quiz.screen.ask import After, Can, Keys, Source, Wish, edited, wish
from aigc_quiz.screen.render import Page, aloud, clean

_WHOLE = 0x4000  # termios.IUTF8, on Linux and macOS: Backspace takes a whole character
_WORDS = {
    "zh": {
        "single": "输入选项字母（{letters}），按 Enter 提交。", "multi": "输入一个或几个选项字母（{letters}），按 Enter 提交。",
        "true_false": "输入 t 表示正确，f 表示错误，按 Enter 提交。", "text": "输入答案，按 Enter 提交。",
        "hint": "输入问号看提示。", "edit": "输入 !e 打开编辑器。", "flag": "输入星号标记这题。", "list": "输入 {bang}l 看题目列表。",
        "skip": "输入 {bang}s 跳过。", "undo": "输入 {bang}u 撤销作答。", "quit": "输入 {bang}q 退出。", "why": "输入 w 看为何总错。",
        "aside": "输入 x 搁置这题。", "rate": "按 Enter 评为 {suggested}，或输入 1 到 4 改评。", "more": "输入 ! 听其他命令。",
        "answer": "答案：", "rating": "评级：", "choice": "选择：",
    },
    "en": {
        "single": "Type a letter, {letters}, then Enter.", "multi": "Type one or more letters, {letters}, then Enter.",
        "true_false": "Type t for true or f for false, then Enter.", "text": "Type your answer, then Enter.",
        "hint": "Type a question mark for a hint.", "edit": "Type !e to write in your editor.", "flag": "Type a star to flag this question.",
        "list": "Type {bang}l for the list of questions.", "skip": "Type {bang}s to skip.", "undo": "Type {bang}u to take an answer back.",
        "quit": "Type {bang}q to quit.", "why": "Type w to hear why it is missed.", "aside": "Type x to set it aside.",
        "rate": "Enter rates it {suggested}; or type 1 to 4.", "more": "Type ! to hear the other commands.",
        "answer": "Answer: ", "rating": "Rating: ", "choice": "Choice: ",
    },
}  # fmt: skip
_LETTERS = {"s": Wish.SKIP, "u": Wish.UNDO, "q": Wish.QUIT, "l": Wish.LIST}


def at_terminal(page: Page, lang: Language) -> Source:
    """Who asks the user of a terminal: key by key, or on a plain page line by line."""
    return Typed(page, lang) if page.plain else Keys(page, lang)


class Typed:
    """A terminal, line by line; what can be done is said in sentences, once each.

    Raises:
        KeyboardInterrupt: Ctrl-C, or Ctrl-D on an empty line, at any prompt.
    """

    insists = True
    ended = False

    def __init__(self, page: Page, lang: Language) -> None:
        self._page = page
        self._lang = lang
        self._told: set[str] = set()

    def answer(self, asked: Asked, can: Can) -> str | Wish:
        """One line; for a choice the letters of the commands need no `!` before them."""
        kind = asked.question.type
        choice = isinstance(asked.question, Choice)
        letters = "-".join(("a", "abcde"[max(0, len(asked.order) - 1)]))
        head = self._words(kind if choice else "text", letters=letters)
        commands = [
            self._words(name, bang="" if choice else "!")
            for name, fits in (
                ("edit", isinstance(asked.question, Short)),
                ("hint", can.hint),
                ("flag", can.flag),
                ("list", can.listing),
                ("skip", True),
                ("undo", can.undo),
                ("quit", True),
            )
            if fits
        ]
        if can.clock:
            self._say([can.clock()])
        untold = [command for command in commands if command not in self._told]
        self._told.update(untold)
        self._say([head, *untold, *([self._words("more")] if untold != commands else [])])
        while True:
            line = self._line("answer")
            plain = unicodedata.normalize("NFKC", line).casefold().strip()
            if plain == "!":
                self._say([head, *commands])
            elif wish(line) is Wish.EDIT and isinstance(asked.question, Short):
                if found := edited(asked, "", self._lang, self._page):
                    return found
            elif choice and plain in _LETTERS and (plain != "l" or can.listing):
                return _LETTERS[plain]
            else:
                return wish(line) or line

    def rating(self, suggested: int, after: After) -> int | Wish:
        """Enter for the suggested rating, 1 to 4, or a wish."""
        wishes = {"u": Wish.UNDO, "!u": Wish.UNDO, "q": Wish.QUIT, "!q": Wish.QUIT}
        told = [self._words("rate", suggested=str(suggested))]
        for fits, key, meaning, name in (
            (after.hint, "?", Wish.HINT, "hint"),
            (after.why, "w", Wish.WHY, "why"),
            (after.aside, "x", Wish.ASIDE, "aside"),
        ):
            if fits:
                told.append(self._words(name))
                wishes[key] = meaning
        self._say([*told, self._words("undo", bang=""), self._words("quit", bang="")])
        while True:
            text = unicodedata.normalize("NFKC", self._line("rating")).casefold().strip()
            if text in wishes:
                return wishes[text]
            if text in ("", "1", "2", "3", "4"):
                return int(text or suggested)
            self._say(told)

    def choose(self, bar: Sequence[str], keys: str = "") -> str | Wish:
        """A line below a list; `q` and `!q` are QUIT."""
        self._say([part for text in bar for part in text.split(" · ")])
        text = unicodedata.normalize("NFKC", self._line("choice")).strip()
        return Wish.QUIT if text.casefold() == "q" or wish(text) is Wish.QUIT else text

    def _words(self, name: str, **filled: str) -> str:
        return _WORDS[self._lang][name].format(**filled)

    def _say(self, lines: Sequence[str]) -> None:
        sys.stdout.write("".join(f"{aloud(line)}\n" for line in lines))

    def _line(self, prompt: str) -> str:
        sys.stdout.write(self._words(prompt))
        sys.stdout.flush()
        with _whole_characters():
            raw = sys.stdin.buffer.readline()
        if not raw:
            raise KeyboardInterrupt
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode(sys.stdin.encoding or "utf-8", "replace")
        return clean(text).rstrip("\n")  # arrow keys arrive as what they send


@contextmanager
def _whole_characters() -> Iterator[None]:
    """Let Backspace take a whole Chinese character, also where SSH has not told the terminal so."""
    try:
        import termios
    except ImportError:  # Windows
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, [before[0] | _WHOLE, *before[1:]])
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
