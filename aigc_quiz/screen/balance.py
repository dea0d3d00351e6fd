"""What `check --stats` prints: how the bank covers its map and how well it is balanced."""

from collections.abc import Iterator

from aigc_quiz.bank.coverage import LATER, PROVEN, SOON, Coverage, Share, Topic
from aigc_quiz.bank.statistics import SHARE, Statistics
from aigc_quiz.content import Language
from aigc_quiz.screen.render import Page, clean, width, wrap

_SAID = {
    "zh": {
        "records": "记录：{} 道题，{} 道练习", "topics": "各主题的数量与目标（! 表示不到一半）：",
        "plain": "各主题的数量：", "of": "{:3}/{:2}", "types": "题型（目标）：", "levels": "难度（目标）：",
        "easy": "易（1-2）", "medium": "中（3）", "hard": "难（4-5）",
        "proven": "有证明：{}/{}，{:.0%}（目标 {:.0%}）", "drawn": "带变量和公式的数值题：{}", "code": "读代码题：{}",
        "reviews": "核对：已过期 {}，{} 天内到期 {}，{} 天内到期 {}", "first": "最先到期：{}，{}", "oldest": "最早核对：{}，{}",
        "references": "参考资料：引用 {} 次，不同的 {} 条：{}", "keys": "  单选题正确项位置：{}",
        "chi": "    卡方 {:.2f}，同一位置最长连续 {}", "guess": "  猜题得分（至多 {:.0%}）：", "true": "  判断题为真：{}/{}",
        "near": "  近似题目：{}", "pick": "总选 {}", "pick the longest": "总选最长项", "pick the shortest": "总选最短项",
        "avoid absolutes": "避开绝对化说法", "choices": "整个题库的选择题：",
    },
    "en": {
        "records": "records: {} questions, {} exercises", "topics": "topics, of the map's target (! less than half):",
        "plain": "topics:", "of": "{:3}/{:2}", "types": "types (aim):", "levels": "difficulty (aim):",
        "easy": "easy (1-2)", "medium": "medium (3)", "hard": "hard (4-5)",
        "proven": "with a proof: {} of {}, {:.0%} (aim {:.0%})",
        "drawn": "numeric with variables and a formula: {}", "code": "code_reading: {}",
        "reviews": "reviews: {} run out, within {} days {}, within {} days {}", "first": "first to run out: {}, {}",
        "oldest": "oldest: {}, {}", "references": "references: {} cited, {} distinct: {}",
        "keys": "  key positions of single: {}", "chi": "    chi-square {:.2f}, longest run in one place {}",
        "guess": "  guessing scores (at most {:.0%}):", "true": "  true of true_false: {} of {}",
        "near": "  near-duplicates: {}", "pick": "pick {}", "choices": "choice questions of the whole bank:",
    },
}  # fmt: skip


def lines(
    covered: Coverage, figures: Statistics, lang: Language, page: Page, *, mapped: bool
) -> Iterator[str]:
    """The figures of a bank; `mapped` tells whether the map's targets are meant for it."""
    say = _SAID[lang]
    yield say["records"].format(covered.questions, covered.exercises)
    yield from _topics(covered.topics, say, page, mapped=mapped)
    yield from _heading(say["types"], page)
    yield from _shares(covered.types, say)
    yield from _heading(say["levels"], page)
    yield from _shares(covered.difficulties, say)
    share = covered.proven / max(covered.questions, 1)
    rows = [
        say["proven"].format(covered.proven, covered.questions, share, PROVEN),
        say["drawn"].format(covered.drawn),
        say["code"].format(covered.code_reading),
        say["reviews"].format(covered.expired, SOON, covered.soon, LATER, covered.later),
    ]
    for name, found in (("first", covered.next), ("oldest", covered.oldest)):
        if found:
            rows.append("  " + say[name].format(clean(found[0].id), found[1]))
    kinds = ", ".join(f"{count} {kind}" for kind, count in covered.sources if count)
    rows.append(say["references"].format(covered.cited, covered.references, kinds or "-"))
    for row in rows:
        yield from _row(row, page)
    yield from _heading(say["choices"], page)
    places = " ".join(f"{'ABCDEFGH'[i]} {n}" for i, n in enumerate(figures.positions))
    yield from _row(say["keys"].format(places or "-"), page)
    yield from _row(say["chi"].format(figures.chi_square, figures.longest_run), page)
    yield from _row(say["true"].format(figures.true, figures.true_false), page)
    yield from _row(say["near"].format(len(figures.near_duplicates)), page)
    if figures.strategies:
        yield from _row(say["guess"].format(SHARE), page)
        for strategy in figures.strategies:
            flag = " !" if strategy.share > SHARE else ""
            yield f"    {_strategy(strategy.name, say)} {strategy.share:.0%}{flag}"


def _heading(text: str, page: Page) -> Iterator[str]:
    return (page.bold(line) for line in wrap(text, page.columns, hanging="  "))


def _row(text: str, page: Page) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()))
    return wrap(text.lstrip(), page.columns, indent=indent, hanging=indent + "  ")


def _topics(
    topics: tuple[Topic, ...], say: dict[str, str], page: Page, *, mapped: bool
) -> Iterator[str]:
    yield from _heading(say["topics" if mapped else "plain"], page)
    names = max((width(clean(topic.name)) for topic in topics), default=0)
    for category in dict.fromkeys(topic.category for topic in topics):
        inside = [topic for topic in topics if topic.category == category]
        whole = Topic(
            category, category, sum(t.count for t in inside), sum(t.target for t in inside)
        )
        yield f"  {clean(category)}: {_count(whole, say, mapped=mapped)}"
        for topic in inside:
            name = clean(topic.name)
            padded = name + " " * (names - width(name))
            yield f"    {padded} {_count(topic, say, mapped=mapped)}"


def _count(topic: Topic, say: dict[str, str], *, mapped: bool) -> str:
    if not mapped or not topic.target:
        return f"{topic.count:3}"
    share = topic.count / topic.target
    return f"{say['of'].format(topic.count, topic.target)} {share:.0%}{' !' if share < 0.5 else ''}"


def _shares(shares: tuple[Share, ...], say: dict[str, str]) -> Iterator[str]:
    names = [say.get(share.name, share.name) for share in shares]
    widest = max(map(width, names), default=0)
    for name, share in zip(names, shares, strict=True):
        padded = name + " " * (widest - width(name))
        yield f"  {padded} {share.count:4} {share.share:4.0%} ({share.target:.0%})"


def _strategy(name: str, say: dict[str, str]) -> str:
    """The name of a way to guess, in words: `pick C`, `pick the longest (zh)`."""
    head, _, lang = name.partition(" (")
    if head in say:
        return f"{say[head]} ({lang}" if lang else say[head]
    if len(head.split()) == 2 and head.startswith("pick "):
        return say["pick"].format(head.removeprefix("pick "))
    return name
