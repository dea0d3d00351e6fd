"""What `stats` prints: numbers, a calendar, a forecast, misconceptions, topics."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from aigc_quiz.content import Language
from aigc_quiz.screen.learnt import Learnt, Topic
from aigc_quiz.screen.pages import lasting
from aigc_quiz.screen.render import BARS, Page, clean, width, wrap
from aigc_quiz.screen.tables import weakest
from aigc_quiz.screen.trends import Trends, days_ahead
from aigc_quiz.screen.words import words

SHADES = ("·", "░", "▒", "▓", "█")  # from nothing or weak to much or strong
PLAIN_SHADES = (".", "-", "=", "+", "#")
_MIXUPS = 5  # that are listed
_WEEKS = 53  # of the calendar at most
SAID = {
    "zh": {
        "calendar": "每日作答（{days} 天有练习，最多一天 {most} 次）", "none_ahead": "未来 {n} 天没有到期的题",
        "ahead": "未来 {n} 天到期 {total} 题，最多一天 {most} 题",
        "mixups": "还没纠正的误区", "cleared": "已纠正的误区：{count} 个",
        "ratings": "建议评级沿用 {percent}%（{count} 次；调低 {lower}，调高 {higher}）",
        "fitted": "复习间隔按你自己的 {count} 次复习拟合", "scale": "{low} 少  {high} 多",
        "topics": "各主题：最近得分 · 记忆保持率 · 作答 · 用时 · 见过/总数",
        "topics_narrow": "各主题：最近得分 · 保持率 · 作答 · 见过/总数", "week": ("一", "", "三", "", "五", "", "日"),
    },
    "en": {
        "calendar": "Answers by day ({days} days with practice, {most} on the busiest)",
        "none_ahead": "Nothing falls due in the next {n} days",
        "ahead": "Due in the next {n} days: {total}, {most} on the fullest day",
        "mixups": "Misconceptions not cleared up yet", "cleared": "Misconceptions cleared up: {count}",
        "ratings": "Suggested rating kept: {percent}% of {count} ({lower} lowered, {higher} raised)",
        "fitted": "Intervals are fitted to {count} reviews of your own", "scale": "{low} few  {high} many",
        "topics": "Topics: recent score, retention, reviews, time, seen/all",
        "topics_narrow": "Topics: score, retention, reviews, seen/all",
        "week": ("Mon", "", "Wed", "", "Fri", "", "Sun"),
    },
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stats_lines(
    found: Learnt, over: Trends, lang: Language, page: Page, *, fitted: int | None = None
) -> list[str]:
    """Everything `stats` shows; `fitted` is how many reviews the intervals are fitted to."""
    say, more = words(lang), _texts(lang)
    if not found.reviews:
        return wrap(say.stats_none, page.columns)
    kept = over.ratings
    lines = [
        say.stats_reviews.format(reviews=found.reviews, questions=found.seen, total=found.total),
        say.stats_due.format(count=len(found.due)),
        say.stats_unknown
        if found.retention is None
        else say.stats_retention.format(
            percent=round(100 * found.retention), count=found.retention_reviews
        ),
        say.stats_time.format(
            time=lasting(timedelta(seconds=found.seconds), say),
            mean=round(found.seconds / found.reviews),
        ),
        more["ratings"].format(
            percent=round(100 * (kept.share or 0.0)),
            count=kept.answers,
            lower=kept.lower,
            higher=kept.higher,
        ),
    ]
    if (same := found.agreement) is not None:
        lines.append(
            say.stats_agreement.format(
                percent=round(100 * same.same), near=round(100 * same.near), count=same.answers
            )
        )
    if fitted is not None:
        lines.append(more["fitted"].format(count=fitted))
    weak = weakest(found.topics)
    if weak:
        lines.append(say.stats_weak.format(topics=", ".join(clean(one.topic) for one in weak)))
    lines = [part for line in lines for part in wrap(line, page.columns, hanging="  ")]
    for part in (
        calendar(over.calendar, over.today, lang, page),
        forecast(over, lang, page),
        _mixups(over, lang, page),
        _topics(found.topics, lang, page),
    ):
        if part:
            lines += ["", *part]
    return lines


def calendar(counts: Mapping[date, int], today: date, lang: Language, page: Page) -> list[str]:
    """A column a week, a row a weekday, the more answers the darker; as many weeks as fit."""
    more, names = _texts(lang), SAID[lang]["week"]
    left = max(width(name) for name in names) + 1
    first = today - timedelta(days=today.weekday())
    weeks = min(_WEEKS, (page.columns - left) // 2)
    mondays = [first - timedelta(weeks=n) for n in reversed(range(weeks))]
    shown = {when: n for when, n in counts.items() if mondays[0] <= when <= today}
    most = max(shown.values(), default=0)
    shades = SHADES if page.colour else PLAIN_SHADES
    title = more["calendar"].format(days=len(shown), most=most)
    lines = [*wrap(title, page.columns, hanging="  "), _months(mondays, left, lang)]
    for weekday, name in enumerate(names):
        row = name + " " * (left - width(name))
        for monday in mondays:
            when = monday + timedelta(days=weekday)
            if when > today:
                break
            level = -(-4 * shown.get(when, 0) // most) if most else 0
            row += (page.good if level else page.dim)(shades[level]) + " "
        lines.append(row.rstrip())
    return [*lines, page.dim(more["scale"].format(low=shades[1], high=shades[-1]))]


def forecast(over: Trends, lang: Language, page: Page) -> list[str]:
    """How much falls due on each of the next days: bars if the terminal has them, and numbers."""
    more, total = _texts(lang), sum(over.ahead)
    if not total:
        return wrap(more["none_ahead"].format(n=len(over.ahead)), page.columns)
    most = max(over.ahead)
    title = more["ahead"].format(n=len(over.ahead), total=total, most=most)
    cells = [f"{when.day}" for when in days_ahead(over.today)]
    size = max(2, max(len(str(n)) for n in over.ahead)) + 1
    fit = max(1, (page.columns + 1) // size)
    a_row = next((n for n in (14, 7) if n <= fit), fit)
    lines = wrap(title, page.columns, hanging="  ")
    for start in range(0, len(cells), a_row):
        counts = over.ahead[start : start + a_row]
        if page.colour:
            bars = (BARS[-(-7 * n // most)] if n else " " for n in counts)
            lines.append("".join(page.warm(f"{bar * (size - 1)} ") for bar in bars))
        lines.append("".join(f"{n:>{size - 1}} " for n in counts).rstrip())
        row = "".join(f"{name:>{size - 1}} " for name in cells[start : start + a_row]).rstrip()
        lines.append(page.dim(row))
    return lines


def _months(mondays: Sequence[date], left: int, lang: Language) -> str:
    """The names of the months over the weeks in which they begin."""
    line = ""
    for n, monday in enumerate(mondays):
        sunday = monday + timedelta(days=6)
        if sunday.day > 7 and n:
            continue
        name = f"{sunday.month}月" if lang == "zh" else _MONTHS[sunday.month - 1]
        place = left + 2 * n
        if width(line) < place and place + width(name) <= left + 2 * len(mondays):
            line += " " * (place - width(line)) + name
    return line


def _mixups(over: Trends, lang: Language, page: Page) -> list[str]:
    more = _texts(lang)
    still = [one for one in over.mixups if one.open]
    lines = [more["mixups"]] if still else []
    for one in still[:_MIXUPS]:
        text = f"{one.times}x {one.tag}: {one.why.get(lang)}"
        lines += wrap(" ".join(clean(text).split()), page.columns, indent="! ", hanging="  ")
    cleared = len(over.mixups) - len(still)
    if cleared:
        lines += wrap(more["cleared"].format(count=cleared), page.columns)
    return lines


def _topics(topics: Sequence[Topic], lang: Language, page: Page) -> list[str]:
    """A row a topic: a bar of its recent score, what was kept, its reviews, how much was seen."""
    say, more = words(lang), _texts(lang)
    tried = [topic for topic in topics if topic.reviews]
    wide = page.columns >= 64
    numbers = {id(topic): _numbers(topic, lang, wide=wide) for topic in tried}
    cells = 10 if wide else 0
    room = page.columns - cells - 1 - max(map(width, numbers.values()), default=0)
    longest = min(max((width(clean(topic.topic)) for topic in tried), default=0), room)
    shades = SHADES if page.colour else PLAIN_SHADES
    lines = wrap(more["topics" if wide else "topics_narrow"], page.columns)
    for topic in tried:
        score = topic.score or 0.0
        paint = page.good if score >= 0.8 else page.warm if score >= 0.5 else page.bad
        bar = shades[min(4, int(score * 5))] * max(1, round(score * cells)) if cells else ""
        name = _cut(clean(topic.topic), longest)
        lines.append(f"{name} {paint(bar.ljust(cells)) if cells else ''}{numbers[id(topic)]}")
    scale = say.stats_scale.format(low=shades[0], high=shades[-1])
    return [*lines, *([page.dim(scale)] if cells else [])]


def _numbers(topic: Topic, lang: Language, *, wide: bool) -> str:
    kept = "-" if topic.retention is None else f"{round(100 * topic.retention)}%"
    shown = f"{round(100 * (topic.score or 0.0)):>4}%{kept:>6}{topic.reviews:>5}"
    if wide:
        time = lasting(timedelta(seconds=topic.seconds), words(lang))
        shown += " " * (10 - width(time)) + time
    return f"{shown}{topic.seen:>5}/{topic.questions}"


def _cut(text: str, columns: int) -> str:
    """The text in exactly so many columns."""
    shown = ""
    for letter in text:
        if width(shown + letter) > columns:
            break
        shown += letter
    return shown + " " * (columns - width(shown))


def _texts(lang: Language) -> dict[str, str]:
    return {name: text for name, text in SAID[lang].items() if isinstance(text, str)}
