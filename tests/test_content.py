import pytest

from aigc_quiz import content
from aigc_quiz.errors import QuizError

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG", "AIGC_QUIZ_LANG")


@pytest.fixture
def environment(monkeypatch):
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_content_lies_beside_or_inside_the_package():
    assert (content.questions_dir() / "coding").is_dir()
    assert (content.solutions_dir() / "gan_cartoon.py").is_file()


def test_home_is_moved_by_its_variable(environment, tmp_path):
    environment.setenv("AIGC_QUIZ_HOME", str(tmp_path / "我的 数据"))

    assert content.home() == tmp_path / "我的 数据"


def test_home_is_in_the_users_data_folder_by_default(environment):
    environment.delenv("AIGC_QUIZ_HOME", raising=False)

    assert content.home().name == "aigc-quiz"


@pytest.mark.parametrize(
    ("option", "variables", "language"),
    [
        ("zh", {"AIGC_QUIZ_LANG": "en"}, "zh"),
        ("zh-CN", {}, "zh"),
        (None, {"AIGC_QUIZ_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_language_is_the_option_then_the_variable_then_the_locale(
    environment, option, variables, language
):
    for name, value in variables.items():
        environment.setenv(name, value)

    assert content.language(option) == language


@pytest.mark.parametrize(("option", "variable"), [("fr", "zh"), (None, "fr")])
def test_an_unknown_language_is_a_clear_fault(environment, option, variable):
    environment.setenv("AIGC_QUIZ_LANG", variable)

    with pytest.raises(QuizError, match="unknown language 'fr'; use zh or en"):
        content.language(option)
