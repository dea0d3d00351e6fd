import copy
import json

import pytest

from aigc_quiz.bank.loader import read_bank

COMMON = {
    "difficulty": 2,
    "frequency": 4,
    "title": {"zh": "标题", "en": "A title"},
    "stem": {"zh": "下面哪句话对 64 位 $x^2$ 成立？", "en": "Which one holds for 64-bit $x^2$?"},
    "hints": [{"zh": "想一想定义。", "en": "Recall the definition."}],
    "references": [
        {"title": "Generative Adversarial Networks", "year": 2014, "arxiv": "1406.2661"}
    ],
    "tags": ["gan", "code_style"],
    "volatility": "stable",
    "reviewed": "2026-11-01",
    "proof": "assert key\n",
}


def option(number, *, correct=False):
    words = ["alpha beta", "gamma delta", "sigma kappa", "omega theta"][number]
    made = {
        "zh": f"说法甲乙丙丁{'子丑寅卯'[number]}",
        "en": words,
        "why": {"zh": f"理由{'子丑寅卯'[number]}", "en": f"because of {words}"},
    }
    return made | ({"correct": True} if correct else {"misconception": f"mix-up-{number}"})


def judged(*, right):
    options = [{"zh": "正确", "en": "True"}, {"zh": "错误", "en": "False"}]
    for number, made in enumerate(options):
        made |= {"why": {"zh": f"因为{made['zh']}", "en": f"it is {made['en']}"}}
        made |= {"correct": True} if (number == 0) == right else {"misconception": "other-way"}
    return options


def short():
    phrases = ("one", "two", "three")
    return {
        "key_points": [
            {"zh": f"要点{han}", "en": word, "any_of": {"zh": [han], "en": [word]}, "weight": 2}
            for han, word in zip("甲乙丙", phrases, strict=True)
        ],
        "none_of": [
            {
                "misconception": "four-is-one",
                "any_of": {"zh": ["丁"], "en": ["four"]},
                "why": {"zh": "丁不是甲", "en": "four is not one"},
            }
        ],
        "model_answer": {"zh": "甲、乙和丙。", "en": "One, two and three."},
        "cases": [
            {"lang": "zh", "answer": "只有甲", "min": 0.2, "max": 0.5},
            {"lang": "en", "answer": "four", "min": 0, "max": 0.1},
            {"lang": "en", "answer": "three, then two, then one", "min": 0.9, "max": 1},
        ],
    }


def numeric():
    stem = {"zh": "{{layers}} 层，每层 2 个矩阵。", "en": "{{layers}} layers of 2 matrices each."}
    return {
        "stem": stem,
        "answer": 64,
        "unit": "",
        "tolerance": 0.01,
        "variables": {"layers": [32, 48]},
        "formula": "2 * layers",
        "errors": [
            {
                "formula": "layers",
                "misconception": "one-matrix",
                "why": {"zh": "少算了一半", "en": "half is missing"},
            }
        ],
    }


def made(type_):
    of_type = {
        "single": lambda: {"options": [option(n, correct=n == 1) for n in range(4)]},
        "multi": lambda: {"options": [option(n, correct=n < 2) for n in range(4)]},
        "true_false": lambda: {"options": judged(right=True)},
        "fill": lambda: {"accept": {"zh": ["散度", "KL"], "en": ["divergence", "KL"]}},
        "numeric": numeric,
        "short": short,
    }[type_]()
    name = type_.replace("_", "-")
    explanation = {"zh": f"解释：{type_} 题。", "en": f"Why: a {type_} question."}
    return {"id": f"a-{name}", "type": type_, "explanation": explanation, **COMMON, **of_type}


def exercise():
    common = copy.deepcopy(COMMON)
    common.pop("stem")
    common.pop("proof")
    return {
        **common,
        "topic": "gan",
        "statement": {"zh": "写出函数 `f(x)`。", "en": "Write `f(x)`."},
        "formula": "f(x) = x",
        "example": "f(1)  # 1",
        "hints": [{"zh": f"提示{n}", "en": f"hint {n}"} for n in (1, 2, 3)],
        "names": ["f"],
        "limits": {"seconds": 10, "memory_mb": 500},
    }


def exercise_files(slug):
    marker = f"# aigc-quiz: {slug}\n"
    names = ("starter", "grader", "variants/a", "variants/b")
    right = {f"coding/{slug}/{name}.py": marker for name in names}
    wrong = {f"coding/{slug}/mistakes/m{n}.py": f"{marker}# fails: values\n" for n in range(6)}
    return {f"coding/{slug}/exercise.yaml": exercise(), **right, **wrong}


TYPES = ("single", "multi", "true_false", "fill", "numeric", "short")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("AIGC_QUIZ_HOME", str(folder))
    return folder


@pytest.fixture
def record():
    """Makes a valid record of a type, as a plain dict that a test may break."""
    return lambda type_: copy.deepcopy(made(type_))


@pytest.fixture
def valid_exercise():
    return exercise()


@pytest.fixture
def files_of_exercise():
    """Makes the files, by path, of a valid exercise with a slug."""
    return exercise_files


@pytest.fixture
def write(tmp_path):
    """Writes files, by path, into a bank whose folder has a space and Chinese in its name."""
    folder = tmp_path / "我的 bank"
    folder.mkdir()

    def write(files):
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                file.write_bytes(content)
            elif isinstance(content, str):
                file.write_text(content, encoding="utf-8")
            else:  # JSON is YAML
                file.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        return folder

    return write


@pytest.fixture
def bank_of(write):
    """Reads the bank of files, by path, in which the loader finds no fault."""

    def bank_of(files):
        reading = read_bank(write(files))
        assert reading.faults == ()
        return reading.bank

    return bank_of
