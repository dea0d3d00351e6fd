"""The table of docs/security.md: every attack, and what comes of it at each tier.

`python tests/attacks/harness/table.py --write` renews it from the heads of the attacks, which the tests
hold to be true.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from harness.attack import KINDS, PROJECT, Attack, corpus  # noqa: E402

DOCUMENT = PROJECT / "docs" / "security.md"
BEGIN, END = "<!-- attacks: begin -->\n", "<!-- attacks: end -->\n"
MISTAKES = PROJECT / "questions" / "coding" / "gan_cartoon" / "mistakes"
GENERATIVE = {
    "stored training images": "memoriser",
    "stored training images, moved, flipped and brightened a little": "jittered_copies",
    "mixtures of two stored training images": "two_faces_mixed",
    "halves of two stored training images": "halves_of_two_faces",
    "plain noise": "noise",
    "one image, or almost one, for every z": "z_ignored",
    "the mean image": "mean_image",
    "a handful of images": "eight_pictures",
    "the same noise over and over": "fixed_noise",
    "sampling with one z": "one_z_for_all",
    "a generator that saw one batch of its data": "first_batch_only",
    "a renderer instead of a network": "renderer",
}


def table() -> str:
    """The whole table in Markdown."""
    made = ["| attack | what it does | `namespace`, `kernel` | `limits` |", "|---|---|---|---|"]
    for kind in KINDS.values():
        made.append(f"| **{kind}** | | | |")
        made += [_row(attack) for attack in corpus() if attack.kind == kind]
    made.append("| **Generative** (mistakes of `gan_cartoon`; it fails at the check named) | | | |")
    for what, name in GENERATIVE.items():
        text = (MISTAKES / f"{name}.py").read_text(encoding="utf-8")
        found = re.search(r"^# fails: (\S+)", text, re.MULTILINE)
        check = f"`{found[1]}`" if found else "?"
        made.append(f"| `{name}` | {what} | {check} | {check} |")
    return "\n".join(made) + "\n"


def _row(attack: Attack) -> str:
    weak = _words(attack.outcomes("limits"))
    if attack.escape:
        weak = f"**open**: {attack.escape}"
    strong = _words(attack.outcomes("kernel"))
    return f"| `{attack.name}` | {attack.head('what')} | {strong} | {weak} |"


def _words(outcomes: frozenset[str]) -> str:
    return " or ".join(f"`{one}`" for one in sorted(outcomes))


def renewed(text: str) -> str:
    """The document with the table as it must be."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.exit("usage: python tests/attacks/harness/table.py --write")
