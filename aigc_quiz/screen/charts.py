"""`stats` as pictures, by matplotlib: a PNG, or one HTML page that needs nothing else."""

import base64
import io
import logging
import math
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

from aigc_quiz.content import Language
from aigc_quiz.errors import QuizError
from aigc_quiz.screen.learnt import Learnt, Topic
from aigc_quiz.screen.trends import Trends, days_ahead

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WEEKS = 53
_TOPICS = 30  # bars of one chart at most: those with the most answers
# Widely installed fonts with Chinese characters; nothing is bundled.
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Heiti SC", "Noto Sans CJK JP",
    "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
_SAID = {
    "zh": {
        "page": "学习统计", "calendar": "每日作答次数", "topics": "各主题", "score": "最近得分", "retention": "记忆保持率",
        "ahead": "未来 14 天到期", "hours": "每周用时（小时）", "week": "一二三四五六日", "topic": "主题",
        "reviews": "作答", "time": "用时（分钟）", "seen": "见过/总数", "mixups": "误区", "times": "次数", "open": "未纠正",
        "cleared": "已纠正", "numbers": "作答 {reviews} 次 · 见过 {seen}/{total} 题 · 现在到期 {due} 题 · 记忆保持率 {kept}",
        "made": "由 aigc-quiz 生成于 {day}", "state": "状态",
    },
    "en": {
        "page": "Learning statistics", "calendar": "Answers by day", "topics": "Topics", "score": "recent score",
        "retention": "retention", "ahead": "Due in the next 14 days", "hours": "Hours by week",
        "week": "MTWTFSS", "topic": "topic", "reviews": "reviews", "time": "minutes", "seen": "seen/all",
        "mixups": "Misconceptions", "times": "times", "open": "open", "cleared": "cleared up",
        "numbers": "{reviews} reviews · {seen}/{total} questions seen · {due} due now · retention {kept}",
        "made": "made by aigc-quiz on {day}", "state": "state",
    },
}  # fmt: skip
_CSS = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
img { max-width: 100%; height: auto; } table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #ddd; } td.n { text-align: right; }
"""


def chinese_font(installed: Iterable[str]) -> str | None:
    """The first of CHINESE_FONTS that is installed; None if none is."""
    names = set(installed)
    return next((name for name in CHINESE_FONTS if name in names), None)


def png(found: Learnt, over: Trends, lang: Language) -> bytes:
    """All charts in one picture; its words are English where no font has Chinese ones.

    Raises:
        QuizError: matplotlib is not installed; the message says how to get it.
    """
    with quiet():
        figure = _figure(found, over, lang)
        data = io.BytesIO()
        figure.savefig(data, format="png", dpi=120)
    return data.getvalue()


def html(found: Learnt, over: Trends, lang: Language) -> bytes:
    """One HTML page: the charts inside it, and the numbers as tables. It loads nothing.

    Raises:
        QuizError: matplotlib is not installed; the message says how to get it.
    """
    say = _SAID[lang]
    picture = base64.b64encode(png(found, over, lang)).decode()
    kept = "-" if found.retention is None else f"{found.retention:.0%}"
    numbers = say["numbers"].format(
        reviews=found.reviews, seen=found.seen, total=found.total, due=len(found.due), kept=kept
    )
    topics = [
        (
            one.topic, _percent(one.score), _percent(one.retention), one.reviews, round(one.seconds / 60),
            f"{one.seen}/{one.questions}",
        )
        for one in found.topics
        if one.reviews
    ]  # fmt: skip
    mixups = [
        (f"{one.tag}: {one.why.get(lang)}", one.times, say["open" if one.open else "cleared"])
        for one in over.mixups
    ]
    parts = [
        "<!doctype html>",
        f"<html lang='{'zh-CN' if lang == 'zh' else 'en'}'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>aigc-quiz · {say['page']}</title><style>{_CSS}</style></head><body>",
        f"<h1>{say['page']}</h1><p>{escape(numbers)}</p>",
        f"<img alt='{escape(say['page'])}' src='data:image/png;base64,{picture}'>",
        f"<h2>{say['topics']}</h2>",
        *_table([say[name] for name in ("topic", "score", "retention", "reviews", "time", "seen")], topics),
    ]  # fmt: skip
    if mixups:
        parts.append(f"<h2>{say['mixups']}</h2>")
        parts += _table([say["mixups"], say["times"], say["state"]], mixups)
    parts.append(f"<p>{escape(say['made'].format(day=over.today))}</p></body></html>\n")
    return "\n".join(parts).encode()


def _table(heads: Iterable[str], rows: Iterable[tuple[str | int, ...]]) -> Iterator[str]:
    yield f"<table><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>"
    for row in rows:
        first, *rest = (escape(str(cell)) for cell in row)
        yield f"<tr><td>{first}</td>{''.join(f'<td class=n>{cell}</td>' for cell in rest)}</tr>"
    yield "</table>"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep matplotlib quiet: it says much about fonts and caches that no user of ours can act on."""
    logger = logging.getLogger("matplotlib")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="matplotlib")
            warnings.filterwarnings("ignore", message="Glyph ")
            yield
    finally:
        logger.setLevel(before)


