"""Where the second opinion comes from: `--judge` and the environment become an address, a model and a key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aigc_quiz.errors import QuizError

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint. `key` may be empty and is never shown."""

    url: str  # of `.../chat/completions`
    model: str
    key: str = field(default="", repr=False)


def endpoint(wanted: str, environment: Mapping[str, str] = os.environ) -> Endpoint:
    """The endpoint that `MODEL`, `URL` or `MODEL@URL` names.

    A part that is not given comes from AIGC_QUIZ_JUDGE_MODEL or AIGC_QUIZ_JUDGE_URL; without an
    address it is OpenAI's. The key is AIGC_QUIZ_JUDGE_KEY, else OPENAI_API_KEY, which is sent over
    https only.

    Raises:
        QuizError: no model is named, or the address is none.
    """
    wanted = wanted.strip()
    if wanted.startswith(("http://", "https://")):
        model, url = "", wanted
    else:
        model, _, url = wanted.partition("@")
    model = model or environment.get("AIGC_QUIZ_JUDGE_MODEL", "")
    url = (url or environment.get("AIGC_QUIZ_JUDGE_URL", "") or OPENAI).rstrip("/")
    if not model:
        raise QuizError(
            "--judge: no model is named; write --judge MODEL@URL, or set AIGC_QUIZ_JUDGE_MODEL"
        )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in url):
        raise QuizError(
            f"--judge: {url!r} is no address; write one such as http://localhost:11434/v1"
        )
    key = environment.get("AIGC_QUIZ_JUDGE_KEY", "")
    if not key and parts.scheme == "https":
        key = environment.get("OPENAI_API_KEY", "")
    if not (key.isascii() and key.isprintable()):
        raise QuizError(
            "--judge: the key holds characters that no key has; set AIGC_QUIZ_JUDGE_KEY"
        )
    if not url.endswith("/chat/completions"):
        url += "/chat/completions"
    return Endpoint(url, model, key)
