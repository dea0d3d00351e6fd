import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from aigc_quiz import content
from aigc_quiz.bank import pages
from aigc_quiz.bank.loader import load_bank
from aigc_quiz.cli.app import run

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
CLONE = (content.questions_dir().parent / "docs").is_dir()


@pytest.fixture(scope="module")
def shipped():
    return pages.texts(load_bank())


def prose(text):
    """Markdown without its code."""
    return re.sub(r"`[^`\n]+`", "", re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.M | re.S))


def walk(tokens):
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def test_a_page_shows_the_question_and_folds_its_answer(write, record):
    folder = write({"definitions/gan.yaml": [record("single")]})
    page = pages.texts(load_bank(folder))["gan.en.md"]

    open_part, folded = page.split("<summary>Answer</summary>")
    assert "# Definitions: gan" in open_part
    assert "Which one holds for 64-bit $`x^2`$?" in open_part
    assert "- **B.** gamma delta" in open_part
    assert "because of" not in open_part
    assert folded.startswith("\n\n**B**\n\n- ✗ **A.** because of alpha beta\n- ✓ **B.** because")
    assert "Why: a single question." in folded
    assert "- [Generative Adversarial Networks](https://arxiv.org/abs/1406.2661) (2014)" in folded


def test_the_other_types_show_their_answers(write, record):
    kinds = ("fill", "numeric", "short")
    folder = write({"definitions/gan.yaml": [record(kind) for kind in kinds]})
    page = pages.texts(load_bank(folder))["gan.zh.md"]

    assert "**散度** / **KL**" in page
    assert "32 层，每层 2 个矩阵。" in page
    assert "**64**（容许相对误差 0.01）" in page
    assert "- `layers`：32, 48" in page
    assert "- 32：少算了一半" in page
    assert "- 要点甲\n- 要点乙" in page
    assert "- 丁不是甲" in page
    assert "甲、乙和丙。" in page


def test_topics_of_one_name_have_pages_of_their_own(write, record):
    first, second = record("fill"), record("single") | {"follow_ups": ["a-fill"]}
    folder = write({"definitions/gan.yaml": [first], "frameworks/gan.yaml": [second]})
    found = pages.texts(load_bank(folder))

    assert set(found) == {
        f"{category}-gan.{lang}.md"
        for category in ("definitions", "frameworks")
        for lang in ("zh", "en")
    }
    assert "[a-fill](definitions-gan.en.md#a-fill)" in found["frameworks-gan.en.md"]


def test_the_exercises_have_a_page(write, valid_exercise):
    folder = write({"coding/my_gan/exercise.yaml": valid_exercise})
    page = pages.texts(load_bank(folder))["coding.en.md"]

    assert "Write `f(x)`." in page
    assert "(../../solutions/my_gan.py)" in page
    assert "Questions about it" not in page


def test_a_question_and_the_exercise_that_follows_it_up_link_to_each_other(
    write, record, valid_exercise
):
    asked = record("fill") | {"follow_ups": ["my_gan"]}
    folder = write({"definitions/gan.yaml": [asked], "coding/my_gan/exercise.yaml": valid_exercise})
    found = pages.texts(load_bank(folder))

    assert "Read on: [my_gan](coding.en.md#my_gan)\n" in found["gan.en.md"]
    assert "\nQuestions about it: [a-fill](gan.en.md#a-fill)\n" in found["coding.en.md"]
    assert "\n相关题目：[a-fill](gan.zh.md#a-fill)\n" in found["coding.zh.md"]


def test_a_bank_of_ones_own_gets_no_pages(write, record, capsys):
    folder = write({"definitions/gan.yaml": [record("fill")]})

    assert run(["check", str(folder), "--write-index"]) == 0
    assert [path.name for path in folder.parent.iterdir() if path.name == "docs"] == []
    assert "docs/bank" not in (folder / "README.md").read_text("utf-8")


def test_no_page_holds_more_html_than_it_should(shipped):
    allowed = re.compile(
        r'</?details>|<summary>[^<]*</summary>|</?span>|</?strong>|<a id="[\w-]+">|</a>|\s'
    )
    for name, text in shipped.items():
        for token in walk(PARSER.parse(text)):
            if token.type in ("html_block", "html_inline"):
                assert allowed.sub("", token.content) == "", (name, token.content)
            assert token.type not in ("hr", "blockquote_open", "s_open", "image"), name
            assert token.type != "heading_open" or token.tag in ("h1", "h2"), name


def test_every_formula_stands_where_github_reads_it(shipped):
    for name, text in shipped.items():
        bare = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.M | re.S)
        for found in re.finditer(r"\$`[^`]+`\$", bare):
            before = bare[found.start() - 1]
            assert before.isspace() or before in "*(", (name, found[0])
        left = re.sub(r"\$`[^`]+`\$|`[^`\n]+`|<span>\$</span>", "", bare)
        assert "$" not in left, (name, left[left.find("$") - 40 :][:80])


def test_what_is_unfolded_is_closed(shipped):
    for name, text in shipped.items():
        assert text.count("<details>\n<summary>") == text.count("\n\n</details>\n"), name
        assert not re.search(r"</summary>\n(?!\n)|\n\n\n", text), name


@pytest.mark.skipif(not CLONE, reason="pages lie in a clone only")
def test_every_link_leads_to_a_file_and_a_question(shipped):
    place = content.questions_dir().parent / "docs" / "bank"
    anchors = {name: set(re.findall(r'<a id="([^"]+)">', text)) for name, text in shipped.items()}
    index = (content.questions_dir() / "README.md").read_text("utf-8")
    every = shipped | {"../../questions/README.md": index}
    for name, text in every.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
            if target.startswith(("https://", "http://")):
                continue
            path, _, anchor = unquote(target).partition("#")
            base = (place / name).parent
            assert not path or (base / path).exists(), (name, target)
            if path and anchor:
                assert anchor in anchors[Path(path).name], (name, target)


@pytest.mark.skipif(not CLONE, reason="pages lie in a clone only")
def test_the_shipped_pages_are_in_step_with_the_bank():
    # If this fails: aigc-quiz check --write-index
    assert pages.stale(load_bank()) == []


def test_a_page_out_of_step_is_told_written_and_removed(tmp_path, monkeypatch, capsys, record):
    import json

    (tmp_path / "questions/definitions").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    topic = tmp_path / "questions/definitions/gan.yaml"
    topic.write_text(json.dumps([record("fill")], ensure_ascii=False), "utf-8")
    monkeypatch.setattr(content, "questions_dir", lambda: tmp_path / "questions")

    assert run(["check", "--write-index", "--no-proofs"]) == 0
    made = {path.name: path.read_text("utf-8") for path in (tmp_path / "docs/bank").iterdir()}
    assert set(made) == {"gan.zh.md", "gan.en.md"}
    capsys.readouterr()

    (tmp_path / "docs/bank/gan.zh.md").write_text("old", "utf-8")
    (tmp_path / "docs/bank/gone.zh.md").write_text("of a topic that is gone", "utf-8")
    assert run(["check", "--no-proofs"]) == 0
    said = "warning: docs/bank/gan.zh.md and 1 more pages are out of step; run with --write-index\n"
    assert capsys.readouterr().err == said

    assert run(["check", "--write-index", "--no-proofs"]) == 0
    assert made == {p.name: p.read_text("utf-8") for p in (tmp_path / "docs/bank").iterdir()}
