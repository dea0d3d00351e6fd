"""docs/architecture.md lists every module with its own first sentence; `--write` renews the list."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
GENERATED = re.compile(r"(?<=--write -->\n).*?(?=<!-- end -->)", re.S)
MOST_LINES = 400


def modules():
    return [
        path
        for path in sorted((ROOT / "aigc_quiz").rglob("*.py"))
        if not {"questions", "solutions", "__pycache__"} & set(path.parts)
    ]


def table():
    rows = ["", "| module | what it is |", "|---|---|"]
    for path in modules():
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        name = path.relative_to(ROOT / "aigc_quiz").as_posix()
        rows.append(f"| `{name}` | {docstring.splitlines()[0].replace('|', '/')} |")
    return "\n".join([*rows, "", ""])


def test_the_page_lists_every_module_as_it_is():
    assert GENERATED.search(PAGE.read_text("utf-8")).group() == table()


def test_every_module_says_what_it_is_in_one_line():
    assert [
        path for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []


def test_no_module_is_too_long():
    assert [path for path in modules() if path.read_text("utf-8").count("\n") > MOST_LINES] == []


if __name__ == "__main__" and "--write" in sys.argv:
    PAGE.write_text(GENERATED.sub(lambda _: table(), PAGE.read_text("utf-8")), "utf-8")
