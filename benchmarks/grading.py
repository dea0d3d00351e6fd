"""How long a cold grade takes, as a multiple of importing torch once: `python benchmarks/grading.py`.

A ratio of neighbouring runs, because seconds on a shared machine say little.
"""

import statistics
import subprocess
import sys
import time

RUNS = 5
IMPORT = [sys.executable, "-c", "import torch"]


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    for isolation in sys.argv[1:] or ["auto", "none"]:
        grade = [
            sys.executable,
            "-m",
            "aigc_quiz",
            "grade",
            "solutions/scaled_dot_product_attention.py",
        ]
        grade += ["--isolation", isolation]
        ratios = []
        for _ in range(RUNS):
            importing = seconds(IMPORT)
            grading = seconds(grade)
            ratios.append(grading / importing)
            print(f"{isolation}: import {importing:.2f} s, grade {grading:.2f} s")
        print(f"{isolation}: median ratio {statistics.median(ratios):.2f}, least {min(ratios):.2f}")


if __name__ == "__main__":
    main()
