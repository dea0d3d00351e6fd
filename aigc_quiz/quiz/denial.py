"""Whether a phrase that was found is denied: by a negation in its clause, by a verdict on its sentence, by a "no" after a question.

What others are said to think is not the learner's own view, and is treated as denied.
"""

import re

Span = tuple[int, int]

# A不A and 有没有 ask, they do not deny: 是不是量化, 会不会, 能不能, 有没有重复.
_ASKS = re.compile(r"([\u3400-\u9fff])([不没])(?=\1)|\bwhether or not\b")
# 没见过的角度, 未覆盖的区域: the noun is described, the clause is not denied.
_DESCRIBES = re.compile(r"[没未](?=[\u3400-\u9fff]{1,3}的)(?!有)")
# Denies all of its clause: "D is not updated", "判别器不更新".
_DENIES = re.compile(
    r"\b(?:not(?! only| just| merely| simply)|never|cannot|neither|nor|hardly|nobody|no one)\b|n't\b"
    r"|\b(?:is|are|was|were) (?:useless|pointless|no (?:use|help|risk|issue|concern|problem|cause)|out of the question)\b"
    r"|并非|绝非|不是|没(?!有|错)|未(?!来|知|必)|毫无|谈不上|算不上"
    r"|没有(?:什么)?(?:用|必要|意义|道理|根据|效果)"
    r"|不(?!同|仅|但|断|过|管|论|妨|止|只|少|光|单|可避免|可或缺|得不|外乎|如|久|错|难|变|等|怕|确定|稳定|平衡|对称|可微|可逆|可导|连续|"
    r"让(?=.{0,8}[跑偏飘漂离远超过])|均|匀|一致|良|当|足|够|利|一定|必|需|用|再|是|含)"
)
# Denies what follows: "without labels", "无需标签".
_DENIES_AFTER = re.compile(
    r"\b(?:without|no(?! longer than| matter| repeat)|instead of|rather than|lacks?|lacking|free of|fails? to|failed to|turn(?:ed|ing)? off|switch(?:ed|ing)? off|disabl(?:e|es|ed|ing))\b"
    r"|没有|无需|无须|不需要?|不必|不用|不再|不含|而不是|而非|无(?!论|关|穷|限|损|偏|界|分类器|监督|条件|参考|非)|缺乏|缺少|关掉|关闭|取消|停用|禁用"
)
# Tells what others think: "some say that RAG is dead, but ...", "别以为 ...". It is not the learner's own view.
_REPORTS = re.compile(
    r"\b(?:some|many)(?: people)? (?:say|think|believe|claim|argue|assume|expect)\b"
    r"|\b(?:one|you|people|beginners) (?:might|may) (?:think|believe|assume|expect)\b|\bit is often (?:said|thought|believed|claimed)\b"
    r"|别(?:误)?(?:以为|认为|指望|相信)|误以为|误认为|(?:有(?:些)?人|不少人|很多人|许多人|初学者)(?:会|常|常常|可能)?(?:说|以为|认为|觉得)"
)
_NEEDLESS = re.compile(r"无需|无须|不需要|不必|不用|没必要")
# Denies the very word that it is part of: 不稳定, 无监督, 非线性, "non-linear".
_PREFIX = re.compile(r"[不无非未]$|\bnon $|\bun$")
# A verdict on all that its part of the sentence says, before it or after.
_REJECTS = re.compile(
    r"\b(?:it is|it's|it was|it would be|that is|that's) (?:just |simply |plainly )?"
    r"(?:false|untrue|wrong|incorrect|not true|mistaken|a mistake|a myth|an error) (?:that|to)\b"
    r"|\b(?:is|are) (?:just |simply |only )?(?:a myth|a misconception|a fallacy|nonsense)\b"
    r"|\b(?:there is|there's) no (?:point|use|sense) in\b"
    r"|(?:说法|观点|看法)(?:就|都|也)?(?:是|都)?(?:不对|不成立|有误|错误|错|站不住脚)|站不住脚"
    r"|(?:是|属于|纯属|都是|也是|不过是)(?:一?[种个])?(?:误解|误会|谣传|谣言|误区|错误的|错的|假的|无稽之谈)|谁说"
    r"|(?:问题|情况|现象)[^,。;]{0,12}不存在"
)
_TURNS = re.compile(r"[;；]|\b(?:but|instead|actually|rather|in fact)\b|而是|其实|实际上|相反|但")
_NO = re.compile(
    r"\s*(?:no|nope|never|not at all|not really"
    r"|[都也并]?(?:不是|没有|不会|不能|不用|不需要|不必|不要|不行|不对|没必要|不存在|否|不))\s*$"
)


def denied(sentence: str, span: Span, spans: tuple[Span, ...], bounds: tuple[Span, ...]) -> bool:
    """Whether a negation outside the phrase's own words (`spans`) reaches the span.

    `sentence` is plain text, `bounds` are its clauses.
    """
    begin, end = clause_of(span, bounds)
    if _PREFIX.search(sentence[max(0, span[0] - 4) : span[0]]):
        return not any(a < span[0] <= b for a, b in spans if (a, b) != span)

    def ours(start: int) -> bool:
        return any(a <= start < b for a, b in spans)

    clause = _told(sentence[begin:end])
    if any(not ours(begin + found.start()) for found in _DENIES.finditer(clause)):
        return True
    # A subject alone says nothing where its predicate is denied: LLM 裁判无需校准.
    if len(spans) == 1 and any(
        not ours(begin + found.start()) for found in _NEEDLESS.finditer(clause)
    ):
        return True
    before = clause[: span[0] - begin]
    if any(
        not ours(begin + found.start())
        for words in (_DENIES_AFTER, _REPORTS)
        for found in words.finditer(before)
    ):
        return True
    first, last = _part(sentence, span)
    found = _REJECTS.search(sentence, first, last)
    return found is not None and not ours(found.start())


def clause_of(span: Span, bounds: tuple[Span, ...]) -> Span:
    """The clause that the span begins in; the span itself where it begins between two."""
    return next(((a, b) for a, b in reversed(bounds) if a <= span[0] < b), span)


def is_no(sentence: str) -> bool:
    """Whether a plain sentence only says no; then it denies the question before it."""
    return _NO.fullmatch(sentence) is not None


def _told(clause: str) -> str:
    """The clause with its asking and describing 不 and 没 blanked out; places do not move."""
    clause = _ASKS.sub(lambda found: (found[1] or "") + " " * (len(found[0]) - 1), clause)
    return _DESCRIBES.sub(" ", clause)


def _part(sentence: str, span: Span) -> Span:
    """The stretch around the span up to where the sentence turns."""
    first, last = 0, len(sentence)
    for found in _TURNS.finditer(sentence):
        if found.end() <= span[0]:
            first = found.end()
        elif found.start() >= span[1]:
            last = min(last, found.start())
    return first, last
