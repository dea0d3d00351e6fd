import pytest

from aigc_quiz.grading import shams, sweep

SOLUTION = "import torch\ndef affine(x, y):\n    return 2 * x + y\n"
HEAD = "# aigc-quiz: tiny\n# fails: {}\n# what: a test\n"
WRONG = {
    "swapped": ("values", "def affine(x, y):\n    return x + 2 * y\n"),
    "detached": ("gradient", "def affine(x, y):\n    return (2 * x + y).detach()\n"),
    "in_place": ("inputs_unchanged", "def affine(x, y):\n    y = y.mul_(1.0) if y.requires_grad else y.zero_()\n    return 2 * x + y\n"),
    "raises": ("runs", "def affine(x, y):\n    raise ValueError\n"),
    "right": ("values", SOLUTION),
    "elsewhere": ("gradient", "def affine(x, y):\n    raise ValueError\n"),
    "nameless": ("", "def affine(x, y):\n    return x\n"),
    "long": ("values\n# stage: training", SOLUTION),
}  # fmt: skip


@pytest.fixture
def tiny(tmp_path, make_exercise, affine, monkeypatch):
    folder = tmp_path / "tiny"
    made = make_exercise(folder, slug="tiny", grader=(affine.folder / "grader.py").read_text())
    (folder / "mistakes").mkdir()
    (folder / "variants").mkdir()
    (folder / "starter.py").write_text("def affine(x, y):\n    raise NotImplementedError\n")
    (folder / "variants" / "other.py").write_text("def affine(x, y):\n    return x + x + y\n")
    for name, (fails, text) in WRONG.items():
        head = HEAD.format(fails) if fails else "# aigc-quiz: tiny\n"
        (folder / "mistakes" / f"{name}.py").write_text(head + text)
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / "tiny.py").write_text(SOLUTION)
    monkeypatch.setattr(sweep.content, "solutions_dir", lambda: solutions)
    return made


def test_a_sweep_tells_sound_programs_from_unsound_ones(tiny):
    lines = list(sweep.sweep([tiny], isolation="none", quick=True))

    told = {(line.kind, line.file): line.message for line in lines}
    assert {key: message for key, message in told.items() if message} == {
        ("variant", ""): "1 variants; at least 2 are needed",
        ("mistake", "right.py"): "must fail, but passed",
        ("mistake", "elsewhere.py"): "must fail at gradient, but failed at runs",
        ("mistake", "nameless.py"): "has no line `# fails: NAME OF THE CHECK`",
    }
    assert ("mistake", "long.py") not in told
    assert [line.file for line in lines if line.kind == "sham"] == list(shams.KINDS)
    assert all(line.ok == (not line.message) for line in lines)
    faults = {line.file: line.fault for line in lines if not line.ok}
    (right,) = (line for line in lines if line.file == "right.py")
    assert faults[""] == "tiny: variant : 1 variants; at least 2 are needed"
    assert faults["right.py"] == (
        f"tiny: mistake right.py: must fail, but passed (--seed {right.report.seed})"
    )


def test_a_wrong_solution_and_a_lax_grader_are_found(tiny, monkeypatch):
    (sweep.content.solutions_dir() / "tiny.py").write_text("def affine(x, y):\n    return x\n")
    (tiny.folder / "mistakes").rename(tiny.folder / "nothing")

    told = {(one.kind, one.file): one.message for one in sweep.sweep([tiny], isolation="none")}

    assert told["solution", "tiny.py"].startswith("must pass, but failed at values: 12/12 values")
    assert told["mistake", ""] == "0 mistakes; at least 6 are needed"


def test_shams_keep_names_shapes_and_types_and_change_nothing():
    import torch

    text = (
        "import torch\n"
        "def two(x):\n    x += 1\n    return x * 2, [1.5, 'a', True, 3]\n"
        "class Net(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.w = torch.nn.Parameter(torch.ones(2))\n"
        "    def forward(self, x):\n        self.w.data += 1\n        return self.w * x\n"
    )
    made = {}
    for sham in shams.shams(text, ["two", "Net"]):
        made[sham.kind] = {}
        exec(sham.text, made[sham.kind])
    x = torch.ones(2)

    out, rest = made["zeros"]["two"](x)
    assert torch.equal(out, torch.zeros(2))
    assert rest == [0.0, "", False, 0]
    assert torch.equal(made["constant"]["two"](x)[0], torch.ones(2))
    assert made["input"]["two"](x) is x
    net = made["zeros"]["Net"]()
    assert torch.equal(net(x), torch.zeros(2))
    assert torch.equal(net.w, torch.ones(2))
    assert torch.equal(x, torch.ones(2))
    with pytest.raises(RuntimeError, match="sham"):
        made["raise"]["two"](x)
