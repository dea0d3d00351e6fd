import json
import socket

import pytest

from aigc_quiz.opinion.ask import NoOpinion, opinion, parsed
from aigc_quiz.opinion.endpoint import Endpoint


def ask(chat, folder, *, answer="It cuts the gradient.", model="m", key="", seconds=10.0):
    where = Endpoint(chat.url + "/chat/completions", model, key)
    return opinion(where, "Why detach?", ["cuts", "saves"], answer, folder=folder, seconds=seconds)


def test_an_opinion_is_one_yes_or_no_a_point(chat, say, tmp_path):
    chat.reply = lambda count: (200, say('{"points": [true, false]}'))

    assert ask(chat, tmp_path) == (True, False)


def test_nothing_is_sent_but_stem_points_and_answer(chat, tmp_path):
    ask(chat, tmp_path)
    (body,) = chat.asked

    assert json.loads(body["messages"][1]["content"]) == {
        "question": "Why detach?",
        "key_points": ["cuts", "saves"],
        "answer": "It cuts the gradient.",
    }
    assert (body["model"], body["temperature"]) == ("m", 0)
    assert set(body) == {"model", "temperature", "messages", "response_format"}
    assert "Authorization" not in chat.headers[0]


def test_a_key_is_sent_as_a_bearer(chat, tmp_path):
    ask(chat, tmp_path, key="secret")

    assert chat.headers[0]["Authorization"] == "Bearer secret"


def test_the_same_answer_is_asked_about_once(chat, tmp_path):
    first, again = ask(chat, tmp_path), ask(chat, tmp_path)

    assert first == again
    assert len(chat.asked) == 1


@pytest.mark.parametrize("change", [{"answer": "Other."}, {"model": "n"}])
def test_another_answer_or_model_is_asked_about_anew(chat, tmp_path, change):
    ask(chat, tmp_path)
    ask(chat, tmp_path, **change)

    assert len(chat.asked) == 2


def test_a_spoilt_or_unwritable_cache_only_means_asking_again(chat, tmp_path):
    ask(chat, tmp_path)
    for file in tmp_path.iterdir():
        file.write_bytes(b"\xff{")
    blocked = tmp_path / "file"
    blocked.write_text("")

    assert ask(chat, tmp_path) == (True, True)
    assert ask(chat, blocked) == (True, True)
    assert len(chat.asked) == 3


@pytest.mark.parametrize(
    "text",
    [
        "yes, no",
        "[true, false]",
        '{"points": [true]}',
        '{"points": [true, false, true]}',
        '{"points": [1, 0]}',
        '{"points": ["true", "false"]}',
        '{"points": null}',
        "",
        "[" * 100_000,
    ],
)
def test_anything_but_one_boolean_a_point_is_no_opinion(text):
    with pytest.raises(NoOpinion):
        parsed(text, 2)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, "<html>", "no chat completion"),
        (200, "{}", "no chat completion"),
        (200, '{"choices": [{"message": {"content": null}}]}', "no chat completion"),
        (500, "sorry", "HTTP 500"),
        (401, "who?", "HTTP 401"),
        (302, "", "HTTP 302"),
    ],
)
def test_a_failing_endpoint_gives_no_opinion_and_leaves_none(chat, tmp_path, status, body, why):
    chat.reply = lambda count: (status, body)

    with pytest.raises(NoOpinion, match=why):
        ask(chat, tmp_path, key="secret")
    assert not list(tmp_path.iterdir())
    assert len(chat.asked) == 1


def test_a_slow_endpoint_is_left(chat, tmp_path):
    chat.wait = 60.0

    with pytest.raises(NoOpinion, match=r"no reply in 0\.3 s"):
        ask(chat, tmp_path, seconds=0.3)


def test_an_endpoint_that_is_not_there_gives_no_opinion(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        where = Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "m")
        with pytest.raises(NoOpinion, match="cannot be reached"):
            opinion(where, "?", ["a"], "b", folder=tmp_path)
