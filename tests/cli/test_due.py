import json
import re

from command import SAMPLE, written


def test_nothing_is_due_before_anything_was_answered(tmp_path):
    assert written(tmp_path, "due", "--lang", "en") == "Nothing is due now.\n"
    assert json.loads(written(tmp_path, "due", "--json"))["due"] == 0


def test_a_wrong_answer_is_due_soon(tmp_path):
    written(tmp_path, "practice", "--bank", str(SAMPLE), "--type", "single", lines=b"zzz\n")
    found = json.loads(written(tmp_path, "due", "--json", "--bank", str(SAMPLE)))

    assert found["due"] == 0
    assert found["next_due"]
    assert found["forecast"][0] == 1
    shown = written(tmp_path, "due", "--lang", "en", "--bank", str(SAMPLE))
    assert re.search(r"Next due in (?:1 min|\d\d s)\.", shown)
