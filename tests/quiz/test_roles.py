import pytest

from aigc_quiz.quiz.roles import elsewhere, roles

PTQ, QAT, BOTH = roles(
    [
        ("ptq 不训练", "ptq does no training"),
        ("qat 插入伪量化", "qat inserts fake quantisation"),
        ("比较 qat 与 ptq", "qat costs more than ptq"),
    ]
)


def test_a_claim_of_the_other_thing_is_elsewhere():
    assert elsewhere("ptq inserts fake quantisation", 12, QAT)
    assert elsewhere("训练后量化插入伪量化", 8, QAT)


@pytest.mark.parametrize(
    ("clause", "place"),
    [
        ("qat inserts fake quantisation", 12),
        ("it inserts fake quantisation", 11),
        ("unlike ptq qat inserts fake quantisation", 24),
        ("fake quantisation is what ptq lacks", 0),
    ],
)
def test_a_claim_of_the_thing_itself_or_of_none_is_not(clause, place):
    assert not elsewhere(clause, place, QAT)


def test_a_point_about_both_may_be_said_of_either():
    assert not elsewhere("ptq is cheap", 7, BOTH)
    assert not elsewhere("qat is dear", 7, BOTH)


def test_nothing_is_compared_where_all_points_are_about_one_thing():
    assert roles([("ptq 快", "ptq is fast"), ("ptq 省", "ptq is cheap")]) == ((), ())
