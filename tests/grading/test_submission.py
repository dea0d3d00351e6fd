import pytest

GRADER = '''
import torch
from torch import nn
from aigc_quiz.grading import Handle, Opaque, Text, close, expect, parts

SAY = Text("不对", "not so")
FIXTURE = """
COUNT = []
def probe(net, x):
    COUNT.append(1)
    progress(0.5, "half")
    return {"out": net(x), "count": len(COUNT), "name": submission.__name__}
def make(size):
    return torch.nn.Linear(size, 1), size
"""

def grade(submission):
    told = []
    submission.on_progress(lambda *one: told.append(one))
    x = submission.normal(5, 3)
    net = submission.build("Net", 3)
    weights = {name: submission.normal(*value.shape) for name, value in net.state().items()}
    net.load_state(weights)
    own = nn.Linear(3, 2)
    own.load_state_dict({name.removeprefix("linear."): w for name, w in weights.items()})
    yield close("call", net.call(x), own(x).detach())
    cotangent = submission.normal(5, 2)
    out, (of_x,), named = net.vjp((x,), cotangent)
    x.requires_grad_()
    own(x).backward(cotangent)
    yield close("input_gradient", of_x, x.grad)
    yield close("weight_gradient", named["linear.weight"], own.weight.grad)
    x = x.detach()
    net.train(False)
    yield expect("mode", net.attribute("training") is False, SAY)
    yield expect("deep", net.attribute("linear.in_features") == 3, SAY)
    yield close("method", net.method("double", x), 2 * own(x).detach())
    yield expect("object", net.attribute("linear") == Opaque("torch.nn.modules.linear.Linear"), SAY)
    yield close("kept", net.keep_attribute("linear").call(x), own(x).detach())
    optimizer = submission.keep("optimizer", net)
    yield expect("handle", isinstance(optimizer, Handle), SAY)
    yield close("passed_on", submission.call("apply", net, x), own(x).detach())
    first = submission.run(FIXTURE, "probe", net, x)
    second = submission.run(FIXTURE, "probe", net, x)
    yield close("fixture", first["out"], own(x).detach())
    yield expect("state", (first["count"], second["count"]) == (1, 2), SAY)
    yield expect("module", first["name"] == "submission", SAY)
    yield expect("told", told == [(0.5, "half", None)] * 2, SAY)
    linear, size = submission.run(FIXTURE, "make", 3, keep=True)
    yield close("both_kept", linear.attribute("in_features"), 3)
    submission.seed(5)
    drawn = submission.call("noise", 4)
    yield close("seeded", drawn, torch.randn(4, generator=torch.Generator().manual_seed(5)))
    generator = torch.Generator().manual_seed(9)
    want = torch.randn(4, generator=generator.clone_state())
    yield close("generator", submission.call("noise_of", 4, generator), want)
    yield expect("raises", submission.raises("fails", 1) == "KeyError", SAY)
    yield expect("raises_not", submission.raises("noise", 1) is None, SAY)
    submission.call("spoil", x)
    yield expect("spoilt", not submission.inputs_unchanged(), SAY)
    yield close("after", submission.inputs_after()[0], torch.zeros(5, 3))
    submission.forget_peak()
    before = submission.peak_memory()
    submission.call("hungry", 100)
    yield expect("peak", submission.peak_memory() - before > 60 << 20, SAY)
    yield close("types", submission.call("same", [1, (2.5, None), {"a": True, 3: "b"}]), [1, (2.5, None), {"a": True, 3: "b"}])
    low = submission.normal(4, dtype=torch.bfloat16)
    yield close("bfloat16", submission.call("same", low), low)
    yield expect("uses", [("torch.randn", 14)] == submission.uses(["torch.randn"])[:1], SAY)
    submission.record("medal", "gold")
    submission.show("samples", torch.zeros(2, 3, 4, 4, dtype=torch.uint8))
    with submission.naming("last_words"):
        submission.call("fails", 1)
'''
TEXT = """import torch
class Net(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.linear = torch.nn.Linear(size, 2)
    def forward(self, x):
        return self.linear(x)
    def double(self, x):
        return 2 * self(x)
def optimizer(net):
    return torch.optim.SGD(net.parameters(), lr=0.1)
def apply(net, x):
    return net(x)
def noise(n):  return torch.randn(n)
def noise_of(n, generator):
    return torch.randn(n, generator=generator)
def fails(x):
    return {}[x]
def spoil(x):
    x.zero_()
def hungry(mb):
    return float(torch.ones(mb << 18).sum())
def same(x):
    return x
"""


def test_every_way_to_ask_gives_what_the_submission_has(judge, make_exercise, tmp_path):
    exercise = make_exercise(tmp_path / "all", slug="everything", grader=GRADER, names=("Net",))

    report = judge(TEXT, exercise, isolation="auto")

    assert [check.name for check in report.failed()] == ["last_words"], report.failed()
    assert "mine.py:18: return {}[x]\nKeyError: 1" in report.failed()[0].message.en
    assert report.as_json()["medal"] == "gold"
    assert report.pictures["samples"].shape == (2, 3, 4, 4)


def test_the_same_seed_gives_the_same_report_and_another_seed_other_inputs(judge):
    wrong = "def affine(x, y):\n    return x\n"
    one, two = judge(wrong), judge(wrong)

    assert [check.message for check in one.checks] == [check.message for check in two.checks]
    assert one.seed == 1


def test_forbidden_names_are_refused_by_text_and_at_run_time(judge, make_exercise):
    exercise = make_exercise(forbidden=("torch.add", "torch.Tensor.add"))

    by_text = judge("import torch\ndef affine(x, y):\n    return torch.add(2 * x, y)\n", exercise)
    at_run_time = judge(
        "import torch\nname = ''.join(['a', 'dd'])\n"
        "def affine(x, y):\n"
        "    try:\n        return vars(torch)[name](2 * x, y)\n"
        "    except Exception:\n        return 2 * x + y\n",
        exercise,
    )
    clean = judge("def affine(x, y):\n    return 2 * x + y\n", exercise)

    assert (by_text.outcome, at_run_time.outcome, clean.outcome) == (
        "forbidden",
        "forbidden",
        "passed",
    )
    assert by_text.failed()[0].name == at_run_time.failed()[0].name == "forbidden"
    assert "mine.py:3: torch.add is forbidden" in by_text.failed()[0].message.en


@pytest.mark.parametrize(
    ("grader", "text", "outcome"),
    [
        ("yield close('a', submission.call('affine', 1, 2)[0], 1.0)", "3", "crashed"),
        ("a, b = submission.call('affine', 1, 2)\n    yield close('a', a, 1.0)", "1.0", "crashed"),
    ],
)
def test_an_answer_that_confuses_the_grader_is_the_submissions_fault(
    judge, make_exercise, tmp_path, monkeypatch, grader, text, outcome
):
    from aigc_quiz.grading import exercise as exercises

    made = make_exercise(
        tmp_path / "unpack",
        slug="unpack",
        grader=f"from aigc_quiz.grading import close\n\ndef grade(submission):\n    {grader}\n",
    )
    solution = tmp_path / "unpack.py"
    solution.write_text("def affine(x, y):\n    return [1.0, 2.0]\n")
    monkeypatch.setattr(exercises, "solution_path", lambda _: solution)

    report = judge(f"def affine(x, y):\n    return {text}\n", made)

    assert report.outcome == outcome
    assert "what it returned cannot be used" in report.failed()[0].message.en
