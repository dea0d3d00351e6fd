import pytest

from aigc_quiz.errors import QuizError
from aigc_quiz.opinion.endpoint import OPENAI, endpoint


@pytest.mark.parametrize(
    ("wanted", "environment", "url", "model"),
    [
        ("qwen3:8b@http://localhost:11434/v1", {}, "http://localhost:11434/v1", "qwen3:8b"),
        ("http://box:8000/v1/", {"AIGC_QUIZ_JUDGE_MODEL": "m"}, "http://box:8000/v1", "m"),
        ("m", {"AIGC_QUIZ_JUDGE_URL": "http://box/v1"}, "http://box/v1", "m"),
        ("org/m", {}, OPENAI, "org/m"),
    ],
)
def test_what_is_not_given_comes_from_the_environment(wanted, environment, url, model):
    found = endpoint(wanted, environment)

    assert (found.url, found.model) == (url + "/chat/completions", model)


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        ("http://localhost/v1", "no model is named"),
        ("", "no model is named"),
        ("m@ftp://box/v1", "is no address"),
        ("m@box", "is no address"),
        ("m@http://", "is no address"),
        ("m@http://a b/v1", "is no address"),
        ("m@http://box:99999/v1", "is no address"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(wanted, what):
    with pytest.raises(QuizError, match=what):
        endpoint(wanted, {})


@pytest.mark.parametrize(
    ("url", "environment", "key"),
    [
        ("http://box/v1", {"AIGC_QUIZ_JUDGE_KEY": "own", "OPENAI_API_KEY": "theirs"}, "own"),
        ("https://box/v1", {"OPENAI_API_KEY": "theirs"}, "theirs"),
        ("http://box/v1", {"OPENAI_API_KEY": "theirs"}, ""),
    ],
)
def test_a_key_that_was_not_set_for_us_goes_over_https_only(url, environment, key):
    found = endpoint(f"m@{url}", environment)

    assert found.key == key
    assert key == "" or key not in repr(found)
