"""Everything that the quiz says, in both languages. `{name}` is filled in with `str.format`."""

from dataclasses import dataclass

from aigc_quiz.content import Language


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)  # each costs start-up time
class Words:
    """The sentences of one language."""

    types: dict[str, str]
    difficulty: str
    place: str
    again_asked: str
    other_side: str
    ratings: tuple[str, str, str, str]
    right: str
    wrong: str
    partly: str
    score: str
    your_choice: str
    key: str
    accepted: str
    number_is: str
    points_hit: str
    points_missed: str
    misconception: str
    required: str
    model_answer: str
    explanation: str
    references: str
    follow_ups: str
    hint: str
    no_hint: str
    skipped: str
    undone: str
    nothing_to_undo: str
    undo_title: str
    undo_bar: str
    missed_often: str
    missed_title: str
    missed_nothing: str
    missed_why: str
    missed_sides: str
    set_aside: str
    moved: str
    misconceptions_met: str
    not_here: str
    rate: str
    rate_bar: str
    keys_choice: str
    keys_several: str
    keys_truth: str
    keys_text: str
    keys_hint: str
    keys_edit: str
    keys_flag: str
    keys_list: str
    keys_later: str
    keys_why: str
    keys_aside: str
    keys_skip: str
    keys_undo: str
    keys_quit: str
    done: str
    stopped: str
    time_up: str
    summary: str
    saved: str
    nothing_asked: str
    next_due: str
    due_now: str
    resume: str
    weakest: str
    seconds: str
    minutes: str
    hours: str
    days: str
    months: str
    years: str
    none_left: str
    due_title: str
    due_none: str
    due_later: str
    due_today: str
    stats_none: str
    stats_reviews: str
    stats_retention: str
    stats_unknown: str
    stats_due: str
    stats_time: str
    stats_weak: str
    stats_scale: str
    overview_none: str
    overview_due: str
    overview_next: str
    overview_practice: str
    overview_new: str
    overview_list: str
    overview_code: str
    overview_stats: str
    overview_show: str
    plan_title: str
    plan_topics: str
    plan_all_topics: str
    plan_today: str
    plan_today_done: str
    plan_today_nothing: str
    plan_on_the_day: str
    plan_past: str
    plan_past_hint: str
    plan_stop: str
    plan_follow: str
    plan_unseen_left: str
    plan_by_topic: str
    plan_scale: str
    plan_none: str
    plan_cleared: str
    plan_line: str
    plan_practise: str
    more: str
    judging: str
    judged: str
    judge_failed: str
    judge_off: str
    stats_agreement: str


