import re
import subprocess
import sys

import pytest

from aigc_quiz.cli.app import run

RECORD = """\
- id: gan-loss
  type: fill
  difficulty: 2
  title: {zh: 损失, en: The loss}
  stem: {zh: 这叫什么？, en: What is it called?}
  accept: {zh: [交叉熵], en: [cross entropy]}
  explanation: {zh: 解释一下。, en: Why it is so.}
  references:
    - {title: GAN, year: 2014, arxiv: "1406.2661"}
  tags: [gan]
  volatility: stable
  reviewed: 2026-11-01
"""


@pytest.fixture
def bank(tmp_path):
    folder = tmp_path / "我的 bank" / "definitions"
    folder.mkdir(parents=True)
    (folder / "gan.yaml").write_text(RECORD, encoding="utf-8")
    return folder.parent


def check(capsys, *arguments):
    code = run(["check", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err.splitlines()


def test_a_sound_bank_passes(bank, capsys):
    assert check(capsys, bank, "--lang", "en") == (
        0,
        ["1 questions, 0 exercises: 0 faults, 0 warnings"],
        [],
    )
    assert check(capsys, bank, "--lang", "zh")[1] == ["1 道题，0 道练习：0 处错误，0 处提醒"]


def test_a_broken_rule_is_one_line_and_exit_1(bank, capsys):
    file = bank / "definitions/gan.yaml"
    file.write_text(RECORD.replace("year: 2014", "year: 2018"), encoding="utf-8")

    code, out, err = check(capsys, bank, "--lang", "en")

    assert code == 1
    assert out == [
        "我的 bank/definitions/gan.yaml:1: gan-loss: reference 'GAN': year 2018 does not fit arXiv"
        " 1406.2661, posted in 2014; write 2014 or 2015, or cite a later edition by its doi or url",
        "1 questions, 0 exercises: 1 faults, 0 warnings",
    ]
    assert err == []


def test_a_missing_translation_is_a_broken_rule_and_the_rest_is_still_checked(bank, capsys):
    torn = RECORD.replace("{zh: 损失, en: The loss}", "{zh: 损失}").replace("gan-loss", "torn")
    old = RECORD.replace("2026-11-01", "2020-01-01").replace("解释", "另解").replace("Why", "How")
    (bank / "definitions/gan.yaml").write_text(torn + old, encoding="utf-8")

    code, out, _ = check(capsys, bank, "--lang", "en")

    assert code == 1
    assert out[0].endswith("gan.yaml:4: torn: title.en is missing; add it")
    assert re.search(r"gan.yaml:13: gan-loss: was reviewed \d+ days ago", out[1])
    assert len(out) == 3


def test_rules_of_marking_are_among_them(bank, capsys):
    file = bank / "definitions/gan.yaml"
    file.write_text(RECORD.replace("[cross entropy]", '["?"]'), encoding="utf-8")

    code, out, _ = check(capsys, bank, "--lang", "en")

    assert code == 1
    assert "gan-loss: accepts '?' but marks it wrong" in out[0]


@pytest.mark.parametrize(
    "content",
    [
        "标题".encode("gbk"),
        b"- id: a\n  id: b\n",
        b"- [",
        b"- id: &a x\n",
        RECORD.replace("[gan]", "gan").encode(),
        b"",
    ],
)
def test_what_cannot_be_read_is_exit_2_with_its_line_on_stderr(content, bank, capsys):
    (bank / "definitions/vae.yaml").write_bytes(content)

    code, _, err = check(capsys, bank)

    assert code == 2
    assert "我的 bank/definitions/vae.yaml" in err[0]


@pytest.mark.parametrize("name", ["", "nothing-here"])
def test_a_folder_without_questions_is_exit_2(name, tmp_path, capsys):
    code, out, err = check(capsys, tmp_path / name)

    assert (code, out, len(err)) == (2, [], 1)


def test_a_topic_alone_is_reported_on(bank, capsys):
    (bank / "definitions/vae.yaml").write_text(
        RECORD.replace("gan-loss", "vae-loss")
        .replace("year: 2014", "year: 2018")
        .replace("解释", "另解")
        .replace("Why", "How"),
        encoding="utf-8",
    )

    assert check(capsys, bank, "--topic", "gan")[0] == 0
    assert check(capsys, bank, "--topic", "vae")[0] == 1
    code, _, err = check(capsys, bank, "--topic", "gam")
    assert (code, err) == (2, ["aigc-quiz: --topic: there is no topic 'gam'; did you mean gan?"])


def test_a_foreign_bank_is_data_and_nothing_in_it_runs(bank, tmp_path, capsys):
    trace = tmp_path / "trace"
    proof = f"  proof: open({str(trace)!r}, 'w')\n"
    (bank / "definitions/gan.yaml").write_text(RECORD + proof, encoding="utf-8")

    assert check(capsys, bank)[0] == 0
    code, _, err = check(capsys, bank, "--exercises")
    assert code == 2
    assert err == [
        "aigc-quiz: --exercises runs code, so it takes the shipped bank only; leave DIR out"
    ]
    assert not trace.exists()


def test_the_index_is_written_only_when_all_is_well(bank, capsys):
    assert check(capsys, bank, "--write-index")[0] == 0
    page = (bank / "README.md").read_text("utf-8")
    assert "- `gan-loss` 损失 · The loss (fill, 2/5)" in page

    (bank / "README.md").unlink()
    (bank / "definitions/gan.yaml").write_text(RECORD.replace("2014", "2018"), encoding="utf-8")
    assert check(capsys, bank, "--write-index")[0] == 1
    assert not (bank / "README.md").exists()


def test_statistics_are_printed_when_asked(bank, capsys):
    _, out, _ = check(capsys, bank, "--stats", "--lang", "en")

    assert out[:4] == [
        "records: 1 questions, 0 exercises",
        "topics:",
        "  definitions:   1",
        "    gan   1",
    ]
    assert "  fill          1 100% (7%)" in out
    assert "  near-duplicates: 0" in out
    _, out, _ = check(capsys, bank, "--stats", "--lang", "zh")
    assert out[0] == "记录：1 道题，0 道练习"


def test_a_template_that_is_filled_in_passes(bank, capsys):
    assert run(["check", "--template", "fill", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "then run aigc-quiz check --topic <topic>" in said.err
    file = bank / "definitions/gan.yaml"
    file.write_text(RECORD + said.out, encoding="utf-8")

    code, out, _ = check(capsys, bank, "--lang", "en")
    assert code == 1
    assert out[0] == "我的 bank/definitions/gan.yaml:14: record 2: id is empty; fill it in"
    assert len(out) == 15

    text = file.read_text("utf-8")
    for blank, filled in {
        "- id:  ": "- id: kl ",
        "  difficulty:  ": "  difficulty: 2 ",
        "    zh:\n    en:\n": "    zh: 散度\n    en: A divergence\n",
        "    zh: []\n    en: []\n": "    zh: [KL]\n    en: [KL]\n",
        "    - title:\n      year:\n": "    - title: A paper\n      year: 2015\n",
        "      arxiv:  ": '      arxiv: "1503.00002" ',
        "  tags: []": "  tags: [kl]",
    }.items():
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    for said_zh, said_en in (("叫什么散度？", "Which divergence?"), ("它的名字。", "Its name.")):
        text = re.sub(
            r"    zh: \|[^\n]*\n    en: \|\n",
            f"    zh: {said_zh}\n    en: {said_en}\n",
            text,
            count=1,
        )
    file.write_text(text, encoding="utf-8")

    assert check(capsys, bank, "--lang", "en") == (
        0,
        ["2 questions, 0 exercises: 0 faults, 0 warnings"],
        [],
    )


def test_a_template_of_no_type_names_the_types(capsys):
    assert check(capsys, "--template", "essay") == (
        2,
        [],
        [
            "aigc-quiz: --template: 'essay' is no type; use single, multi, true_false, fill,"
            " numeric, short"
        ],
    )


def test_without_torch_the_rest_is_checked_and_the_user_told(capsys):
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from aigc_quiz.cli.app import run\n"
        "sys.exit(run(['check', '--topic', 'gan', '--lang', 'en']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "proofs were not run" in done.stderr
    assert 'pip install "aigc-quiz[grade]"' in done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"^\d+ questions, \d+ exercises: \d+ faults", done.stdout, re.M)


def test_the_shipped_bank_breaks_no_rule_and_its_proofs_pass():
    command = [sys.executable, "-m", "aigc_quiz", "check", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    faults = [line for line in done.stdout.splitlines() if not line.startswith("warning: ")][:-1]
    assert (done.returncode, faults, done.stderr) == (0, [], "")
