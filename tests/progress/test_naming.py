from aigc_quiz.content import questions_dir
from aigc_quiz.progress.naming import own, prefix


def test_the_shipped_bank_has_no_prefix():
    assert prefix(None) == prefix(questions_dir()) == ""


def test_folders_of_one_name_in_two_places_differ(tmp_path):
    one, two = prefix(tmp_path / "a" / "questions"), prefix(tmp_path / "b" / "questions")

    assert one != two
    assert one.startswith("questions-")
    assert one == prefix(tmp_path / "b" / ".." / "a" / "questions")


def test_a_bank_knows_its_own_questions_only():
    assert own("gan-loss", "") == "gan-loss"
    assert own("mine-1/gan-loss", "mine-1/") == "gan-loss"
    assert own("mine-1/gan-loss", "") is None
    assert own("gan-loss", "mine-1/") is None
    assert own("mine-2/gan-loss", "mine-1/") is None