ZH = Words(
    types={
        "single": "单选", "multi": "多选", "true_false": "判断", "fill": "填空", "numeric": "数值",
        "short": "简答",
    },
    difficulty="难度 {level}/5", place="第 {place} 题，共 {size} 题",
    again_asked="再来一次", other_side="换个角度",
    ratings=("重来", "困难", "良好", "简单"),
    right="答对了", wrong="答错了", partly="部分正确", score="得分 {percent}%",
    your_choice="所选", key="正解", accepted="答案：{text}", number_is="答案：{text}",
    points_hit="答到的要点", points_missed="漏掉的要点", misconception="误区：{text}", required="必答",
    model_answer="参考答案", explanation="解析", references="参考资料", follow_ups="接着看：{commands}",
    hint="提示 {number}/{total}：{text}", no_hint="没有更多提示了。",
    skipped="已跳过。", undone="已撤销这次作答，请重新回答。", nothing_to_undo="没有可撤销的作答。",
    not_here="此时不能这样做。",
    undo_title="撤销哪一次作答？", undo_bar="序号 撤销该次 · Enter = 1 · q 不撤销",
    missed_often="这题已经错了 {count} 次：按 w 看看为什么，按 x 搁置 {days} 天。",
    missed_title="错了 {count} 次：{title}", missed_nothing="（没有作答）",
    missed_why="这些答案背后的误区", missed_sides="换个角度再看",
    set_aside="已搁置，{days} 天后再问。",
    moved="各主题近期得分：{topics}", misconceptions_met="这次遇到的误区：",
    rate="记得怎样？", rate_bar="Enter = {suggested}  1-4 改评",
    keys_choice="{letters} 作答", keys_several="{letters} 可多选，Enter 提交", keys_truth="t 正确  f 错误",
    keys_edit="Ctrl-G 编辑器", keys_flag="* 标记", keys_list="{key} 列表", keys_later="{key} 稍后",
    keys_why="w 为何总错", keys_aside="x 搁置",
    keys_text="Enter 提交", keys_hint="? 提示", keys_skip="{key} 跳过", keys_undo="{key} 撤销",
    keys_quit="{key} 退出",
    done="本次练习结束。", stopped="已中止；答过的题都已保存。", time_up="时间到。",
    summary="共 {asked} 题：对 {right}，部分对 {partly}，错 {wrong}；用时 {time}。",
    saved="已保存在 {file}", nothing_asked="没有作答。",
    next_due="下一次到期：{when}后。", due_now="现在还有 {count} 题到期。", resume="继续练习：{command}",
    weakest="最该复习：{topics}",
    seconds="{n} 秒", minutes="{n} 分钟", hours="{n} 小时", days="{n} 天", months="{n} 个月", years="{n} 年",
    none_left="眼下没有符合条件的到期题或新题。",
    due_title="现在到期 {count} 题", due_none="现在没有到期的题。", due_later="此后七天：{counts}",
    due_today="今天",
    stats_none="还没有作答记录。先练几题：aigc-quiz practice",
    stats_reviews="作答 {reviews} 次，涉及 {questions} 题（题库共 {total} 题）",
    stats_retention="记忆保持率 {percent}%（{count} 次隔天复习）",
    stats_unknown="记忆保持率还算不出：要有隔天的复习",
    stats_due="现在到期 {count} 题", stats_time="累计用时 {time}，平均每题 {mean} 秒",
    stats_weak="最弱的主题：{topics}",
    stats_scale="{low} 弱  {high} 强",
    overview_none="还没有开始练习。题库有 {questions} 题和 {exercises} 个编程练习。",
    overview_due="现在到期 {due} 题；已见过 {seen}/{total} 题。", overview_next="接下来可以：",
    overview_practice="复习到期的题", overview_new="学新题", overview_list="浏览题库",
    overview_code="写一个编程练习", overview_stats="看看强弱项", overview_show="看一道题",
    plan_title="面试：{date}（还有 {days} 天），每天 {minutes} 分钟", plan_topics="范围：{topics}；见过 {seen}/{total} 题",
    plan_all_topics="全部主题",
    plan_today="今天：新题 {new} 道，复习 {reviews} 道，约 {minutes} 分钟。",
    plan_today_done="今天的量已经练完，再练就是加餐。", plan_today_nothing="今天没有值得再练的题。",
    plan_on_the_day="今天就是面试的日子，祝顺利！", plan_past="面试日 {date} 已过，练习恢复为普通的间隔复习。",
    plan_past_hint="定新的日期：aigc-quiz plan --date 年-月-日；不再提醒：aigc-quiz plan --clear",
    plan_stop="现在就停，面试当天预计记得 {percent}%。", plan_follow="照计划练下去，大约 {percent}%。",
    plan_unseen_left="按这个进度会有约 {count} 题来不及见到：每天约 {minutes} 分钟才够，或用 --topic 缩小范围。",
    plan_by_topic="面试当天预计记得（没见过的题按 0 算）· 见过/总数", plan_scale="{low} 弱  {high} 强",
    plan_none="还没有计划。定下面试日期：aigc-quiz plan --date {example}", plan_cleared="计划已删除；练习恢复为普通的间隔复习。",
    plan_line="计划：距面试还有 {days} 天。", plan_practise="开始练习：aigc-quiz practice",
    more="……还有 {count} 题",
    judging="正在请 {model} 评判；Ctrl-C 改按规则评分。", judged="要点由 {model} 评判，仅供参考。",
    judge_failed="{model} 没有给出评判（{reason}），这一题按规则评分。",
    judge_off="{model} 没有给出评判（{reason}）；本次练习不再请它，按规则评分。",
    stats_agreement="简答题的建议评级与你的评级：{percent}% 一致（{count} 次），相差不过一级 {near}%",
)  # fmt: skip

