import os
import subprocess
import sys
import time

import pytest

from aigc_quiz.grading.jail import tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def started(code):
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    )
    return process, tree.Tree(process.pid)


def finished(process):
    process.stdout.close()
    process.wait(timeout=10)


def test_a_tree_is_killed_with_its_children_and_nothing_is_left():
    process, grown = started(
        "import subprocess, sys, time\n"
        "for _ in range(3): subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('up', flush=True); time.sleep(60)"
    )
    process.stdout.readline()
    assert grown.use().processes == 4

    grown.kill()

    assert grown.members() == set()
    finished(process)


def test_an_orphan_that_left_the_session_is_found_and_killed():
    tree.adopt_orphans()
    process, grown = started(
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        print(os.getpid(), flush=True); time.sleep(60)\n"
        "    os._exit(0)\n"
        "os.wait(); os._exit(0)"
    )
    orphan = int(process.stdout.readline())
    process.wait()
    assert orphan in tree.children(os.getpid())

    grown.kill()

    assert orphan not in tree.children(os.getpid())
    finished(process)


def test_a_child_of_our_own_is_spared():
    mine = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process, grown = started("import time; time.sleep(60)")
    tree.spare(mine.pid)

    grown.kill()

    assert mine.poll() is None
    mine.kill()
    mine.wait()
    finished(process)


def test_memory_is_seen_from_outside():
    process, grown = started(
        "held = bytearray(200 << 20); held[::4096] = b'x' * len(held[::4096])\n"
        "print('up', flush=True)\nimport time; time.sleep(60)"
    )
    process.stdout.readline()
    for _ in range(50):
        if grown.use().memory_bytes > 200 << 20:
            break
        time.sleep(0.02)

    assert (200 << 20) < grown.use().memory_bytes < (400 << 20)
    assert grown.use() == tree.use_of_one(process.pid)
    assert tree.peak_bytes(process.pid) > 200 << 20
    grown.kill()
    finished(process)


def test_an_unconfined_process_is_not_taken_for_a_confined_one():
    process, grown = started("import time; time.sleep(60)")

    assert not tree.confined(process.pid)
    grown.kill()
    finished(process)
