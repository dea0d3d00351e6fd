"""The page of a grading: one file, offline, complete, and deaf to what a submission wants it to be."""

import base64
import re
from html.parser import HTMLParser

import pytest

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.link import Limits
from aigc_quiz.grading.report import NOT_RUN, Check, Report
from aigc_quiz.images.quality import Measured
from aigc_quiz.screen import report_page
from aigc_quiz.screen.report_words import CAPTIONS, METRICS, SAID

HOSTILE = (
    "</pre><script>alert(1)</script><img src=http://evil.example/x onerror='x'>\x1b[2J\x00‮&amp;"
)
PIXEL = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """Reads a page, and knows whether every element that was opened was closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text.append(data)

    @property
    def said(self):
        return " ".join(" ".join(self.text).split())


def check(name, passed, zh="", en="", **more):
    return Check(name, passed, Text(zh, en), **more)


def report(**more):
    fields = {
        "file": "homework/my_gan.py",
        "exercise": "gan_cartoon",
        "outcome": "failed",
        "checks": (
            check("generator_range", True),
            check("distance", False, "距离 60.0，至多 48。", "The distance is 60.0, at most 48."),
            check("next_medal", False, "银牌还差一点。", "For silver: more.", points=0, advice=True),
        ),
        "seconds": 51.3,
        "device": "cpu",
        "isolation": "namespace",
        "seed": 7,
        "records": {
            "metrics": {"distance": 60.04, "coverage": 0.512, "smoothness": 0.87},
            "lines": {"distance": 48.0, "coverage": 0.05},
            "floor": {"distance": 0.73, "coverage": 0.97},
            "medal": "",
            "steps": 1000,
            "curves": {
                "step": [1], "losses": {}, "at": [0, 500], "distance": [182.0, 61.2], "floor": 1.9,
            },
            "attributes": {"hat": {"accuracy": 0.99, "real": [0.5, 0.2, 0.2, 0.1], "yours": [0.9, 0.1, 0, 0]}},
        },
    }  # fmt: skip
    return Report(**(fields | more))


def made(language="en", pictures=None, **more):
    page = report_page.page(
        report(**more), language, pictures or {}, title="A GAN", limits=Limits(180, 4000)
    )
    return page.decode("utf-8")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["未通过", "距离 60.0，至多 48。", "及格线", "银牌还差一点", "王冠", "--seed 7", "180 s, 4000 MiB", "隔离"]),
        ("en", ["failed", "The distance is 60.0, at most 48.", "passes at", "For silver", "crowns", "--seed 7", "namespace"]),
    ],
)  # fmt: skip
def test_the_page_says_all_that_the_verdict_rests_on(language, said):
    text = made(language)
    page = Page(text)

    assert [one for one in said if one not in page.said] == []
    assert ("html", "lang", "zh-CN" if language == "zh" else "en") in page.attributes
    other = "及格线" if language == "en" else "passes at"
    assert other not in page.said


def test_numbers_stand_beside_their_line_and_what_real_images_have():
    told = Page(made()).said

    assert "Fréchet distance 60 ≤ 48 0.73" in told
    assert "a sample nearby 51% ≥ 5% 97%" in told
    assert "smoothness of interpolations (1 is even) 0.87" in told
    assert "182 61.2" in told
    assert "bare heads 50% 90%" in told


def test_no_line_is_shown_that_was_not_set_for_images_of_ones_own():
    records = {
        "metrics": {"distance": 60.0, "copies": 0.01}, "lines": {"distance": 48.0, "copies": 0.25},
        "data": {"folder": "mine", "images": 300, "skipped": ["bad.png: damaged"]},
    }  # fmt: skip
    told = Page(made(records=records)).said

    assert "≤ 48" not in told
    assert "≤ 25%" in told
    assert "mine : 300" in told
    assert "bad.png: damaged" in told


def test_every_picture_is_in_the_file_with_a_caption():
    pictures = dict.fromkeys((*CAPTIONS, "else"), PIXEL)
    page = Page(made("en", pictures))

    sources = [value for tag, name, value in page.attributes if (tag, name) == ("img", "src")]
    assert len(sources) == len(pictures)
    head = "data:image/png;base64,"
    assert all(base64.b64decode(one.removeprefix(head)) == PIXEL for one in sources)
    alts = [value for tag, name, value in page.attributes if (tag, name) == ("img", "alt")]
    assert alts == [f"{name}.png" for name in pictures]  # as the messages call them
    assert all(one["en"] in page.said for one in CAPTIONS.values())


def test_nothing_is_loaded_and_nothing_is_run():
    text = made("zh", {"samples": PIXEL}, printed=HOSTILE)
    page = Page(text)

    assert not {"script", "link", "iframe", "object", "embed", "form"} & set(page.tags)
    addresses = [v for _, name, v in page.attributes if name in ("src", "href", "action", "data")]
    assert all(one.startswith("data:image/png;base64,") for one in addresses)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    assert "url(" not in style
    assert "@import" not in style
    policy = next(value for _, name, value in page.attributes if name == "content")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@pytest.mark.parametrize(
    "more",
    [
        {"printed": HOSTILE},
        {"file": HOSTILE},
        {"checks": (check(HOSTILE, False, HOSTILE, HOSTILE),)},
        {"records": {"data": {"folder": HOSTILE, "images": 3, "skipped": [HOSTILE]}}},
        {"records": {"metrics": {HOSTILE: HOSTILE, "distance": True}}},
    ],
)
def test_what_a_submission_wrote_is_text_and_nothing_else(more):
    text = made("en", **more)
    page = Page(text)  # closed as it was opened: no tag of the submission's took effect

    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "<script>alert(1)" in page.said or "metrics" in str(more)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_a_function_exercise_has_a_page_without_pictures_or_numbers():
    text = made("zh", records={}, outcome="passed", checks=(check("values", True),))
    page = Page(text)

    assert "通过" in page.said
    assert "values" in page.said
    for absent in ("pictures", "numbers", "attributes", "printed", "over_time", "data", "checks"):
        assert SAID["zh"][absent] not in page.said.replace("你的程序打印了什么", "")
    assert "img" not in page.tags


def test_what_was_not_run_is_not_called_wrong():
    checks = (check("first", False, "错", "wrong"), check("later", False, mistake=NOT_RUN))
    text = made(checks=checks)

    assert "<td class='sign soft'>–</td><td class='name'><code>later</code>" in text
    assert "✗" not in text
    assert "✗" in made(checks=(check("first", False), check("second", False)))


def test_half_isolation_is_said():
    assert "stops accidents, not attackers" in Page(made(isolation="limits")).said
    assert "stops accidents" not in Page(made()).said


def test_the_index_leads_to_every_report():
    rows = [
        (report(file="作业 1/a.py"), "gan_cartoon/a/report.html"),
        (report(file=HOSTILE, outcome="passed"), "gan_cartoon/b <2>/report.html"),
    ]
    page = Page(report_page.index(rows, "en").decode())

    links = [value for _, name, value in page.attributes if name == "href"]
    assert links == ["gan_cartoon/a/report.html", "gan_cartoon/b%20%3C2%3E/report.html"]
    assert "作业 1/a.py" in page.said
    assert "script" not in page.tags


def test_both_languages_say_the_same_things():
    assert SAID["zh"].keys() == SAID["en"].keys()
    assert METRICS.keys() == set(Measured._fields)
    assert all({"zh", "en"} <= one.keys() for one in (*METRICS.values(), *CAPTIONS.values()))
