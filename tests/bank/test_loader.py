import json
import os
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc_quiz.bank import loader, nodes
from aigc_quiz.bank.loader import load_bank, read_bank
from aigc_quiz.bank.question import (
    Case,
    Choice,
    Fill,
    KeyPoint,
    Limits,
    NoneOf,
    Numeric,
    NumericError,
    Option,
    Phrases,
    Reference,
    Short,
    Text,
    listed,
)
from aigc_quiz.errors import ContentFaults, QuizError

YAML = """\
- id: gan-nash-value
  type: single
  difficulty: 2
  title: {zh: 均衡点, en: The equilibrium}
  stem:
    zh: |
      第一行
      第二行
    en: A stem
  options:
    - zh: 正确
      en: "True: yes"
      correct: true
      why: {zh: 因为, en: because}
    - zh: 0.5
      en: 0.5
      misconception: half
      why: {zh: 不对, en: no}
  explanation: {zh: 解释, en: Why}
  references:
    - {title: GAN, year: 2014, arxiv: 1406.2660}
  tags: [gan]
  volatility: stable
  reviewed: 2026-11-23
"""


def only(reading):
    assert reading.faults == ()
    return reading.bank.questions[0]


def faults(folder):
    return [str(fault) for fault in read_bank(folder).faults]


def test_a_record_becomes_a_typed_question(write):
    question = only(read_bank(write({"definitions/gan.yaml": YAML})))

    assert question == Choice(
        id="gan-nash-value",
        type="single",
        difficulty=2,
        title=Text("均衡点", "The equilibrium"),
        stem=Text("第一行\n第二行", "A stem"),
        explanation=Text("解释", "Why"),
        references=(Reference("GAN", 2014, arxiv="1406.2660"),),
        tags=("gan",),
        volatility="stable",
        reviewed=date(2026, 11, 23),
        category="definitions",
        topic="gan",
        path="我的 bank/definitions/gan.yaml",
        line=1,
        options=(
            Option(Text("正确", "True: yes"), correct=True, why=Text("因为", "because")),
            Option(Text("0.5", "0.5"), correct=False, why=Text("不对", "no"), misconception="half"),
        ),
    )
    assert question.references[0].link == "https://arxiv.org/abs/1406.2660"


def test_the_other_types_carry_what_is_theirs(write, record):
    file = [record("fill"), record("numeric"), record("short")]
    fill, numeric, short = read_bank(write({"a/b.yaml": file})).bank.questions

    assert isinstance(fill, Fill)
    assert fill.accept == Phrases(("散度", "KL"), ("divergence", "KL"))
    assert fill.frequency == 4
    assert fill.hints == (Text("想一想定义。", "Recall the definition."),)
    assert fill.proof == "assert key"
    assert isinstance(numeric, Numeric)
    assert numeric.variables == (("layers", (32, 48)),)
    assert (numeric.answer, numeric.decimals, numeric.tolerance) == (64, 0, 0.01)
    assert numeric.unit == Text("", "")
    assert numeric.errors == (
        NumericError("layers", "one-matrix", Text("少算了一半", "half is missing")),
    )
    assert isinstance(short, Short)
    assert short.key_points[0] == KeyPoint(
        Text("要点甲", "one"), Phrases(("甲",), ("one",)), weight=2, required=False
    )
    assert short.none_of == (
        NoneOf("four-is-one", Phrases(("丁",), ("four",)), Text("丁不是甲", "four is not one")),
    )
    assert short.cases[0] == Case("zh", "只有甲", 0.2, 0.5)
    assert short.model_answer.get("en") == "One, two and three."


@pytest.mark.parametrize(
    ("written", "value", "decimals"),
    [("1.50", 1.5, 2), ("3", 3, 0), ("1e-3", 0.001, 3), ("-2.5", -2.5, 1)],
)
def test_a_number_keeps_the_digits_that_were_written(written, value, decimals, write, record):
    text = json.dumps([record("numeric")]).replace('"answer": 64', f'"answer": {written}')
    question = only(read_bank(write({"a/b.yaml": text})))

    assert (question.answer, question.decimals) == (value, decimals)