EN = Words(
    types={
        "single": "single choice", "multi": "multiple choice", "true_false": "true or false",
        "fill": "fill in", "numeric": "numeric", "short": "short answer",
    },
    difficulty="difficulty {level}/5", place="Question {place} of {size}",
    again_asked="once more", other_side="from another side",
    ratings=("Again", "Hard", "Good", "Easy"),
    right="Right", wrong="Wrong", partly="Partly right", score="score {percent}%",
    your_choice="chosen", key="key", accepted="Answer: {text}", number_is="Answer: {text}",
    points_hit="Points made", points_missed="Points missed", misconception="Misconception: {text}",
    required="required",
    model_answer="A model answer", explanation="Explanation", references="References",
    follow_ups="Read on: {commands}",
    hint="Hint {number}/{total}: {text}", no_hint="No more hints.",
    skipped="Skipped.", undone="The answer is taken back; answer it again.",
    nothing_to_undo="There is no answer to take back.", not_here="That is not possible here.",
    undo_title="Which answer is to be taken back?", undo_bar="number take back · Enter = 1 · q none",
    missed_often="You have missed this {count} times: w shows why, x sets it aside for {days} days.",
    missed_title="Missed {count} times: {title}", missed_nothing="(no answer)",
    missed_why="What these answers believe", missed_sides="The same from another side",
    set_aside="Set aside; it comes back in {days} days.",
    moved="Recent scores of topics: {topics}", misconceptions_met="Misconceptions met:",
    rate="How well did you know it?", rate_bar="Enter = {suggested}  1-4 change",
    keys_choice="{letters} answer", keys_several="{letters}, several; Enter", keys_truth="t true  f false",
    keys_edit="Ctrl-G editor", keys_flag="* flag", keys_list="{key} list", keys_later="{key} later",
    keys_why="w why", keys_aside="x set aside",
    keys_text="Enter", keys_hint="? hint", keys_skip="{key} skip", keys_undo="{key} undo",
    keys_quit="{key} quit",
    done="The session is over.", stopped="Stopped; every answered question is saved.", time_up="Time is up.",
    summary="{asked} questions: {right} right, {partly} partly, {wrong} wrong; {time}.",
    saved="Saved in {file}", nothing_asked="Nothing was answered.",
    next_due="Next due in {when}.", due_now="{count} due right now.", resume="To go on: {command}",
    weakest="Most worth another look: {topics}",
    seconds="{n} s", minutes="{n} min", hours="{n} h", days="{n} d", months="{n} mo", years="{n} y",
    none_left="Right now nothing that fits is due or new.",
    due_title="{count} due now", due_none="Nothing is due now.", due_later="The next seven days: {counts}",
    due_today="today",
    stats_none="No answers yet. Begin with: aigc-quiz practice",
    stats_reviews="{reviews} reviews of {questions} questions (the bank has {total})",
    stats_retention="Retention {percent}% (over {count} reviews a day or more apart)",
    stats_unknown="Retention: not known yet; it takes reviews a day or more apart",
    stats_due="{count} due now", stats_time="{time} in all, {mean} s an answer",
    stats_weak="Weakest topics: {topics}",
    stats_scale="{low} weak  {high} strong",
    overview_none="Nothing practised yet. The bank has {questions} questions and {exercises} coding exercises.",
    overview_due="{due} due now; {seen} of {total} questions seen.", overview_next="Next:",
    overview_practice="review what is due", overview_new="learn new questions", overview_list="browse the bank",
    overview_code="write a graded program", overview_stats="see strong and weak topics",
    overview_show="look at one question",
    plan_title="Interview on {date}, in {days} d; {minutes} min a day", plan_topics="Scope: {topics}; {seen} of {total} questions seen",
    plan_all_topics="all topics",
    plan_today="Today: {new} new and {reviews} to review, about {minutes} min.",
    plan_today_done="Today's share is done; more is extra.", plan_today_nothing="Nothing is worth another look today.",
    plan_on_the_day="The interview is today. Good luck!",
    plan_past="The interview was on {date}; practice is plain spaced repetition again.",
    plan_past_hint="A new date: aigc-quiz plan --date YYYY-MM-DD; no more reminders: aigc-quiz plan --clear",
    plan_stop="If you stop now, you will recall about {percent}% on the day.",
    plan_follow="If you keep to the plan, about {percent}%.",
    plan_unseen_left="At this pace about {count} questions stay unseen: it takes some {minutes} min a day, or fewer topics (--topic).",
    plan_by_topic="Predicted recall on the day (unseen counts 0), seen/all", plan_scale="{low} weak  {high} strong",
    plan_none="No plan yet. Set the day of the interview: aigc-quiz plan --date {example}",
    plan_cleared="The plan is removed; practice is plain spaced repetition again.",
    plan_line="Plan: {days} d to the interview.", plan_practise="Practise: aigc-quiz practice",
    more="... and {count} more",
    judging="Asking {model}; Ctrl-C marks by the rules instead.",
    judged="The key points were judged by {model}, which may err.",
    judge_failed="{model} gave no opinion ({reason}); this answer is marked by the rules.",
    judge_off="{model} gave no opinion ({reason}); it is not asked again in this session.",
    stats_agreement="Suggested rating of short answers against yours: {percent}% the same ({count} answers), {near}% within one",
)  # fmt: skip


def words(lang: Language) -> Words:
    """The sentences of a language."""
    return ZH if lang == "zh" else EN
