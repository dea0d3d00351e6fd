"""How long commands take, as ratios to a bare import in the same run: `python benchmarks/commands.py [--runs N]`.

Each row alternates with its yardstick, so that a busy machine slows both; the minimum of each is compared.
"""

import argparse
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PYTHON = sys.executable
YARDSTICK = "import typer, rich.console"


def seconds(command: list[str], *, stdin: str = "", env: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    subprocess.run(command, input=stdin.encode(), env=env, capture_output=True, check=False)
    return time.perf_counter() - started


def first_question(env: dict[str, str]) -> float:
    """Seconds until `practice` in a terminal has shown the first option of its first question."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            PYTHON, [PYTHON, "-m", "aigc_quiz", "practice", "--type", "single", "--seed", "1"], env
        )
    started = time.perf_counter()
    seen = b""
    while b"a)" not in seen.lower() and b"a." not in seen.lower() and b" a " not in seen.lower():
        seen += os.read(terminal, 65536)
    spent = time.perf_counter() - started
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(terminal)
    return spent


def ratio(
    name: str, bound: float, runs: int, ours: Callable[[], float], yardstick: Callable[[], float]
) -> bool:
    ours(), yardstick()  # warm the file caches
    pairs = [(ours(), yardstick()) for _ in range(runs)]
    best, base = min(a for a, _ in pairs), min(b for _, b in pairs)
    verdict = "ok" if best / base <= bound else "TOO SLOW"
    print(
        f"{name:44} {best * 1e3:8.0f} ms {base * 1e3:8.0f} ms  x{best / base:5.2f}  <= {bound:4.1f}  {verdict}"
    )
    return best / base <= bound


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        env = {
            **os.environ,
            "AIGC_QUIZ_HOME": home,
            "AIGC_QUIZ_LANG": "en",
            "TERM": "xterm-256color",
        }
        aigc = [PYTHON, "-m", "aigc_quiz"]
        imports = lambda: seconds([PYTHON, "-c", YARDSTICK])  # noqa: E731
        print(f"{'command':44} {'ours':>11} {'yardstick':>11}")
        good = [
            ratio(
                "aigc-quiz --help", 1.6, runs, lambda: seconds([*aigc, "--help"], env=env), imports
            ),
            ratio(
                "practice: first question on screen",
                3.0,
                runs,
                lambda: first_question(env),
                imports,
            ),
        ]
        if Path(__file__).with_name("grading.py").exists():
            print("grading: see benchmarks/grading.py; drawing: benchmarks/images.py")
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
