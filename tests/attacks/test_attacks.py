"""Every hostile program gets its true verdict and leaves nothing behind; `harness/` says how.

The quick run grades every attack at the best tier in a forked worker, and a part of them in a cold one, there and
at the other tiers; `-m attacks` runs the whole of them at every tier, both ways, as the current user and as one who
owns nothing, twice.
"""

import os
import pwd

import pytest
from harness import matrix, table
from harness.attack import corpus
from harness.canaries import tells
from harness.house import House, can_stage, places, strong_tiers

ATTACKS = corpus()
PLACES = places()
QUICK = matrix.quick(ATTACKS, PLACES)
CONTROLS = [
    matrix.Case(attack, *PLACES[0], mode="forked", harmless=True) for attack in ATTACKS if PLACES
]
CONTROLS += [  # and everywhere else one that passes
    matrix.Case(attack, *place, harmless=True)
    for attack in ATTACKS
    for place in PLACES[1:]
    if attack.name == "resource_atexit_hangs"
]

pytestmark = pytest.mark.skipif(
    not strong_tiers(), reason="no Landlock and seccomp here: hostile programs are not run"
)


@pytest.fixture(scope="module")
def answers(request):
    items = (item for item in request.session.items if hasattr(item, "callspec"))
    cases = [item.callspec.params["case"] for item in items if "case" in item.callspec.params]
    with matrix.Answers(cases) as made:
        yield made


def verify(case, told):
    attack = case.attack
    outcome = "died" if told.get("died") else told.get("outcome")
    assert outcome in attack.outcomes(case.tier), told
    if outcome == "died":
        return
    assert told["isolation"] == case.tier
    assert told["processes"] == []
    if case.tier == "limits" and attack.escape:  # what is told of a tier must be so as well
        assert outcome == "passed" or told["leaked"] or told["files"]
    else:
        assert (told["leaked"], told["files"]) == ([], [])


@pytest.mark.parametrize("case", QUICK, ids=str)
def test_an_attack_gets_its_true_verdict_and_leaves_nothing(case, answers):
    verify(case, answers.of(case))


@pytest.mark.attacks
@pytest.mark.parametrize("case", matrix.whole(ATTACKS, PLACES), ids=str)
def test_an_attack_gets_the_same_true_verdict_everywhere_and_again(case, answers):
    verify(case, answers.of(case))


@pytest.mark.parametrize("case", CONTROLS, ids=str)
def test_the_same_file_without_its_attack_is_graded_normally(case, answers):
    assert "# attack begin\n" in case.attack.text
    assert "# attack" not in case.attack.harmless
    told = answers.of(case)

    assert told["outcome"] == case.attack.head("control"), told
    assert (told["leaked"], told["processes"], told["files"]) == ([], [], [])


def test_nothing_confined_is_run_within_reach_of_other_peoples_processes():
    job = {"attack": "process_kill_everyone", "tier": "limits"}

    with House("self") as house:
        assert "within reach of kill(-1)" in house.ask(job)["unsafe"]


@pytest.mark.skipif(not can_stage(), reason="no namespaces can be made here")
def test_a_leak_a_file_and_a_death_are_seen_where_nothing_confines():
    """The negative control of this harness: the same eyes that see nothing elsewhere see it here."""
    with House("ordinary") as house:
        told = {
            name: house.ask({"attack": name, "tier": "limits"})
            for name in ("read_diary", "read_grader", "file_write", "process_kill_everyone")
        }

    if os.geteuid() == 0:
        assert told["read_diary"]["user"] not in {0, *(one.pw_uid for one in pwd.getpwall())}
    assert told["read_diary"]["leaked"]
    assert told["read_grader"]["leaked"]
    assert told["file_write"]["files"]
    assert told["process_kill_everyone"] == {"died": True}


@pytest.mark.parametrize(
    ("told", "leaks"),
    [
        ("tensor([ 1.2500, -0.5745])", True),  # as torch prints it
        ("[-0.5744543075561523, 2.0]", True),
        ("x=-0.574454;", True),
        ("[-0.5744999408721924]", False),  # alike in four digits, but it gives sixteen
        ("[0.5744543075561523]", False),
        ("10.5744543075561523 and 0.57", False),
    ],
)
def test_a_number_that_was_kept_back_is_known_by_all_the_digits_that_a_text_gives(told, leaks):
    assert tells(told, -0.5744543075561523) is leaks


def test_every_attack_says_what_it_does_and_what_must_come_of_it():
    for attack in ATTACKS:
        assert attack.head("what"), attack.name
        # The one that only hangs after its right answers may pass.
        passing = {"passed"} if attack.name == "resource_atexit_hangs" else set()
        assert attack.outcomes("kernel") <= OUTCOMES | passing, attack.name
        assert attack.outcomes("limits") <= OUTCOMES | {"passed", "died"}, attack.name
        assert attack.head("control") in {"passed", "failed"}, attack.name


def test_the_table_of_the_document_is_the_corpus():
    text = table.DOCUMENT.read_text(encoding="utf-8")

    assert table.renewed(text) == text, "run python tests/attacks/harness/table.py --write"
    assert table.renewed(text.replace("| `forge_stdout` |", "|")) == text
    assert all(f"| `{attack.name}` |" in text for attack in ATTACKS)


OUTCOMES = {"failed", "crashed", "timed_out", "out_of_memory", "too_much_output", "forbidden"}
