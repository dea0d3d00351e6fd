"""Everything that a mock interview says, in both languages. `{name}` is filled in with `str.format`."""

from dataclasses import dataclass

from aigc_quiz.bank.question import Text
from aigc_quiz.content import Language

KINDS = {
    "short": Text("简答", "Short answers"),
    "code": Text("读代码", "Code reading"),
    "numeric": Text("计算", "Numbers"),
    "choice": Text("选择与填空", "Choices and blanks"),
}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MockWords:
    """The sentences of one language."""

    begin: str
    rules: str
    rules_pipe: str
    foreign: str
    resumed: str
    left: str
    over: str
    flagged: str
    unflagged: str
    left_open: str
    saved: str
    list_title: str
    answered: str
    open: str
    flag: str
    list_bar: str
    list_on: str
    no_place: str
    revisit: str
    time_up: str
    withdrawn: str
    paused: str
    nothing: str
    unfinished: str
    unfinished_bar: str
    unfinished_pipe: str
    title: str
    score: str
    right: str
    used: str
    interrupted: str
    by_area: str
    by_topic: str
    by_kind: str
    before: str
    best: str
    first: str
    other_blueprint: str
    study: str
    study_topic: str
    study_none: str
    files: str
    reviews: str
    review_bar: str
    questions: str
    your_answer: str
    no_answer: str
    none_yet: str
    none_role: str
    list_row: str
    list_open: str
    compare: str
    whole: str


ZH = MockWords(
    begin="模拟面试：{title} · {count} 题 · {minutes} 分钟",
    rules="作答后不给反馈，结束后统一评分。可以先跳过、标记，再回头修改；随时退出，之后用 aigc-quiz mock --resume 继续。",
    rules_pipe="每行一个答案；空行或 !skip 先跳过，!flag 标记；标记和跳过的题最后会再问一遍。",
    foreign="这个题库没有该岗位的主题；改为从它的全部主题中出题。",
    resumed="继续 {began} 开始的模拟面试：{title}，已答 {answered}/{count} 题。",
    left="剩 {time}", over="时间已到，答完这题即结束",
    flagged="已标记，稍后可回看。", unflagged="已取消标记。", left_open="先放着，稍后再答。", saved="已记录。",
    list_title="全部题目", answered="已答", open="未答", flag="已标记",
    list_bar="题号 回到该题 · Enter 交卷", list_on="题号 回到该题 · Enter 继续", no_place="没有第 {place} 题；请输入 1 到 {count}。",
    revisit="再看一遍标记和未答的题；空行保留原答案。",
    time_up="时间到，面试结束。",
    withdrawn="有 {count} 题已不在题库中或已改写，不计分。",
    paused="面试已暂停，答案都已保存。继续：{command}",
    nothing="没有作答，不保存成绩。",
    unfinished="有一场未完成的模拟面试：{began} 开始，{title}，已答 {answered}/{count} 题，剩 {time}。",
    unfinished_bar="Enter 继续 · n 开始新的 · e 就此交卷",
    unfinished_pipe="继续它：{command}。下面开始新的一场。",
    title="模拟面试成绩：{title}",
    score="总分 {score}%（{answered}/{asked} 题作答）", right="已答部分得分 {right}%",
    used="用时 {used}，限时 {minutes} 分钟", interrupted="中断后继续 {count} 次",
    by_area="各部分", by_topic="各主题", by_kind="各题型",
    before="上一次同岗位：{score}%（{when}），这次 {change}", best="历史最好：{score}%",
    first="这是该岗位的第一次成绩，之后可以比较。",
    other_blueprint="上一次的出题蓝图或时长不同，分数不宜直接比较。",
    study="接下来学什么", study_topic="{topic}（得分 {score}%）：{command}",
    study_none="没有明显的弱项。换个岗位，或再来一场更长的。",
    files="已保存：{file}", reviews="{count} 个答案已计入复习计划。",
    review_bar="题号 看解析 · Enter 结束",
    questions="逐题", your_answer="你的回答：{text}", no_answer="未作答",
    none_yet="还没有完成过模拟面试。开始：aigc-quiz mock", none_role="还没有完成过 {role} 岗位的模拟面试。",
    list_row="{when}  {role}  {score}%  {answered}/{asked} 题  {used}/{minutes} 分钟",
    list_open="{when}  {role}  未完成，已答 {answered}/{asked} 题：aigc-quiz mock --resume",
    compare="{title}：最近 {count} 次，旧的在左", whole="总分",
)  # fmt: skip

EN = MockWords(
    begin="Mock interview: {title} · {count} questions · {minutes} minutes",
    rules="No feedback until the end; then everything is marked. Leave or flag questions and change answers later; quit at any"
    " time and go on with aigc-quiz mock --resume.",
    rules_pipe="One answer a line; an empty line or !skip leaves a question, !flag flags it; those are put once more at the end.",
    foreign="This bank has none of the role's topics; the questions come from all of its own.",
    resumed="Going on with the interview begun {began}: {title}, {answered} of {count} answered.",
    left="{time} left", over="time is up: finish this one",
    flagged="Flagged; you can come back to it.", unflagged="No longer flagged.", left_open="Left for later.", saved="Noted.",
    list_title="All questions", answered="answered", open="open", flag="flagged",
    list_bar="number go there · Enter hand in", list_on="number go there · Enter go on", no_place="There is no question {place}; type 1 to {count}.",
    revisit="Once more what you flagged or left; an empty line keeps your answer.",
    time_up="Time is up; the interview is over.",
    withdrawn="{count} questions have left the bank or were rewritten; they are not counted.",
    paused="The interview waits; every answer is saved. To go on: {command}",
    nothing="Nothing was answered; no score is saved.",
    unfinished="There is an unfinished interview: begun {began}, {title}, {answered} of {count} answered, {time} left.",
    unfinished_bar="Enter go on · n new one · e hand it in",
    unfinished_pipe="To go on with it: {command}. A new one begins here.",
    title="Mock interview: {title}",
    score="Score {score}% ({answered} of {asked} answered)", right="{right}% of what was answered",
    used="{used} of {minutes} minutes used", interrupted="resumed {count} times",
    by_area="By area", by_topic="By topic", by_kind="By kind",
    before="Last time in this role: {score}% ({when}); now {change}", best="Best so far: {score}%",
    first="This is the first score of this role; later ones are compared with it.",
    other_blueprint="The last one had another blueprint or length; the scores do not compare well.",
    study="What to study next", study_topic="{topic} ({score}%): {command}",
    study_none="No clear weakness. Try another role, or a longer interview.",
    files="Saved: {file}", reviews="{count} answers count as reviews.",
    review_bar="number explain · Enter end",
    questions="Question by question", your_answer="Your answer: {text}", no_answer="not answered",
    none_yet="No finished mock interview yet. Begin: aigc-quiz mock", none_role="No finished mock interview for {role} yet.",
    list_row="{when}  {role}  {score}%  {answered}/{asked} answered  {used}/{minutes} min",
    list_open="{when}  {role}  unfinished, {answered}/{asked} answered: aigc-quiz mock --resume",
    compare="{title}: the last {count}, oldest on the left", whole="Whole",
)  # fmt: skip


def mock_words(lang: Language) -> MockWords:
    """The sentences of a language."""
    return ZH if lang == "zh" else EN
