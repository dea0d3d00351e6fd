import pytest

from aigc_quiz.bank.loader import read_bank
from aigc_quiz.bank.search import search


@pytest.fixture
def items(write, record, files_of_exercise):
    title, stem, option, explanation = (record("fill") | {"id": f"in-{n}"} for n in "abcd")
    title["title"] = {"zh": "扩散模型的采样", "en": "Sampling from diffusion"}
    stem["stem"] = {"zh": "扩散是什么？", "en": "What is diffusion?"}
    option["accept"] = {"zh": ["扩散"], "en": ["diffusion"]}
    explanation["explanation"] = {"zh": "见扩散。", "en": "See diffusion models."}
    name = record("fill") | {"id": "diffusion"}
    files = files_of_exercise("diffusion_sampler")
    return read_bank(
        write({"a/b.yaml": [explanation, option, stem, title, name]} | files)
    ).bank.items


def ids(items, query):
    return [item.id for item in search(items, query)]


def test_names_come_before_titles_before_stems_before_mentions(items):
    found = ids(items, "diffusion")

    assert found == ["diffusion", "diffusion_sampler", "in-a", "in-b", "in-c", "in-d"]


@pytest.mark.parametrize(
    "query", ["DIFFUSION sampling", "ｄｉｆｆｕｓｉｏｎ  Sampling", "扩散 采样"]
)
def test_case_width_and_order_do_not_matter_and_every_word_does(query, items):
    assert ids(items, query)[0] == "in-a"
    assert "in-b" not in ids(items, query)


def test_where_nothing_holds_all_words_the_like_is_found(items):
    assert ids(items, "扩散模型怎样采样")[0] == "in-a"
    assert ids(items, "卷积") == []


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(query, items):
    assert ids(items, query) == []


def test_signs_are_only_signs(items):
    assert ids(items, "(.*)[") == []
