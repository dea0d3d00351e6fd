"""How fast grading is, as ratios of neighbouring runs, because seconds on a shared machine say little.

`python benchmarks/grading.py [ISOLATION ...]` prints for each tier
- a cold grade of scaled_dot_product_attention over `import torch`;
- the time from a save to the verdict under `grade --watch` over a cold grade;
- the rate of `check --exercises` on the function exercises over the rate of cold grades.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
SLUG = "scaled_dot_product_attention"
SOLUTION = Path("solutions") / f"{SLUG}.py"
QUIZ = [sys.executable, "-m", "aigc_quiz"]


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def cold(isolation: str) -> float:
    ratios, grades = [], []
    for _ in range(RUNS):
        importing = seconds([sys.executable, "-c", "import torch"])
        grades.append(seconds([*QUIZ, "grade", str(SOLUTION), "--isolation", isolation]))
        ratios.append(grades[-1] / importing)
    print(f"{isolation}: cold grade / import torch: {told(ratios)}")
    return statistics.median(grades)


def watch(isolation: str, cold_seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mine.py"
        file.write_text(SOLUTION.read_text())
        watching = subprocess.Popen(
            [*QUIZ, "grade", "--watch", "--json", str(file), "--isolation", isolation],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert watching.stdout is not None
        watching.stdout.readline()
        taken = []
        for _ in range(2 * RUNS):
            time.sleep(0.3)
            file.write_text(file.read_text() + "\n")
            began = time.perf_counter()
            assert json.loads(watching.stdout.readline())["outcome"] == "passed"
            taken.append(time.perf_counter() - began)
        watching.terminate()
        watching.wait()
    print(
        f"{isolation}: save to verdict / cold grade: {told([one / cold_seconds for one in taken])}"
    )


def sweep(isolation: str, cold_seconds: float) -> None:
    from aigc_quiz.bank.loader import load_bank
    from aigc_quiz.grading.sweep import sweep as swept

    functions = [one for one in load_bank().exercises if one.limits.seconds < 300]
    began = time.perf_counter()
    lines = list(swept(functions, isolation=isolation))
    taken = time.perf_counter() - began
    assert all(line.ok for line in lines)
    rate = len(lines) / taken * cold_seconds
    print(f"{isolation}: {len(lines)} files, rate / rate of cold grades: {rate:.1f}")


def told(ratios: list[float]) -> str:
    return f"median {statistics.median(ratios):.2f}, least {min(ratios):.2f}"


def main() -> None:
    for isolation in sys.argv[1:] or ["auto", "none"]:
        one = cold(isolation)
        watch(isolation, one)
        sweep(isolation, one)


if __name__ == "__main__":
    main()
