from datetime import date

import pytest

from aigc_quiz.bank import rules

TODAY = date(2026, 11, 23)
FENCE = "```python\nprint(1)\n```\n"


@pytest.mark.parametrize("type_", ["single", "multi", "true_false", "fill", "numeric", "short"])
def test_a_valid_record_of_every_type_breaks_no_rule(type_, bank_of, record):
    bank = bank_of({"definitions/gan.yaml": [record(type_)]})

    assert rules.faults(bank, TODAY) == []
    assert rules.warnings(bank) == []


# Each breaks one rule, and only that one: (type, how, what the fault says).
BROKEN = {
    "id": ("single", lambda r: r.update(id="Gan_Loss"), "not kebab-case; write it like 'gan-loss'"),
    "follow-up": (
        "single",
        lambda r: r.update(follow_ups=["no-such"]),
        "follow_ups names 'no-such'",
    ),
    "own follow-up": ("single", lambda r: r.update(follow_ups=["a-single"]), "the question itself"),
    "tag": ("fill", lambda r: r.update(tags=["Big GAN"]), "tag 'Big GAN' is not lower case"),
    "tag twice": ("fill", lambda r: r.update(tags=["gan", "gan"]), "a tag is there twice"),
    "zh in English": (
        "fill",
        lambda r: r["title"].update(zh="A title"),
        "title.zh holds no Chinese",
    ),
    "en in Chinese": (
        "fill",
        lambda r: r["title"].update(en="一个标题"),
        "title.en is mostly Chinese",
    ),
    "number": (
        "single",
        lambda r: r["stem"].update(en="Which one holds for 32-bit $x^2$?"),
        "stem: the numbers differ: only zh has 64; only en has 32; make",
    ),
    "number in one": (
        "single",
        lambda r: r["stem"].update(zh="哪句话对 $x^2$ 成立？"),
        "stem: the numbers differ: only en has 64; make",
    ),
    "formula": (
        "single",
        lambda r: r["stem"].update(zh="下面哪句话对 64 位 $x^3$ 成立？"),
        "$x^2$, $x^3$ is a formula in one language only",
    ),
    "option number": (
        "single",
        lambda r: r["options"][0].update(zh="说法 128", en="statement 256"),
        "option 1: the numbers differ: only zh has 128; only en has 256",
    ),
    "code": (
        "fill",
        lambda r: r.update(stem={"zh": "看：\n" + FENCE, "en": "See:\n" + FENCE.replace("1", "2")}),
        "stem: the Python code differs",
    ),
    "code does not parse": (
        "fill",
        lambda r: r["explanation"].update(en="See:\n```python\nprint(1\n```\n"),
        "explanation.en: line 1 of its Python code does not parse",
    ),
    "fence left open": (
        "fill",
        lambda r: r["explanation"].update(zh="看：\n```python\nprint(1)\n"),
        "explanation.zh: a code fence is not closed",
    ),
    "proof does not parse": (
        "fill",
        lambda r: r.update(proof="assert ("),
        "of the proof does not parse",
    ),
    "code_reading without code": (
        "fill",
        lambda r: r.update(tags=["code_reading"]),
        "no ```python fence in its stem",
    ),
    "numbers in the explanation": (
        "fill",
        lambda r: r["explanation"].update(zh="共 37 个。", en="There are 73."),
        "explanation: the numbers differ: only zh has 37; only en has 73",
    ),
    "formula in the explanation": (
        "fill",
        lambda r: r["explanation"].update(zh="由 $a$ 得。", en="By $b$."),
        "explanation: $a$, $b$ is a formula in one language only",
    ),
    "numbers in a why": (
        "single",
        lambda r: r["options"][2]["why"].update(zh="因为有 37 个"),
        "why of option 3: the numbers differ: only zh has 37",
    ),
    "formula in a hint": (
        "fill",
        lambda r: r["hints"][0].update(zh="想一想 $x$。"),
        "hint 1: $x$ is a formula in one language only",
    ),
    "numbers in an error's why": (
        "numeric",
        lambda r: r["errors"][0]["why"].update(en="off by 37"),
        "errors[1].why: the numbers differ: only en has 37",
    ),
    "numbers in a model answer": (
        "short",
        lambda r: r["model_answer"].update(en="One, two and three of 37."),
        "model_answer: the numbers differ: only en has 37",
    ),
    "why in English": (
        "single",
        lambda r: r["options"][0]["why"].update(zh="because"),
        "why of option 1.zh holds no Chinese",
    ),
    "key point in English": (
        "short",
        lambda r: r["key_points"][0].update(zh="first"),
        "key_points[1].zh holds no Chinese",
    ),
    "option in Chinese": (
        "single",
        lambda r: r["options"][0].update(en="甲乙丙丁"),
        "option 1.en is mostly Chinese",
    ),
    "code of a why does not parse": (
        "single",
        lambda r: r["options"][0]["why"].update(
            zh="看：\n" + FENCE.replace(")", ""), en="See:\n" + FENCE
        ),
        "why of option 1.zh: line 1 of its Python code does not parse",
    ),
    "two keys": (
        "single",
        lambda r: (r["options"][0].update(correct=True), r["options"][0].pop("misconception")),
        "has 2 correct options; a 'single' question has one",
    ),
    "no key": (
        "single",
        lambda r: r["options"][1].update(correct=False, misconception="none"),
        "has 0 correct options; a 'single' question has one",
    ),
    "one key of multi": (
        "multi",
        lambda r: r["options"][1].update(correct=False, misconception="none"),
        "has 1 correct options of 4; 'multi' has at least 2",
    ),
    "nothing wrong in multi": (
        "multi",
        lambda r: [(o.update(correct=True), o.pop("misconception", "")) for o in r["options"]],
        "has 4 correct options of 4",
    ),
    "two options": ("single", lambda r: r["options"].__delitem__(slice(2, 4)), "has 2 options"),
    "six options": (
        "single",
        lambda r: r["options"].extend(
            r["options"][0] | {"zh": zh, "en": en, "why": {"zh": zh, "en": en}}
            for zh, en in (("东", "east"), ("西", "west"))
        ),
        "has 6 options; a 'single' question has 3 to 5",
    ),
    "true_false words": (
        "true_false",
        lambda r: r["options"][0].update(en="Yes"),
        "the en options of a 'true_false' question are True then False",
    ),
    "option twice": (
        "single",
        lambda r: r["options"][0].update(en="Gamma  Delta"),
        "options 1 and 2 have the same text in en",
    ),
    "why twice": (
        "single",
        lambda r: r["options"][3].update(why=r["options"][0]["why"] | {"en": "other"}),
        "options 1 and 4 have the same why in zh",
    ),
    "no misconception": (
        "single",
        lambda r: r["options"][0].pop("misconception"),
        "option 1 is wrong and has no misconception",
    ),
    "misconception on the key": (
        "single",
        lambda r: r["options"][1].update(misconception="none"),
        "option 2 is right and has a misconception",
    ),
    "misconception's name": (
        "single",
        lambda r: r["options"][0].update(misconception="Mix Up"),
        "the misconception of option 1 is not kebab-case",
    ),
    "accept twice": (
        "fill",
        lambda r: r["accept"].update(en=["KL", "ｋｌ"]),
        "accept.en has 'kl' twice",
    ),
    "tolerance": ("numeric", lambda r: r.update(tolerance=0.3), "tolerance is 0.3; it is relative"),
    "formula's value": ("numeric", lambda r: r.update(answer=65.5), "the formula gives 64"),
    "formula's name": (
        "numeric",
        lambda r: r.update(formula="2 * heads"),
        "unknown name 'heads'; known: layers, pi, e (at layers=32)",
    ),
    "spare variable": (
        "numeric",
        lambda r: (
            r["variables"].update(d=[1, 2]),
            r.update(stem={"zh": "{{layers}} 层 {{d}}", "en": "{{layers}} layers {{d}}"}),
        ),
        "variable 'd' is not in the formula",
    ),
    "variable not in a stem": (
        "numeric",
        lambda r: r["stem"].update(zh="若干层，每层 2 个矩阵。"),
        "stem.zh does not say {{layers}}",
    ),
    "unknown variable in the stem": (
        "numeric",
        lambda r: r["stem"].update(en="{{layers}} layers of 2 {{d}} each"),
        "stem.en names {{d}}, which variables does not hold",
    ),
    "unknown variable in a hint": (
        "numeric",
        lambda r: r["hints"][0].update(en="Think of {{d}}."),
        "a text names {{d}}, which variables does not hold",
    ),
    "no formula": ("numeric", lambda r: r.pop("formula"), "has variables and no formula"),
    "value twice": (
        "numeric",
        lambda r: r["variables"].update(layers=[32, 32]),
        "variable 'layers' has a value twice",
    ),
    "too many": (
        "numeric",
        lambda r: r["variables"].update(layers=list(range(32, 2100))),
        "the variables have 2068 combinations",
    ),
    "variable named as a function": (
        "numeric",
        lambda r: r.update(
            variables={"log": [32]},
            formula="2 * log",
            stem={"zh": "{{log}} 层", "en": "{{log}}"},
            errors=[],
        ),
        "variable 'log' is no free Python name",
    ),
    "error that is right": (
        "numeric",
        lambda r: r["errors"][0].update(formula="32 + layers"),
        "errors[1] gives the right answer, 64 (at layers=32)",
    ),
    "error that is right once": (
        "numeric",
        lambda r: r["errors"][0].update(formula="layers * layers / 24"),
        "errors[1] gives the right answer, 96 (at layers=48)",
    ),
    "error without a value": (
        "numeric",
        lambda r: r["errors"][0].update(formula="1 / (layers - 48)"),
        "errors[1]: formula '1 / (layers - 48)' has no value: division by zero; change it (at layers=48)",
    ),
    "two errors of one value": (
        "numeric",
        lambda r: r["errors"].append(
            {
                "formula": "32 + 0 * layers",
                "misconception": "always-32",
                "why": {"zh": "并非固定", "en": "it is not fixed"},
            }
        ),
        "errors[1] and errors[2] both give 32 (at layers=32), so the wrong one would be named",
    ),
    "two errors of one value once": (
        "numeric",
        lambda r: r["errors"].append(
            {
                "formula": "48 + 0 * layers",
                "misconception": "always-48",
                "why": {"zh": "并非固定", "en": "it is not fixed"},
            }
        ),
        "errors[1] and errors[2] both give 48 (at layers=48), so",
    ),
    "two errors within the tolerance": (
        "numeric",
        lambda r: r["errors"].append(
            {
                "formula": "layers * 1.0099",
                "misconception": "nearly-one",
                "why": {"zh": "差一点", "en": "a little off"},
            }
        ),
        "errors[1] and errors[2] both give 32 (at layers=32), so",
    ),
    "error's name": (
        "numeric",
        lambda r: r["errors"][0].update(misconception="One Matrix"),
        "errors[1].misconception is not kebab-case",
    ),
    "two key points": ("short", lambda r: r["key_points"].pop(), "has 2 key_points"),
    "weight": ("short", lambda r: r["key_points"][0].update(weight=0), "key_points[1].weight is 0"),
    "key point twice": (
        "short",
        lambda r: r["key_points"][0].update(zh="要点乙"),
        "two key_points are the same",
    ),
    "empty phrase": (
        "short",
        lambda r: r["key_points"][0]["any_of"].update(en=["one + ?"]),
        "key_points[1] has 'one + ?' among any_of, a part of which says nothing",
    ),
    "empty phrase of a misconception": (
        "short",
        lambda r: r["none_of"][0]["any_of"].update(zh=[" + "]),
        "none_of[1] has ' +' among any_of",
    ),
    "none_of's name": (
        "short",
        lambda r: r["none_of"][0].update(misconception="Four"),
        "none_of[1].misconception is not kebab-case",
    ),
    "two cases": ("short", lambda r: r["cases"].pop(), "has fewer than 3 cases"),
    "cases in one language": (
        "short",
        lambda r: r["cases"][0].update(lang="en"),
        "or none in one language",
    ),
    "case's range": (
        "short",
        lambda r: r["cases"][0].update(min=0.9),
        "needs 0 <= min <= max <= 1",
    ),
    "old fast": (
        "fill",
        lambda r: r.update(volatility="fast", reviewed="2026-07-01"),
        "was reviewed 145 days ago; 'fast' allows 120",
    ),
    "old slow": (
        "fill",
        lambda r: r.update(volatility="slow", reviewed="2025-11-01"),
        "'slow' allows 365",
    ),
    "old stable": ("fill", lambda r: r.update(reviewed="2024-11-01"), "'stable' allows 730"),
    "reviewed tomorrow": ("fill", lambda r: r.update(reviewed="2026-11-24"), "after today"),
    "no address": (
        "fill",
        lambda r: r.update(references=[{"title": "A", "year": 2014}]),
        "reference 'A': has no arxiv, doi or url",
    ),
    "arXiv's year": (
        "fill",
        lambda r: r["references"][0].update(year=2016),
        "year 2016 does not fit arXiv 1406.2661, posted in 2014",
    ),
    "year before arXiv": (
        "fill",
        lambda r: r["references"][0].update(year=2013),
        "year 2013 does not fit arXiv 1406.2661",
    ),
    "arXiv's form": (
        "fill",
        lambda r: r["references"][0].update(arxiv="arXiv:1406.2661"),
        "arxiv 'arXiv:1406.2661' is no arXiv id",
    ),
    "arXiv's month": (
        "fill",
        lambda r: r["references"][0].update(arxiv="1413.2661"),
        "arxiv '1413.2661' has no possible month",
    ),
    "year to come": (
        "fill",
        lambda r: r["references"][0].update(arxiv="2611.00001", year=2027),
        "year 2027 is in the future",
    ),
    "doi": (
        "fill",
        lambda r: r["references"][0].update(doi="doi:10.1/x"),
        "doi 'doi:10.1/x' is no DOI",
    ),
    "url": ("fill", lambda r: r["references"][0].update(url="www.a.org"), "is no web address"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_that_breaks_one_rule_gets_that_fault_and_no_other(name, bank_of, record):
    type_, break_it, said = BROKEN[name]
    broken = record(type_)
    break_it(broken)
    sound = record("multi" if type_ != "multi" else "single")
    sound["references"] = [{"title": "Another paper", "year": 2017, "arxiv": "1701.07875"}]
    bank = bank_of({"definitions/gan.yaml": [sound, broken]})

    found = rules.faults(bank, TODAY)

    assert len(found) == 1, [str(fault) for fault in found]
    (fault,) = found
    assert said in str(fault)
    assert (fault.path, fault.record) == ("我的 bank/definitions/gan.yaml", broken["id"])
    assert fault.line > 1


def test_two_errors_just_outside_the_tolerance_are_told_apart(bank_of, record):
    sound = record("numeric")
    sound["errors"].append(
        sound["errors"][0] | {"formula": "layers * 1.0102", "misconception": "nearly-one"}
    )

    assert rules.faults(bank_of({"a/b.yaml": [sound]}), TODAY) == []


def test_an_explanation_is_used_once(bank_of, record):
    first, second = record("single"), record("fill")
    second["explanation"]["en"] = first["explanation"]["en"].upper()

    (fault,) = rules.faults(bank_of({"a/b.yaml": [first, second]}), TODAY)

    assert fault.record == "a-fill"
    assert fault.text == "the explanation is that of a-single; write its own"


def test_follow_ups_may_name_a_record_that_could_not_be_read(bank_of, record):
    bank = bank_of({"a/b.yaml": [record("single") | {"follow_ups": ["torn"]}]})

    assert rules.faults(bank, TODAY, frozenset({"torn"})) == []
    assert len(rules.faults(bank, TODAY)) == 1
