import math

import pytest
import torch

from aigc_quiz.bank.question import Text
from aigc_quiz.grading import Opaque, close, expect, first_fault, matches, parts

WANT = torch.tensor([[1.0, -2.0], [3.0, 4.0]])
HINT = Text("提示", "a hint")


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e3])
def test_rounding_passes_and_a_percent_too_much_fails_at_every_scale(dtype, scale):
    want = (torch.randn(200, dtype=torch.float64) * scale).to(dtype)
    rounded = want.clone()
    rounded[0] = torch.nextafter(want, want * 2)[0] if dtype != torch.float16 else want[0]

    assert close("values", rounded, want).passed
    assert not close("values", want * 1.1, want).passed


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (torch.zeros(2, 2), "worst at [1, 1]: expected 4, got 0"),
        (WANT * math.nan, "expected 1, got nan"),
        (WANT.double(), "expected dtype torch.float32, got torch.float64"),
        (WANT.long(), "got torch.int64"),
        (WANT[:1], "expected shape (2, 2), got (1, 2)"),
        (WANT.mean(), "expected shape (2, 2), got ()"),
        (WANT[:0], "got (0, 2)"),
        (None, "expected a tensor of shape (2, 2), got None"),
        (True, "got True"),
        ([[1.0, -2.0], [3.0, 4.0]], "got [[1.0, -2.0], [3.0, 4.0]]"),
        (Opaque("submission.Equal"), "got submission.Equal"),
        (WANT + torch.tensor([[0, 0], [0, 1.0]]), "1/4 values differ; the worst at [1, 1]"),
    ],
)
def test_what_is_not_right_fails_and_says_what_came_and_what_was_expected(got, message):
    check = close("values", got, WANT, hint=HINT)

    assert not check.passed
    assert message in check.message.en
    assert check.message.en.endswith(". a hint")


def test_zeros_pass_only_where_zeros_are_expected():
    assert close("zero", torch.full((3,), 1e-9), torch.zeros(3)).passed
    assert not close("zero", torch.full((3,), 1e-3), torch.zeros(3)).passed
    assert not close("tiny", torch.zeros(3), torch.full((3,), 1e-12)).passed


def test_expected_infinities_and_nan_must_stand_in_their_places():
    want = torch.tensor([-math.inf, 1.0, math.nan])

    assert close("masked", want.clone(), want).passed
    assert not close("masked", torch.tensor([math.inf, 1.0, math.nan]), want).passed
    assert not close("masked", torch.tensor([-1e30, 1.0, math.nan]), want).passed
    assert not close("masked", torch.tensor([-math.inf, math.inf, math.nan]), want).passed


@pytest.mark.parametrize(
    ("got", "want", "passed"),
    [
        (1, 1, True),
        (True, 1, False),
        (1, True, False),
        (1.0, 1, False),
        (1, 1.0, True),
        (True, 1.0, False),
        (torch.tensor(1.0), 1.0, True),
        (torch.tensor([1.0]), 1.0, False),
        (math.nan, 1.0, False),
        (math.inf, math.inf, True),
        ("a", "a", True),
        ([1, 2], [1, 2], True),
        ((1, 2), [1, 2], True),
        ([1, 2, 3], [1, 2], False),
        ([1, 3], [1, 2], False),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0, "b": 1}, {"a": 1.0}, False),
        ({"a": 2.0}, {"a": 1.0}, False),
        (None, None, True),
        (0, None, False),
        (torch.tensor([1, 2]), torch.tensor([1, 2]), True),
        (torch.tensor([1, 3]), torch.tensor([1, 2]), False),
        (torch.tensor([True]), torch.tensor([True]), True),
        (torch.tensor([1]), torch.tensor([True]), False),
    ],
)
def test_plain_values_are_compared_by_type_and_value(got, want, passed):
    assert passed == matches(got, want)


def test_a_known_mistake_is_called_by_its_name():
    mistakes = {
        "same": (WANT.clone(), Text("", "never said, because it is right")),
        "other_shape": (torch.ones(3), Text("", "no")),
        "doubled": (2 * WANT, Text("多乘了 2", "you doubled it")),
    }

    check = close("values", 2 * WANT, WANT, mistakes=mistakes)
    assert (check.mistake, check.message.en) == ("doubled", "you doubled it")
    assert close("values", WANT, WANT, mistakes=mistakes).passed
    assert close("values", 3 * WANT, WANT, mistakes=mistakes).mistake == ""


def test_advice_has_no_points_and_expect_speaks_only_when_it_fails():
    assert expect("a", condition=False, message=HINT, advice=True).points == 0
    assert expect("a", condition=True, message=HINT).message.en == ""
    assert expect("a", condition=False, message=HINT).message.en == "a hint"


def test_first_fault_is_the_first_failed_check_else_the_last():
    good, bad = (
        expect("g", condition=True, message=HINT),
        expect("b", condition=False, message=HINT),
    )

    assert bad == first_fault([good, bad, good])
    assert good == first_fault([good, good])
    with pytest.raises(ValueError, match="no check"):
        first_fault([])


def test_parts_of_a_claim_of_another_length_are_none():
    assert parts([1, 2], 2) == (1, 2)
    assert parts([1, 2, 3], 2) == (None, None)
    assert parts(Opaque("x"), 2) == (None, None)
