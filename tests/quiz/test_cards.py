import re
from dataclasses import replace

import pytest

from aigc_quiz.bank.question import Text
from aigc_quiz.quiz.cards import card, html, inline


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("costs $5 and $6", "<p>costs $5 and $6</p>"),
        ("so $x^2 < 1$ holds", r"<p>so \(x^2 &lt; 1\) holds</p>"),
        ("$$\na\n$$", r"<p>\[ a \]</p>"),
        ("**bold** `a<b`", "<p><b>bold</b> <code>a&lt;b</code></p>"),
        ("one\ntwo\n\nthree", "<p>one two</p><p>three</p>"),
        ("一\n二", "<p>一二</p>"),
        ("see:\n- a\n- b\n  more", "<p>see:</p><ul><li>a</li><li>b more</li></ul>"),
        ("```python\nif a < b:\n    c\n```", "<pre>if a &lt; b:<br>    c</pre>"),
        ("```\nopen", "<pre>open</pre>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ],
)
def test_texts_of_the_bank_become_html(text, shown):
    assert html(text) == shown


def test_code_is_no_formula():
    assert inline("`$HOME` and `$PATH`") == "<code>$HOME</code> and <code>$PATH</code>"


def test_the_front_asks_and_does_not_tell(sample):
    for question in sample.values():
        for lang in ("zh", "en"):
            front, back = card(question, lang).front, card(question, lang).back
            told = question.explanation.get(lang).split("$")[0]
            assert told in back
            assert told not in front
            assert "arxiv.org/abs/1406.2661" in back
            assert "{{" not in front + back


def test_a_choice_shows_every_option_and_why(sample):
    found = card(sample["multi"], "en")

    assert re.findall(r"<li><p>(\w+)</p></li>", found.front) == ["one", "two", "three", "four"]
    assert "<b>Key: A, C</b>" in found.back
    assert "Two is wrong." in found.back


def test_the_other_types_show_their_answers(sample):
    assert "<b>Answer: KV cache / KV-cache</b>" in card(sample["fill"], "en").back
    assert "<b>答案: 16 GiB</b> (容许误差 0.01)" in card(sample["numeric"], "zh").back
    short = card(sample["short"], "en").back
    assert "The gradient of the fakes must not reach the generator [required]" in short
    assert "In this step only the discriminator is updated." in short
    assert "Detaching freezes no network." in short


def test_tags_hold_no_spaces(sample):
    odd = replace(sample["fill"], tags=("two words",), title=Text("题", "t"))

    assert "two_words" in card(odd, "en").tags
