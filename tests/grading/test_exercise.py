import sys

import pytest

from aigc_quiz.errors import GraderFault, QuizError
from aigc_quiz.grading import exercise


@pytest.fixture
def known(make_exercise):
    return (
        make_exercise(slug="affine", names=("affine",)),
        make_exercise(slug="both", names=("affine", "Net")),
        make_exercise(slug="twin", names=("twin",)),
        make_exercise(slug="twin_two", names=("twin",)),
    )


def source(tmp_path, text):
    file = tmp_path / "我的 file.py"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return exercise.read(file)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("# aigc-quiz: both\n", "both"),
        ("#!/usr/bin/python\n#aigc-quiz:both\nx = 1\n", "both"),
        ("# aigc-quiz: both\nnot python at all (", "both"),
        ("def affine(x, y): ...\n", "affine"),
        ("def affine(x, y): ...\nclass Net: ...\n", "both"),
        ("affine = lambda x, y: x\n", "affine"),
        (b"\xef\xbb\xbf# aigc-quiz: both\r\ndef f():\r\n    pass\r\n", "both"),
    ],
)
def test_the_exercise_is_found_by_the_marker_else_by_the_names(tmp_path, known, text, slug):
    assert slug == exercise.of(source(tmp_path, text), known).slug


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# aigc-quiz: afine\n", "no exercise is called afine; did you mean affine?"),
        ("# aigc-quiz: af\n", "no exercise is called af; did you mean affine?"),
        ("x = 1\n", "fits no exercise by the names it defines; add --exercise SLUG"),
        ("def twin(): ...\n", "fits twin, twin_two by the names"),
        ("def affine(:\n", "fits no exercise"),
        ("", "fits no exercise"),
    ],
)
def test_a_file_that_fits_no_exercise_is_told_what_to_do(tmp_path, known, text, message):
    with pytest.raises(QuizError, match=r"^[^\n]*$") as fault:
        exercise.of(source(tmp_path, text), known)

    assert message in str(fault.value)


def test_an_unreadable_file_is_named_with_its_reason(tmp_path):
    with pytest.raises(QuizError, match="no such file"):
        exercise.read(tmp_path / "nothing.py")
    with pytest.raises(QuizError, match="is a folder"):
        exercise.read(tmp_path)
    with pytest.raises(QuizError, match=r":2: is not UTF-8"):
        source(tmp_path, b"# ok\n# \xff\n")
    with pytest.raises(QuizError, match="larger than 1024 KiB"):
        source(tmp_path, b"#" * (2 << 20))


def test_a_files_own_code_is_never_run(tmp_path, known):
    text = "import sys\nsys.modules['was_run'] = sys\ndef affine(x, y): ...\n"

    assert exercise.of(source(tmp_path, text), known).slug == "affine"
    assert "was_run" not in sys.modules


def test_a_grader_may_import_its_neighbours(tmp_path, make_exercise):
    text = "from . import near\n\ndef grade(submission):\n    yield near.NUMBER\n"
    made = make_exercise(tmp_path / "one", slug="neighbours", grader=text)
    (tmp_path / "one" / "near.py").write_text("NUMBER = 7\n")

    assert list(exercise.grader(made)(None)) == [7]


@pytest.mark.parametrize("text", ["def grade(:\n", "raise OSError('x')\n", "x = 1\n"])
def test_a_broken_grader_is_our_own_fault(tmp_path, make_exercise, text):
    with pytest.raises(GraderFault, match=r"grader\.py: "):
        exercise.grader(make_exercise(tmp_path / "two", slug="broken", grader=text))


def test_a_missing_grader_is_our_own_fault(tmp_path, make_exercise):
    with pytest.raises(GraderFault, match="no grader"):
        exercise.grader(make_exercise(tmp_path / "three", slug="gone"))
