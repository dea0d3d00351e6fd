from datetime import date

import pytest
import yaml

from aigc_quiz.bank import template
from aigc_quiz.bank.loader import read_bank
from aigc_quiz.bank.question import TYPES

TODAY = date(2026, 11, 23)


def paths(value, name=""):
    """Every key of a record, by its path; items of lists have no number."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield f"{name}.{key}"
            yield from paths(inside, f"{name}.{key}")
    elif isinstance(value, list):
        for inside in value:
            yield from paths(inside, name)


def blanks(value, name=""):
    """The paths of what a writer has to fill in, as `check` writes them."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from blanks(inside, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and value:
        for number, inside in enumerate(value, 1):
            yield from blanks(inside, f"{name}[{number}]")
    elif value in (None, "", []):
        yield name


def test_there_is_one_for_every_type():
    assert set(template.TYPES) == set(TYPES)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("type_", TYPES)
def test_it_is_yaml_of_which_check_names_each_blank_and_nothing_else(type_, lang, write):
    text = template.text(type_, TODAY, lang)
    ((record),) = yaml.safe_load(text)
    reading = read_bank(write({"definitions/gan.yaml": text}))

    assert record["type"] == type_
    expected = list(blanks(record))
    assert len(expected) >= 12
    assert sorted(fault.text for fault in reading.faults) == sorted(
        f"{name} is empty; fill it in" for name in expected
    )
    lines = text.splitlines()
    for fault in reading.faults:
        assert not fault.unreadable
        key = fault.text.split(" is empty")[0].rpartition(".")[2].partition("[")[0]
        assert f"{key}:" in lines[fault.line - 1]
    assert [fault.line for fault in reading.faults] == sorted(f.line for f in reading.faults)


@pytest.mark.parametrize("type_", TYPES)
def test_it_has_every_key_that_a_record_may_have(type_, record):
    text = template.text(type_, TODAY, "en")
    optional = {line.split()[1] for line in text.splitlines() if line.startswith("  # ")}
    ((made),) = yaml.safe_load(text)

    theirs = {
        path for path in paths(record(type_)) if not path.startswith((".hints", ".variables."))
    }
    missing = {path for path in theirs - set(paths(made)) if f"{path[1:]}:" not in optional}
    assert missing <= {".key_points.weight"}  # its comment tells of it


@pytest.mark.parametrize("type_", TYPES)
def test_it_may_follow_other_records(type_, write, record):
    first = yaml.safe_dump([record("single")], allow_unicode=True)
    reading = read_bank(write({"a/b.yaml": first + template.text(type_, TODAY, "zh")}))

    assert {fault.record for fault in reading.faults} == {"record 2"}
    assert [question.id for question in reading.bank.questions] == ["a-single"]


@pytest.mark.parametrize("type_", TYPES)
def test_comments_are_in_the_language_and_texts_are_the_same(type_):
    zh, en = (template.text(type_, TODAY, lang) for lang in ("zh", "en"))

    assert yaml.safe_load(zh) == yaml.safe_load(en)
    said = "".join(line.partition("# ")[2] for line in en.splitlines() if "type" not in line)
    assert "天" in said or not any("\u4e00" <= letter <= "\u9fff" for letter in said)
