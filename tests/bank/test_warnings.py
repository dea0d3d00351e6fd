from datetime import date

import pytest

from aigc_quiz.bank import rules

TODAY = date(2026, 11, 23)

WARNED = {
    "long key": (
        "single",
        lambda r: r["options"][1].update(en="gamma delta, and a good deal more than the others"),
        "the en key is",
    ),
    "absolute": (
        "single",
        lambda r: r["options"][0].update(en="alpha always"),
        "absolutes stand only in wrong en options",
    ),
    "absolute in Chinese": (
        "single",
        lambda r: r["options"][0].update(zh="说法一定成立吧"),
        "absolutes stand only in wrong zh options",
    ),
    "echo": (
        "single",
        lambda r: r["stem"].update(en="Which gamma of 64 has a delta and $x^2$?"),
        "only the key repeats delta, gamma of the en stem",
    ),
    "negative": (
        "fill",
        lambda r: r["stem"].update(zh="下列哪项不属于 64 位 $x^2$？"),
        None,  # only options can be negative
    ),
    "negative choice": (
        "single",
        lambda r: r["stem"].update(zh="下列哪项不属于 64 位 $x^2$？"),
        "the zh stem asks for what is not so, without emphasis",
    ),
    "wrong code": (
        "single",
        lambda r: r["stem"].update(en="What is wrong with this 64-bit $x^2$?"),
        None,
    ),
    "emphasised": (
        "single",
        lambda r: r["stem"].update(zh="下列哪项**不属于** 64 位 $x^2$？"),
        None,
    ),
    "undated": (
        "fill",
        lambda r: r["explanation"].update(zh="目前最好的模型如此。"),
        "explanation.zh says '目前' without a date",
    ),
    "dated": (
        "fill",
        lambda r: r["explanation"].update(zh="截至 2026 年，目前如此。", en="So it was in 2026."),
        None,
    ),
    "echo in Chinese": (
        "single",
        lambda r: (
            r["stem"].update(zh="哪种梯度裁剪对 64 位 $x^2$ 成立？"),
            r["options"][1].update(zh="做梯度裁剪才行"),
        ),
        "only the key repeats 度裁剪, 梯度裁 of the zh stem",
    ),
    "undated reason": (
        "single",
        lambda r: r["options"][0]["why"].update(en="It is the latest because of alpha."),
        "why of option 1.en says 'latest' without a date",
    ),
    "undated option": (
        "single",
        lambda r: r["options"][0].update(en="the latest"),
        None,  # an option claims what it likes
    ),
    "so far no date": (
        "fill",
        lambda r: r["explanation"].update(en="So far less was saved, as a fill question."),
        None,
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_gives_a_key_away_is_a_warning_and_no_fault(name, bank_of, record):
    type_, change, said = WARNED[name]
    changed = record(type_)
    change(changed)
    bank = bank_of({"a/b.yaml": [changed]})

    assert rules.faults(bank, TODAY) == []
    texts = [fault.text for fault in rules.warnings(bank)]
    if said is None:
        assert texts == []
    else:
        assert said in texts[0]
