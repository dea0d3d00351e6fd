"""A bank of 100,000 records and 1,000,000 reviews against one of 300 and 1,000: `python benchmarks/scale.py`.

Both are generated, the same each time, in a folder that is removed afterwards. Each is started once so that caches are
there; then starts of both alternate, and the best of each are compared: the seconds until the first question is on
screen in a terminal, and the most memory that the process then holds.
"""

import argparse
import os
import pty
import random
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aigc_quiz.progress.history import History

SMALL, LARGE = (300, 1_000), (100_000, 1_000_000)
RATIO, MEGABYTES = 3.0, 300.0
IN_A_FILE = 250
RECORD = """- id: {id}
  type: single
  difficulty: {difficulty}
  frequency: {frequency}
  title:
    zh: 第 {number} 题：哪个数更大
    en: "Record {number}: which number is larger"
  stem:
    zh: 下面哪个数最大？这道题是为了量一量很大的题库而生成的，内容只求长短与真题相近。
    en: Which of these numbers is the largest? It was generated to measure a very large bank, and is as long as a real one.
  options:
{options}
  explanation:
    zh: 比较三个数即可；数字越长不一定越大，要看它的位数与最高位。这里最大的是 {best}。
    en: Compare the three numbers; a longer number need not be larger, look at the leading digits. Here it is {best}.
  references:
    - {{title: A reference, year: 2014, arxiv: "1406.2661"}}
  tags: [generated, tag{tag}]
  volatility: stable
  reviewed: 2026-11-01
  hints:
    - zh: 看最高位。
      en: Look at the leading digit.
"""
OPTION = """    - zh: "{value}"
      en: "{value}"
      correct: {correct}
      why: {{zh: "{value} {zh}", en: "{value} {en}"}}
{tag}"""


def bank(folder: Path, records: int) -> None:
    """Write so many records, the same each time."""
    rng = random.Random(1)
    for first in range(0, records, IN_A_FILE):
        file = folder / f"category{first // IN_A_FILE % 4}" / f"topic{first // IN_A_FILE:04}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8") as out:
            for number in range(first, min(first + IN_A_FILE, records)):
                out.write(record(number, rng))


def record(number: int, rng: random.Random) -> str:
    values = rng.sample(range(100, 999), 3)
    options = "".join(
        OPTION.format(
            value=value,
            correct=str(value == max(values)).lower(),
            zh="最大" if value == max(values) else "不是最大",
            en="is the largest" if value == max(values) else "is not the largest",
            tag=""
            if value == max(values)
            else f"      misconception: mix-up-{rng.randrange(5000)}\n",
        )
        for value in values
    )
    return RECORD.format(
        id=f"record-{number:06}", number=number, difficulty=rng.randint(1, 5), frequency=rng.randint(1, 5),
        options=options.rstrip("\n"), best=max(values), tag=rng.randrange(40),
    )  # fmt: skip


def reviews(home: Path, prefix: str, records: int, count: int) -> None:
    """Log so many answers, as a learner gives them over five years: some undone, some rated anew."""
    rng = random.Random(2)
    with History(home / "history.sqlite3") as log:
        file = log.file
    database = sqlite3.connect(file)
    at, step = datetime(2021, 11, 1, tzinfo=UTC), timedelta(days=5 * 365) / (2 * count)
    rows = []
    for number in range(count):
        place = rng.randrange(records)
        at += step * (0.5 + rng.random())
        rating = rng.choice((1, 3, 3, 3, 4))
        common = (at.isoformat(timespec="microseconds"), "0.1.0", f"session{number // 20}")
        rows.append(
            (f"{number:010d}-{rng.randrange(2**64):016x}", *common, "answer", None, rating, f"{prefix}record-{place:06}",
             f"category{place // IN_A_FILE % 4}", f"topic{place // IN_A_FILE:04}", "single", 1, "en", "b", "[0, 1, 2]", "{}",
             (rating > 1) * 1.0, 9000, 0)
        )  # fmt: skip
    database.executemany(
        "INSERT INTO events (uid, at, app, session, kind, about, rating, question, category, topic, type, difficulty, lang,"
        " answer, options, variables, score, duration_ms, hints) VALUES (" + ", ".join("?" * 19) + ")",
        rows,
    )  # fmt: skip
    database.commit()
    database.close()


def first_question(home: Path, folder: Path) -> tuple[float, float]:
    """Seconds until the first question with its key bar is on screen, and the process's peak memory in MB."""
    command = [sys.executable, "-m", "aigc_quiz", "practice", "--bank", str(folder), "--seed", "1"]
    env = {**os.environ, "AIGC_QUIZ_HOME": str(home), "AIGC_QUIZ_LANG": "en", "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}  # fmt: skip
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, command, env)
    seen, question = b"", 0.0
    while b"q quit" not in seen:
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            sys.exit(seen.decode("utf-8", "replace"))
        if b"C. " in seen and not question:
            question = time.perf_counter() - started
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    os.write(terminal, b"\x03")
    os.waitpid(pid, 0)
    os.close(terminal)
    return question, peak / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--records", type=int, default=LARGE[0])
    parser.add_argument("--reviews", type=int, default=LARGE[1])
    given = parser.parse_args()
    from aigc_quiz.progress import naming

    with tempfile.TemporaryDirectory(prefix="aigc-quiz-scale-") as made:
        places = []
        for name, (records, count) in (("small", SMALL), ("large", (given.records, given.reviews))):
            home, folder = Path(made, name), Path(made, name, "bank")
            bank(folder, records)
            reviews(home, naming.prefix(folder), records, count)
            seconds, memory = first_question(home, folder)
            print(f"{name}: {records:,} records, {count:,} reviews; the first start ever: {seconds:.2f} s, {memory:.0f} MB")  # fmt: skip
            places.append((home, folder))
        pairs = [[first_question(*place) for place in places] for _ in range(given.runs)]
    small, large = (min(pair[i][0] for pair in pairs) for i in (0, 1))
    peaks = [max(pair[i][1] for pair in pairs) for i in (0, 1)]
    print(
        f"first question: {small * 1e3:.0f} ms and {large * 1e3:.0f} ms, x{large / small:.2f} (aim: {RATIO:.0f})"
    )
    print(f"peak memory:    {peaks[0]:.0f} MB and {peaks[1]:.0f} MB (aim: {MEGABYTES:.0f})")
    return 0 if large / small <= RATIO and peaks[1] <= MEGABYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
