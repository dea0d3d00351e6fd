"""Where namespaces are refused, as in many containers, grading takes the next tier and says so."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from aigc_quiz.content import solutions_dir
from aigc_quiz.grading.jail import tier

SOLUTION = solutions_dir() / "scaled_dot_product_attention.py"
NO_NAMESPACES = (
    "echo 0 > /proc/sys/user/max_user_namespaces && "
    'exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"'
)
CONTAINER = ["unshare", "--user", "--map-root-user", "sh", "-c", NO_NAMESPACES, "sh"]

pytestmark = pytest.mark.skipif(
    not next(one for one in tier.reasons() if one.tier == "kernel").available,
    reason="no Landlock and seccomp here",
)


def quiz(home, *arguments, before=(), path=""):
    return subprocess.run(
        [*before, sys.executable, "-m", "aigc_quiz", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "AIGC_QUIZ_LANG": "en", "AIGC_QUIZ_HOME": str(home), **path},
        check=False,
    )


@pytest.fixture(params=["a container", "a bwrap that is refused", "no bwrap"])
def refused(request, tmp_path):
    """(command, environment, the reason that is told) of a machine without namespaces."""
    if request.param == "a container":
        possible = shutil.which("unshare") and shutil.which("setpriv") and shutil.which("bwrap")
        if not possible or subprocess.run([*CONTAINER, "true"], check=False).returncode != 0:
            pytest.skip("such a container cannot be made here")
        return CONTAINER, {}, "bwrap is refused: bwrap: "
    (tmp_path / "bin").mkdir()
    if request.param == "no bwrap":
        return [], {"PATH": str(tmp_path / "bin")}, "bubblewrap (bwrap) is not installed"
    bwrap = tmp_path / "bin" / "bwrap"
    bwrap.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
    )
    bwrap.chmod(0o755)
    told = "bwrap is refused: bwrap: No permissions to create new namespace"
    return [], {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}, told


def test_without_namespaces_the_next_tier_is_taken_and_told(refused, tmp_path):
    command, path, why = refused

    done = quiz(tmp_path, "grade", SOLUTION, "--json", before=command, path=path)
    strict = quiz(tmp_path, "grade", SOLUTION, "--isolation", "strict", before=command, path=path)
    doctor = quiz(tmp_path, "doctor", before=command, path=path)

    told = json.loads(done.stdout)
    assert (told["outcome"], told["isolation"], done.stderr) == ("passed", "kernel", "")
    assert (strict.returncode, strict.stdout) == (3, "")
    assert strict.stderr.startswith(f"aigc-quiz: --isolation strict: {why}")
    assert strict.stderr.count("\n") == 1
    assert f"- namespace: {why}" in doctor.stdout
    assert "isolation: kernel" in doctor.stdout