def test_an_exercise_is_its_folder(write, valid_exercise):
    folder = write({"coding/my_gan/exercise.yaml": valid_exercise, "coding/my_gan/starter.py": ""})
    (exercise,) = load_bank(folder).exercises

    assert (exercise.slug, exercise.id, exercise.type) == ("my_gan", "my_gan", "code")
    assert exercise.folder == folder / "coding/my_gan"
    assert exercise.limits == Limits(seconds=10, memory_mb=500)
    assert exercise.names == ("f",)
    assert listed(exercise) == {
        "id": "my_gan",
        "category": "coding",
        "topic": "gan",
        "type": "code",
        "difficulty": 2,
        "title": {"zh": "标题", "en": "A title"},
    }


def test_topic_files_may_lie_right_in_the_folder(write):
    question = only(read_bank(write({"gan.yml": YAML})))

    assert (question.category, question.topic) == ("我的 bank", "gan")
    assert question.path == "我的 bank/gan.yml"


def test_categories_come_in_the_order_of_learning_then_by_name(write, record):
    names = ["zoo", "challenges", "definitions", "art", "frameworks", "applications"]
    folder = write({f"{name}/t.yaml": [record("fill") | {"id": name}] for name in names})
    write({".hidden/t.yaml": [], "notes/readme.md": "no question", "_draft.yaml": "["})

    found = [question.category for question in load_bank(folder).questions]
    assert found == ["definitions", "applications", "challenges", "frameworks", "art", "zoo"]


@pytest.mark.parametrize(
    "change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")]
)
def test_a_byte_order_mark_and_crlf_are_accepted(change, write):
    plain = only(read_bank(write({"definitions/gan.yaml": YAML})))
    changed = only(read_bank(write({"definitions/gan.yaml": change(YAML.encode())})))

    assert changed == plain


