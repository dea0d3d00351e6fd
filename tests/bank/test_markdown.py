"""What GitHub makes of it is judged by markdown-it, a CommonMark parser that rich brings along."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from aigc_quiz.bank import markdown

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(lines):
    """The HTML of Markdown lines, and the text that a reader sees of it."""
    html = PARSER.render("\n".join(lines))
    return html, unescape(re.sub(r"<[^>]*>", "", html)).strip()


@pytest.mark.parametrize(
    "text",
    [
        "if a < b and <think> then </think>",
        "clipped * adv, 2 * w * 3",
        "**kwargs and *args",
        "__init__ and _private_",
        "等于 ____（写出表达式）",
        "x_{t−1} = 1−ᾱ_t",
        "~5 and ~~gone~~",
        "&lt; is not <, &amp; Density & Coverage",
        r"a \* b \\ c \n d\\",
        "[a](b) and [a][b] and [a]: b",
        "![a](b)",
        "`unpaired and ...",
        "a ``` b",
        "from $5 to $7",
        "# no heading",
        "> no quotation",
        "+ no list",
        "===",
        "---",
        "1999. no list",
        "| a | b |\n|---|---|",
        "<!-- hidden -->",
        "<details>",
        "https://a.org/_x_",
    ],
)
def test_plain_text_stays_what_it_is(text):
    html, shown = rendered(markdown.block(text))

    assert shown == text.replace("\n", " ")
    tags = set(re.findall(r"<(\w+)", html.replace("<span>$</span>", "")))
    assert tags <= {"p", "br"}


@given(st.text(r"ab 中，。*_`~#<>&$\[]()!|-+=1.:", max_size=30))
def test_any_line_is_read_back_as_it_was(line):
    # What has a meaning of its own is tried below.
    text = re.sub(r"\*\*|`|\$|^\s*([-*•]|\d{1,2}[.)])\s", "x", line).strip() or "x"
    _, shown = rendered([f"begin {markdown.inline(text)} end"])

    assert shown.split() == f"begin {text} end".split()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** c", "<p>a <strong>b</strong> c</p>"),
        ("**同一位置**在", "<p><strong>同一位置</strong>在</p>"),
        ("看**“引号”**的", "<p>看<strong>“引号”</strong>的</p>"),
        ("看**（括号）。**后", "<p>看<strong>（括号）。</strong>后</p>"),
        ("**a ~ b** c", "<p><strong>a ~ b</strong> c</p>"),
        ("`a*b*c` and `<x>`", "<p><code>a*b*c</code> and <code>&lt;x&gt;</code></p>"),
        ("第一行。\n第二行", "<p>第一行。第二行</p>"),
        ("first line\nsecond line", "<p>first line second line</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("see:\n- a\n- b\nend", "<p>see:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>end</p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        (
            "看：\n```python\nx = '<a>' * 2\n\n# y\n```\n完",
            "<p>看：</p>\n<pre><code class=\"language-python\">x = '&lt;a&gt;' * 2\n\n# y\n</code></pre>\n<p>完</p>",
        ),
    ],
)
def test_what_is_meant_as_markdown_is_read_as_such(text, html):
    assert rendered(markdown.block(text))[0].strip().replace("&quot;", '"') == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("令 $x^2$ 为", "令 $`x^2`$ 为"),
        ("令$x$为", "令 $`x`$ 为"),
        ("目标：$a_1$，与（$b$）", "目标： $`a_1`$，与（ $`b`$）"),
        ("$x$ first", "$`x`$ first"),
        (r"set $\{1, 2\}$ and $a\\b$", r"set $`\{1, 2\}`$ and $`a\\b`$"),
        ("$x$个", "$`x`$ 个"),
        ("see $$y = 1$$", "see $`y = 1`$"),
        ("`$HOME`", "`$HOME`"),
        ("costs $5", "costs <span>$</span>5"),
    ],
)
def test_a_formula_has_the_form_and_the_space_that_github_wants(text, shown):
    assert markdown.inline(text) == shown


def test_code_may_hold_ticks():
    html, _ = rendered(markdown.fenced("a\n```\nb\n````\n", "text"))
    assert html == '<pre><code class="language-text">a\n```\nb\n````\n</code></pre>\n'
    html, _ = rendered([markdown.code("`a`` b`")])
    assert html == "<p><code>`a`` b`</code></p>\n"


def test_what_is_folded_is_still_read_as_markdown():
    html, _ = rendered(markdown.folded("Answer", ["**B**", "", "- a"]))

    assert html.startswith("<details>\n<summary>Answer</summary>\n<p><strong>B</strong></p>\n<ul>")
    assert html.rstrip().endswith("</ul>\n</details>")
