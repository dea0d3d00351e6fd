"""Tests never touch the developer's own history, language or terminal settings."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_surroundings(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIGC_QUIZ_HOME", str(tmp_path_factory.mktemp("home")))
        for name in ("AIGC_QUIZ_LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        yield
