"""Lets the user write a long answer in an editor of their own."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aigc_quiz.content import Language
from aigc_quiz.screen.render import clean

_CUT = "# ------------------------ >8 ------------------------"  # as in git
_USUAL = ("nano", "vim", "vi", "notepad")
_SAID = {
    "zh": {
        "above": "答案写在这条线以上；存盘退出即提交，留空则回到题目。",
        "none": "没有找到编辑器；请设置 EDITOR，或直接在这里作答。",
        "failed": "编辑器 {editor} 没有正常结束（{why}）；请直接在这里作答。",
        "empty": "没有写答案；请在这里作答。",
    },
    "en": {
        "above": "Write your answer above this line; save and close to submit, leave it empty to go back.",
        "none": "No editor was found; set EDITOR, or answer here.",
        "failed": "The editor {editor} did not end well ({why}); answer here instead.",
        "empty": "Nothing was written; answer here.",
    },
}


def edit(typed: str, stem: str, lang: Language) -> tuple[str, str]:
    """What was saved in VISUAL, EDITOR or a usual editor, and "" or a line for the user.

    The file begins with what was typed already and shows the question below a cut line. Without an
    answer, the line says why and that the prompt is still there.
    """
    say = _SAID[lang]
    command = _command()
    if not command:
        return "", say["none"]
    text = f"{typed}\n\n{_CUT}\n# {say['above']}\n\n{clean(stem)}\n"
    with tempfile.TemporaryDirectory(prefix="aigc-quiz-") as folder:
        file = Path(folder) / "answer.md"
        file.write_text(text, encoding="utf-8", errors="replace")
        try:
            with _ours_to_ignore():
                done = subprocess.run([*command, str(file)], check=False)
            saved = file.read_text(encoding="utf-8", errors="replace")
        except OSError as fault:
            return "", say["failed"].format(editor=clean(command[0]), why=fault.strerror)
    if done.returncode:
        return "", say["failed"].format(editor=clean(command[0]), why=done.returncode)
    answer = saved.partition(_CUT)[0].strip()
    return answer, "" if answer else say["empty"]


@contextmanager
def _ours_to_ignore() -> Iterator[None]:
    """Ctrl-C is the editor's while it runs: it must not end the session around it."""
    before = signal.signal(
        signal.SIGINT, lambda *_: None
    )  # a handler is not inherited, as SIG_IGN is
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _command() -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        wanted = os.environ.get(name, "").strip()
        if wanted:
            try:
                return shlex.split(wanted, posix=os.name == "posix")
            except ValueError:  # an open quote
                return [wanted]
    found = next((path for name in _USUAL if (path := shutil.which(name))), "")
    return [found] if found else []
