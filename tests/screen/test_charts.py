import re
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")
from aigc_quiz.bank.loader import load_bank
from aigc_quiz.progress.events import Answer
from aigc_quiz.quiz import schedule
from aigc_quiz.screen import charts
from aigc_quiz.screen.learnt import learnt
from aigc_quiz.screen.trends import trends

SAMPLE = Path(__file__).parents[1] / "quiz" / "sample"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def seen(count, topic="basics"):
    answers = [
        Answer(
            question="sample-single", category="definitions", topic=topic, type="single", difficulty=2, lang="en",
            text="b", options=(0, 1, 2), score=0.0, suggested=1, rating=1, duration_ms=30_000, hints=0, session="s",
            at=NOW - timedelta(days=n), app="0",
        )
        for n in range(count, 0, -1)
    ]  # fmt: skip
    questions = load_bank(SAMPLE).questions
    memories = schedule.replay(answers)
    return learnt(questions, answers, memories, NOW), trends(questions, answers, memories, NOW, "")


def pixels(png):
    """Width, height and the raw rows of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", png[16:24])
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    return *size, zlib.decompress(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_shows_the_answers(lang, recwarn):
    wide, high, drawn = pixels(charts.png(*seen(20), lang))
    _, _, empty = pixels(charts.png(*seen(0), lang))

    assert wide > 1000
    assert high > 600
    assert drawn != empty
    assert not recwarn.list


def test_the_page_is_one_file_that_loads_nothing():
    page = charts.html(*seen(3), "zh").decode()

    assert page.startswith("<!doctype html>")
    assert re.findall(r"(?:src|href)='(?!data:image/png;base64,)", page) == []
    assert not re.search(r"https?://|@import|url\(", page)
    assert "<td>basics</td>" in page
    assert "likes-pears: 梨不对。" in page
    assert "<h1>学习统计</h1>" in page


def test_the_page_escapes_what_a_foreign_bank_says():
    found, over = seen(3)
    from dataclasses import replace

    odd = replace(found, topics=(replace(found.topics[0], topic="<script>$x"),))
    page = charts.html(odd, over, "en").decode()

    assert "<script>" not in page
    assert "&lt;script&gt;$x" in page


def test_chinese_words_only_where_a_font_has_them():
    assert charts.chinese_font(["DejaVu Sans", "SimHei", "Noto Sans CJK SC"]) == "Noto Sans CJK SC"
    assert charts.chinese_font(["DejaVu Sans", "Arial"]) is None


def test_plain_stats_import_no_matplotlib():
    code = (
        "import sys; from aigc_quiz.cli.app import run; run(['stats']); run(['stats', '--json']);"
        " print([m for m in ('matplotlib', 'torch', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
