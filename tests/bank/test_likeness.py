from math import log, sqrt

import pytest

from aigc_quiz.bank import likeness
from aigc_quiz.bank.statistics import gather, warnings

# Two ways to ask one thing, and what asks another in the same setting.
ONE = {
    "zh": "解码时只有一个查询，因果掩码按左上角对齐，打印什么？",
    "en": "A decoding step has one query and a causal mask aligned to the upper left. What is printed?",
}
AGAIN = {
    "zh": "因果掩码按左上角对齐；解码时只来了一个查询，程序打印什么？",
    "en": "With a causal mask that is aligned to the upper left, what does a decoding step of one query print?",
}
OTHER = {
    "zh": "解码时显存带宽是瓶颈，每秒最多几个词元？",
    "en": "A decoding step is bound by memory bandwidth. How many tokens per second at most?",
}


@pytest.fixture
def asked(bank_of, record):
    """The bank of questions with these stems, among others that share no word of theirs."""

    def asked(*stems, others=likeness.LEAST):
        fillers = [{"zh": chr(0x9000 + n) * 4, "en": f"w{chr(97 + n % 26) * (n + 2)}"} for n in range(others)]  # fmt: skip
        made = []
        for number, stem in enumerate([*stems, *fillers]):
            question = record("fill") | {"id": f"q-{number}", "stem": stem}
            question["title"] = {"zh": f"题{chr(0xA000 + number)}", "en": f"T{number}"}
            question["explanation"] = {"zh": f"解{number}。", "en": f"Why {number}."}
            made.append(question)
        return bank_of({"a/b.yaml": made})

    return asked


def pairs(bank):
    return [(a.id, b.id) for a, b, _ in likeness.sharing_rare_words(bank.questions)]


def test_the_same_asked_in_other_words_is_found_and_another_thing_is_not(asked):
    bank = asked(ONE, OTHER, AGAIN)

    assert pairs(bank) == [("q-0", "q-2")]
    fault = warnings(gather(bank))[-1]
    assert (fault.path, fault.record) == ("我的 bank/a/b.yaml", "q-2")
    assert fault.text.endswith("it asks what is asked in q-0; are both needed?")


def test_one_language_alone_does_not_tell(asked):
    assert pairs(asked(ONE, {"zh": AGAIN["zh"], "en": OTHER["en"]})) == []


def test_few_questions_do_not_tell_what_is_rare(asked):
    assert pairs(asked(ONE, AGAIN, others=likeness.LEAST - 3)) == []


def test_the_likeness_is_the_cosine_of_the_formula(asked):
    same = {"zh": "甲甲", "en": "alpha alpha beta"}
    bank = asked(same, {"zh": "甲甲", "en": "alpha gamma"}, others=likeness.LEAST)
    count = len(bank.questions)
    # By hand, with the title's own term: words, then pairs of words.
    shared, own = log(count / 2), log(count)
    twice = (1 + log(2)) * shared
    first = sqrt(twice**2 + 3 * own**2)  # alpha twice; beta, "alpha alpha", "alpha beta"
    second = sqrt(shared**2 + 2 * own**2)  # alpha; gamma, "alpha gamma"
    en = twice * shared / (first * second)
    found = likeness._cosines(bank.questions, "en")

    assert found[0, 1] == pytest.approx(en, rel=1e-12)


def test_a_copied_stem_is_told_once(asked):
    found = [text for a, b, text in likeness.near_duplicates(asked(ONE, ONE).questions) if (a.id, b.id) == ("q-0", "q-1")]  # fmt: skip

    assert found == ["its stem is 100% that of"]