def _figure(found: Learnt, over: Trends, lang: Language) -> "Figure":
    try:
        from matplotlib import font_manager, rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise QuizError(
            'stats --png and --html need matplotlib; install it with: pip install "aigc-quiz[plots]"'
        ) from None
    font = chinese_font(font_manager.fontManager.get_font_names())
    say = _SAID[lang if font else "en"]
    # A foreign bank's topics may be Chinese whatever the language is.
    families = [name for name in ("DejaVu Sans", font) if name]
    tried = sorted((one for one in found.topics if one.reviews), key=lambda one: -one.reviews)
    shown = sorted(tried[:_TOPICS], key=lambda one: -(one.score or 0.0))
    with rc_context({"font.family": families, "axes.spines.top": False, "axes.spines.right": False}):  # fmt: skip
        figure = Figure(figsize=(11, 6.5 + 0.3 * len(shown)), layout="constrained")
        rows = figure.add_gridspec(3, 2, height_ratios=[2.2, 2.4, 1 + 0.3 * len(shown)])
        _calendar(figure.add_subplot(rows[0, :]), over, say)
        _ahead(figure.add_subplot(rows[1, 0]), over, say)
        _hours(figure.add_subplot(rows[1, 1]), over, say)
        _topics(figure.add_subplot(rows[2, :]), shown, say)
        figure.draw_without_rendering()  # while the fonts are set
    return figure


def _calendar(axes: "Axes", over: Trends, say: dict[str, str]) -> None:
    monday = over.today - timedelta(days=over.today.weekday())
    first = monday - timedelta(weeks=_WEEKS - 1)
    cells = [[math.nan] * _WEEKS for _ in range(7)]
    for n in range((over.today - first).days + 1):
        cells[n % 7][n // 7] = over.calendar.get(first + timedelta(days=n), 0)
    image = axes.pcolormesh(cells, cmap="Greens", edgecolors="white", linewidth=1.5, vmin=0)
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_title(say["calendar"], loc="left")
    axes.set_yticks([n + 0.5 for n in range(7)], list(say["week"]))
    months = [n for n in range(_WEEKS) if (first + timedelta(weeks=n, days=6)).day <= 7]
    names = [f"{first + timedelta(weeks=n, days=6):%Y-%m}" for n in months]
    axes.set_xticks([n + 0.5 for n in months], names, fontsize=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.figure.colorbar(image, ax=axes, shrink=0.6, pad=0.01)


def _ahead(axes: "Axes", over: Trends, say: dict[str, str]) -> None:
    from matplotlib.ticker import MaxNLocator

    names = [f"{when.month}/{when.day}" for when in days_ahead(over.today)]
    axes.bar(range(len(names)), over.ahead, color="#c77f1b")
    axes.set_xticks(range(len(names)), names, fontsize=8, rotation=45)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(say["ahead"], loc="left")


def _hours(axes: "Axes", over: Trends, say: dict[str, str]) -> None:
    weeks = 12
    monday = over.today - timedelta(days=over.today.weekday())
    begins = [monday - timedelta(weeks=n) for n in reversed(range(weeks))]
    hours = [_hours_of(over, begin) for begin in begins]
    axes.bar(range(weeks), hours, color="#3b6ea5")
    axes.set_xticks(range(weeks), [f"{b.month}/{b.day}" for b in begins], fontsize=8, rotation=45)
    axes.set_title(say["hours"], loc="left")


def _hours_of(over: Trends, begin: date) -> float:
    return sum(over.seconds.get(begin + timedelta(days=n), 0.0) for n in range(7)) / 3600


def _topics(axes: "Axes", shown: list[Topic], say: dict[str, str]) -> None:
    places = range(len(shown))
    axes.barh(
        [n + 0.2 for n in places],
        [100 * (one.score or 0.0) for one in shown],
        0.4,
        color="#2e7d4f",
        label=say["score"],
    )
    axes.barh(
        [n - 0.2 for n in places],
        [100 * (one.retention or 0.0) for one in shown],
        0.4,
        color="#9ccfb0",
        label=say["retention"],
    )
    # `$` begins a formula in matplotlib.
    axes.set_yticks(places, [f"{one.topic} ({one.reviews})".replace("$", r"\$") for one in shown])
    axes.set_xlim(0, 100)
    axes.set_xlabel("%")
    axes.set_title(say["topics"], loc="left")
    if shown:
        axes.set_ylim(-0.6, len(shown) - 0.4)
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
