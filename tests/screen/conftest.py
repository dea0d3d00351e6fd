"""A pseudo-terminal in which a session is held with keys as a person presses them."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pexpect
import pytest


class Terminal:
    """What is begun here writes to one home; `**more` are variables of its environment."""

    bank = Path(__file__).parents[1] / "quiz" / "sample"
    patience = 15  # seconds

    def __init__(self, home):
        self.home = home

    def environment(self, **more):
        names = {
            "AIGC_QUIZ_HOME": str(self.home),
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "LANG": "C.UTF-8",
        }
        return {**os.environ, **names, **more}

    def practise(self, *arguments, columns=80, **more):
        return self._begun("practice", *arguments, size=(40, columns), **more)

    def interview(self, *arguments, **more):
        return self._begun("mock", "--seed", "1", *arguments, size=(50, 80), **more)

    def _begun(self, command, *arguments, size, **more):
        return pexpect.spawn(
            sys.executable,
            ["-m", "aigc_quiz", command, "--bank", str(self.bank), *arguments],
            env=self.environment(**more),
            encoding="utf-8",
            dimensions=size,
            timeout=self.patience,
        )

    def stats(self):
        done = subprocess.run(
            [sys.executable, "-m", "aigc_quiz", "stats", "--json", "--bank", str(self.bank)],
            capture_output=True,
            env=self.environment(),
            check=True,
        )
        return json.loads(done.stdout)

    def answered(self):
        with contextlib.closing(sqlite3.connect(self.home / "history.sqlite3")) as database:
            found = database.execute("SELECT answer FROM events WHERE kind = 'answer'")
            return [text for (text,) in found]

    def undo_all(self):
        """Take every answer back, so that its question is asked again."""
        from aigc_quiz.progress.history import History

        with History(self.home / "history.sqlite3") as log:
            for answer in log.answers():
                log.undo(answer.sequence, session="test", at=datetime.now(UTC))

    @staticmethod
    def ended(child):
        child.expect(pexpect.EOF)
        child.close()
        return child.exitstatus

    @staticmethod
    def plain(text):
        return re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>])", "", text)

    @staticmethod
    def widest(text):
        from aigc_quiz.screen.render import width

        lines = [line for line in re.split(r"[\r\n]+", text) if "http" not in line]
        return max(map(width, lines))


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path / "home")
