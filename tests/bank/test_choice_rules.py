from datetime import date

import pytest

from aigc_quiz.bank import rules

TODAY = date(2026, 11, 23)

ABOVE = [
    ("以上都对", "All of the above"),
    ("以上说法均不正确", "None of the above."),
    ("A 和 C", "Both A and C"),
    ("A、B 和 C 都正确", "A, B and C are correct"),
    ("都不对", "neither of the options"),
    ("上述各项都成立", "none of these"),
]


@pytest.mark.parametrize(("zh", "en"), ABOVE)
def test_an_option_does_not_speak_of_other_options(zh, en, bank_of, record):
    broken = record("single")
    broken["options"][3].update(zh=zh, en=en)

    found = rules.faults(bank_of({"a/b.yaml": [broken]}), TODAY)

    assert [fault.text for fault in found] == [
        "option 4 (zh) speaks of other options; state a fact in its place",
        "option 4 (en) speaks of other options; state a fact in its place",
    ]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("A 和 B 都从零开始", "A and B both start at zero"),  # LoRA's matrices
        ("只训练 A 和 B，其余参数冻结", "Only A and B are trained, the rest is frozen"),
        ("各项之和都为一", "The sum of all of the weights is one"),
        ("显存 24 GB 以上都够用", "24 GB and above are enough"),
        ("它看得到其余所有专家", "It sees all of the other experts"),
    ],
)
def test_what_only_looks_like_other_options_is_none(zh, en, bank_of, record):
    sound = record("single")
    sound["options"][3].update(zh=zh, en=en)

    assert rules.faults(bank_of({"a/b.yaml": [sound]}), TODAY) == []
