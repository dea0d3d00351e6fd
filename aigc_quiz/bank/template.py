"""A blank record of each type, as YAML with comments: `check` names every blank that is left."""

from datetime import date

from aigc_quiz.bank.question import Lang

_COLUMN = 32  # where comments begin

# Each line: YAML, and behind `#|` a comment in English and in Chinese.
_BOTH = """\
      why:
        zh:
        en:
"""
_HEAD = """\
- id: #| stays for ever, never derived from the wording: gan-loss-saturates #| 永远不变，与措辞无关，例如 gan-loss-saturates
  type: {type}
  difficulty: #| 1 (easy) to 5 (hard) #| 1（易）到 5（难）
  title: #| a few words that do not give the answer away #| 几个字，不透露答案
    zh:
    en:
  stem: #| one idea; the same numbers, $formulas$ and code in both #| 一题一事；中英文的数字、$公式$、代码一致
    zh: | #| write below, set in by 6 spaces #| 写在下面，缩进 6 格
    en: |
"""
_TAIL = """\
  explanation: #| teach: why the key holds, a formula or number, what follows in practice #| 讲清：为什么对、公式或数字、实践中的后果
    zh: |
    en: |
  references: #| look it up; do not cite from memory #| 查过再写，不凭记忆
    - title:
      year:
      arxiv: #| "1406.2661", in quotes; or doi: or url: in its place #| 加引号，如 "1406.2661"；或改用 doi: 或 url:
  tags: [] #| [gan, stability]; code_reading if the stem asks about code #| [gan, stability]；问代码的题加 code_reading
  volatility: stable #| stable: reviewed every 730 days, slow: 365, fast: 120 #| 隔多久核对：stable 730 天，slow 365，fast 120
  reviewed: {today}
  # hints: [{{zh: ..., en: ...}}] #| optional, from vague to concrete #| 可省，从模糊到具体
  # frequency: 3 #| optional: 1 (seldom asked) to 5 (asked everywhere) #| 可省：1（少见）到 5（必问）
  # follow_ups: [another-id] #| optional: what to read next #| 可省：接着看哪题
  # proof: | #| optional Python that fails unless the key is right; has key, options, code, run(code) #| 可省：答案不对就报错的 Python；可用 key、options、code、run(code)
  #   assert key
"""
_KEY = """\
    - zh: #| right; no longer than the others #| 正确项；不比别的长
      en:
      correct: true
"""
_WRONG = """\
    - zh: #| wrong: what a real candidate believes #| 错误项：真实候选人会信的说法
      en:
      misconception: #| the mix-up's name: zero-loss-is-good #| 误区的名字，如 zero-loss-is-good
"""
_POINT = """\
    - zh:
      en:
      any_of: #| wordings; `a + b`: both in one sentence #| 说法；`甲 + 乙` 表示同一句里都有
        zh: []
        en: []
"""
_CASE = """\
    - lang: {lang}
      answer:
      min: {low}
      max: {high}
"""
_OPTIONS = "  options: #| 3 to 5, the key anywhere among them #| 3 到 5 项，正确项放哪里都行\n"
_BODIES = {
    "single": _OPTIONS + _WRONG + _BOTH + _KEY + _BOTH + (_WRONG + _BOTH) * 2,
    "multi": _OPTIONS + (_KEY + _BOTH + _WRONG + _BOTH) * 2,
    "true_false": "  options: #| these two; swap correct and misconception if it is false #| 就这两项；命题为假时对调 correct 与 misconception\n"
    + "    - zh: 正确\n      en: True\n      correct: true\n"
    + _BOTH
    + "    - zh: 错误\n      en: False\n      misconception: #| the mix-up's name: zero-loss-is-good #| 误区的名字，如 zero-loss-is-good\n"
    + _BOTH,
    "fill": "  accept: #| every wording that is right; case, width and spaces do not count #| 所有算对的写法；不计大小写、全半角、空格\n"
    + "    zh: []\n    en: []\n",
    "numeric": "  answer: #| the formula at the first value of each variable #| 各变量取第一个值时公式的结果\n"
    + '  unit: #| GiB, or {zh: 天, en: days}, or "" #| GiB，或 {zh: 天, en: days}，或 ""\n'
    + "  tolerance: 0.01 #| relative, 0 to 0.2; 0: exact as rounded #| 相对误差，0 到 0.2；0 表示按答案的位数精确\n"
    + "  variables: #| each session draws fresh numbers; {{n}} in both stems #| 每次练习重新抽数；两个题干里都写 {{n}}\n"
    + "    n: []\n"
    + "  formula: #| arithmetic with the variables: 2 * n ** 2 #| 由变量算出：2 * n ** 2\n"
    + "  errors: #| wrong numbers that a named mistake gives #| 有名字的错误会算出的数\n"
    + "    - formula:\n      misconception:\n"
    + _BOTH,
    "short": "  key_points: #| 3 to 7; weight: 2 counts double, required: true caps the score without it #| 3 到 7 个；weight: 2 计双倍，required: true 表示缺它得分不过半\n"
    + _POINT * 3
    + "  none_of: #| phrases that show a misconception #| 暴露误区的说法\n"
    + "    - misconception:\n      any_of:\n        zh: []\n        en: []\n"
    + _BOTH
    + "  model_answer: #| must score 0.95 or more #| 得分须不低于 0.95\n    zh: |\n    en: |\n"
    + "  cases: #| answers, good and bad, and the range of their scores #| 好坏各样的回答及其得分范围\n"
    + _CASE.format(lang="zh", low=0.8, high=1)
    + _CASE.format(lang="en", low=0.8, high=1)
    + _CASE.format(lang="en", low=0, high=0.2),
}
TYPES = tuple(_BODIES)


def text(type_: str, today: date, lang: Lang) -> str:
    """A record of one of TYPES to append to a topic file, with comments in a language."""
    head = _HEAD.format(type=type_)
    yaml = head + _BODIES[type_] + _TAIL.format(today=today)
    return "\n" + "".join(f"{_commented(line, lang)}\n" for line in yaml.splitlines())


def _commented(line: str, lang: Lang) -> str:
    code, *comments = (part.strip() for part in line.split("#|"))
    indent = line[: len(line) - len(line.lstrip())]
    if not comments:
        return line
    comment = comments[lang == "zh"]
    return f"{(indent + code).ljust(_COLUMN)} # {comment}"
