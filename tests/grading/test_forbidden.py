import ast

import pytest

from aigc_quiz.grading.forbidden import uses

NAMES = (
    "torch.softmax",
    "torch.nn.functional.softmax",
    "torch.Tensor.softmax",
    "torch.nn.LayerNorm",
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import torch\ny = torch.softmax(x, -1)", "torch.softmax"),
        ("import torch as t\ny = t.softmax(x, -1)", "torch.softmax"),
        ("from torch import softmax\ny = softmax(x)", "torch.softmax"),
        ("from torch import softmax as s\ny = s(x)", "torch.softmax"),
        ("import torch.nn.functional as F\ny = F.softmax(x)", "torch.nn.functional.softmax"),
        ("from torch.nn import functional\ny = functional.softmax(x)", "torch.nn.functional.softmax"),
        ("from torch.nn.functional import *\ny = softmax(x)", "torch.nn.functional.softmax"),
        ("import torch\nF = torch.nn.functional\ng = F\ny = g.softmax(x)", "torch.nn.functional.softmax"),
        ("import torch\ny = getattr(torch, 'soft' + 'max')(x)", "torch.softmax"),
        ("import importlib\nm = importlib.import_module('torch.nn.functional')\ny = m.softmax(x)", "torch.nn.functional.softmax"),
        ("y = __import__('torch').nn.functional.softmax(x)", "torch.nn.functional.softmax"),
        ("def f(x):\n    return x.softmax(-1)", "torch.Tensor.softmax"),
        ("from torch import nn\nclass A(nn.LayerNorm):\n    pass", "torch.nn.LayerNorm"),
        ("import torch.nn as nn\nnorm = nn.LayerNorm(3)", "torch.nn.LayerNorm"),
    ],
)  # fmt: skip
def test_a_forbidden_name_is_found_however_it_is_spelled(text, name):
    found = uses(ast.parse(text), NAMES)

    assert [name] == sorted({one for one, _ in found})
    assert len(text.splitlines()) - 1 <= found[-1][1] <= len(text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "def softmax(x):\n    return x.exp()\ny = softmax(x)",
        "'torch.softmax'  # torch.softmax",
        "import torch\ny = torch.log_softmax(x)",
        "import torch\nif __name__ == '__main__':\n    print(torch.softmax(x))",
        "import mine as torch\ny = torch.softmax(x)",
    ],
)
def test_what_is_not_a_use_is_not_found(text):
    assert uses(ast.parse(text), NAMES) == []