def alias_bomb():
    lines = ["- &a0 [lol, lol]"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join(lines)


UNREADABLE = {
    "not UTF-8": (
        "- id: a\n  title: 标题\n".encode("gbk"),
        ":2: is not UTF-8; save the file as UTF-8",
    ),
    "UTF-16": ("- id: a\n".encode("utf-16"), ":1: is not UTF-8"),
    "empty": ("", ": is empty; fill it in or delete it"),
    "only a comment": ("# later\n", ": is empty"),
    "not a list": (
        "id: a\n",
        ":1: is not a list of questions; begin each question with '- id: ...'",
    ),
    "a text": ("hello\n", ":1: is not a list of questions"),
    "not a record": ("- hello\n", ":1: record 1: the record is a text; it must be a mapping"),
    "syntax": ("- id: a\n  title: {zh: a\n- id: b\n", "is not YAML: "),
    "colon": ("- id: a\n  title: b: c\n", ":2: is not YAML: mapping values are not allowed"),
    "tab": ("- id: a\n\ttype: single\n", ":2: a tab indents this line; YAML wants spaces"),
    "control character": ("- id: a\n  title: \x07\n", ":2: holds a control character; delete it"),
    "alias": ("- id: &x a\n  type: *x\n", ":1: &x is an alias or anchor; write the text out"),
    "alias bomb": (alias_bomb(), ":1: &a0 is an alias or anchor"),
    "starred text": (
        "- id: *bold\n",
        ":1: *bold is an alias or anchor; write the text out, or quote",
    ),
    "deep": ("- " + "[" * 500 + "]" * 500, ":1: is nested more than 12 deep; flatten it"),
    "deep beyond the parser": ("[" * 100_000, ":1: is nested more than 12 deep; flatten it"),
    "two documents": ("- id: a\n---\n- id: b\n", ":2: a second YAML document begins"),
    "python object": ("- !!python/object:os.system {}\n", "is not used here; delete it"),
    "tagged text": ("- id: !!int 3\n", "tag tag:yaml.org,2002:int is not used here"),
    "list as key": ("- [a]: b\n", ":1: a key is a list or a mapping; a key is a word"),
}


@pytest.mark.parametrize("loader_name", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_one_line_that_says_where_and_what(
    name, loader_name, write, monkeypatch
):
    import yaml

    monkeypatch.setattr(nodes, "LOADER", getattr(yaml, loader_name))
    content, said = UNREADABLE[name]
    reading = read_bank(write({"definitions/gan.yaml": content}))

    assert len(reading.faults) == 1
    (fault,) = reading.faults
    assert str(fault).startswith("我的 bank/definitions/gan.yaml:")
    assert said in str(fault)
    assert "\n" not in str(fault)
    assert fault.unreadable


WRONG = {
    "missing key": ("  difficulty: 2\n", "", 1, "difficulty is missing; add it", False),
    "missing language": (
        "title: {zh: 均衡点, en: The equilibrium}",
        "title: {zh: 均衡点}",
        4,
        "title.en is missing; add it",
        False,
    ),
    "missing why": (
        "      why: {zh: 不对, en: no}\n",
        "",
        15,
        "options[2].why is missing; add it",
        False,
    ),
    "unknown key": (
        "difficulty: 2",
        "difficulty: 2\n  volatilty: fast",
        4,
        "volatilty is an unknown key; did you mean 'volatility'?",
        False,
    ),
    "unknown key inside": (
        "correct: true",
        "corect: true",
        13,
        "options[1].corect is an unknown key; did you mean 'correct'?",
        False,
    ),
    "key of another type": (
        "tags: [gan]",
        "tags: [gan]\n  answer: 3",
        23,
        "answer is an unknown key; known: id, type",
        False,
    ),
    "empty value": ("en: A stem", "en:", 9, "stem.en is empty; fill it in", False),
    "null": ("en: A stem", "en: ~", 9, "stem.en is empty; fill it in", False),
    "blank": ("en: A stem", 'en: " "', 9, "stem.en is empty; fill it in", False),
    "empty list": ("tags: [gan]", "tags: []", 22, "tags is empty; fill it in", False),
    "type's word": (
        "type: single",
        "type: singel",
        2,
        "type is 'singel'; it must be one of single, multi, true_false",
        False,
    ),
    "range": (
        "difficulty: 2",
        "difficulty: 7",
        3,
        "difficulty is 7; it must be from 1 to 5",
        False,
    ),
    "list for text": ("en: A stem", "en: [a]", 9, "stem.en is a list; it must be a text", True),
    "text for mapping": (
        "title: {zh: 均衡点, en: The equilibrium}",
        "title: 均衡点",
        4,
        "title is a text; it must be a mapping",
        True,
    ),
    "text for list": ("tags: [gan]", "tags: gan", 22, "tags is a text; it must be a list", True),
    "text for number": (
        "difficulty: 2",
        "difficulty: easy",
        3,
        "difficulty is not a whole number; write one from 1 to 5",
        True,
    ),
    "text for truth": (
        "correct: true",
        "correct: yes",
        13,
        "options[1].correct is not a truth value; write true or false",
        True,
    ),
    "date": ("2026-11-23", "23.11.2026", 24, "reviewed is not a date; write YYYY-MM-DD", True),
    "duplicate key": (
        "difficulty: 2",
        "difficulty: 2\n  difficulty: 3",
        4,
        "key 'difficulty' is here twice (first in line 3); keep one",
        True,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_record_names_file_line_id_and_what_to_do(name, write):
    before, after, line, said, unreadable = WRONG[name]
    assert YAML.count(before) == 1
    reading = read_bank(write({"definitions/gan.yaml": YAML.replace(before, after)}))

    assert len(reading.faults) == 1, [str(fault) for fault in reading.faults]
    (fault,) = reading.faults
    assert said in str(fault)
    assert (fault.path, fault.line) == ("我的 bank/definitions/gan.yaml", line)
    assert fault.unreadable is unreadable
    assert fault.record == ("" if name == "duplicate key" else "gan-nash-value")


def test_all_faults_of_all_files_come_in_one_run(write):
    broken = YAML.replace("difficulty: 2", "difficulty: 9").replace("tags: [gan]", "tag: [gan]")
    folder = write(
        {
            "definitions/gan.yaml": broken + YAML.replace("gan-nash-value", "second"),
            "definitions/vae.yaml": b"\xff",
            "frameworks/pytorch.yaml": YAML.replace("type: single", "type: what"),
        }
    )

    with pytest.raises(ContentFaults) as caught:
        load_bank(folder)

    assert [line.split(": ")[0].partition("/")[2] for line in caught.value.faults] == [
        "definitions/gan.yaml:1",
        "definitions/gan.yaml:3",
        "definitions/gan.yaml:22",
        "definitions/vae.yaml:1",
        "frameworks/pytorch.yaml:2",
    ]
    assert [question.id for question in read_bank(folder).bank.questions] == ["second"]


def test_ids_are_unique_in_the_whole_bank_exercises_too(write, record, files_of_exercise):
    folder = write(
        files_of_exercise("gan")
        | {
            "definitions/gan.yaml": [record("fill")],
            "frameworks/pytorch.yaml": [
                record("fill") | {"explanation": {"zh": "另一段。", "en": "Another."}},
                record("single") | {"id": "gan"},
            ],
        }
    )

    reading = read_bank(folder)

    assert [str(fault) for fault in reading.faults] == [
        "我的 bank/frameworks/pytorch.yaml:2: a-fill: "
        "the id is taken by 我的 bank/definitions/gan.yaml:2; choose another",
        "我的 bank/coding/gan/exercise.yaml:1: gan: "
        "the id is taken by 我的 bank/frameworks/pytorch.yaml:50; choose another",
    ]
    assert [item.id for item in reading.bank.items] == ["a-fill", "gan"]
    assert not any(fault.unreadable for fault in reading.faults)


def test_a_fault_is_one_line_whatever_the_file_calls_things(write):
    hostile = r'- {id: "a\e[31m\nb", "k\ne\x1by": 1}'
    found = faults(write({"a/b.yaml": hostile}))

    assert any("is an unknown key" in line or "is missing" in line for line in found)
    assert all(line.isprintable() for line in found)
    assert any("a\\x1b[31m\\nb'; write it without spaces" in line for line in found)


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_to_a_file_is_read_or_told_line_by_line(data, write):
    text = YAML
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.text(max_size=6)) + text[end:]
    folder = write({"a/b.yaml": text.encode("utf-8", "replace")})

    for fault in read_bank(folder).faults:
        assert str(fault).isprintable()
        assert str(fault).startswith("我的 bank/a/b.yaml")


def test_a_folder_that_cannot_be_a_bank_is_one_clear_line(tmp_path):
    missing, empty, file = tmp_path / "没有", tmp_path / "empty", tmp_path / "a.yaml"
    empty.mkdir()
    file.write_text("[]")

    for folder, said in (
        (missing, "没有: does not exist; name a folder of YAML files"),
        (empty, "empty: no question in it; put <category>/<topic>.yaml files there"),
        (file, "a.yaml: is a file; name a folder of YAML files"),
    ):
        with pytest.raises(QuizError) as caught:
            load_bank(folder)
        assert str(caught.value).endswith(said)


def test_an_exercise_folder_without_its_file_is_a_fault(write):
    found = faults(write({"coding/my_gan/starter.py": "x = 1"}))

    assert found == [
        "我的 bank/coding/my_gan/exercise.yaml: cannot be read (No such file or directory);"
        " check the file and its permissions"
    ]


def test_a_pipe_is_no_topic_file(write):
    folder = write({"a/b.yaml": YAML})
    os.mkfifo(folder / "a/c.yaml")

    (fault,) = faults(folder)
    assert "c.yaml: cannot be read (it is no regular file)" in fault


def test_a_huge_file_is_refused(write, monkeypatch):
    monkeypatch.setattr(loader, "MAX_BYTES", 100)

    (fault,) = faults(write({"a/b.yaml": YAML}))
    assert "is larger than" in fault


def test_find_names_what_is_written_alike(write):
    bank = load_bank(write({"a/b.yaml": YAML}))

    assert bank.find("gan-nash-value").type == "single"
    with pytest.raises(
        QuizError, match=r"no question .* 'gan-nash'; did you mean gan-nash-value\?"
    ):
        bank.find("gan-nash")
    with pytest.raises(QuizError, match="'xyz'; `aigc-quiz list` shows all"):
        bank.find("xyz")
    with pytest.raises(QuizError, match=r"'ga'; did you mean gan-nash-value\?"):
        bank.find("ga")
    with pytest.raises(QuizError, match=r"'b' is a topic, not a question; .* list --topic b"):
        bank.find("b")


def test_libyaml_is_used_where_it_is_there():
    import yaml

    assert nodes.LOADER is (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    assert "yaml" in sys.modules
