"""A warm parent: imports torch once, then forks a worker for each submission, and never computes.

It holds no secret (the judge does), has one thread, and never touches a GPU. A forked worker confines
itself before the submission's text reaches it, just as a cold one does.
"""

import contextlib
import gc
import json
import os
import signal
import socket
from typing import NoReturn

from aigc_quiz.grading.jail import limits

MESSAGE_CAP = 4096
PIPES = 4  # what crosses with each request: orders, answers, standard output, standard error


def main(control: int) -> NoReturn:
    """Fork a worker for each request on the socket `control`, tell of its end, until it closes."""
    import torch._dynamo  # an optimizer would import it, at a second for each submission  # noqa: F401

    import aigc_quiz.grading.learner  # noqa: F401 - what every worker runs, torch with it

    limits.let_trace(
        yes=False
    )  # at the tier `limits` a worker could take over those that come after it
    gc.collect()
    gc.freeze()  # else the first collection of every child copies all pages
    channel = socket.socket(fileno=control)
    workers: set[int] = set()

    def reap(*_: object) -> None:
        for pid in tuple(workers):
            with contextlib.suppress(ChildProcessError, OSError):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    workers.discard(pid)
                    code = os.waitstatus_to_exitcode(status)
                    channel.send(json.dumps({"ended": pid, "code": code}).encode())

    signal.signal(signal.SIGCHLD, reap)
    channel.send(json.dumps({"warm": os.getpid()}).encode())
    while True:
        request, pipes, _, _ = socket.recv_fds(channel, MESSAGE_CAP, PIPES)
        if not request:
            os._exit(0)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become_worker(pipes)
        workers.add(pid)
        for pipe in pipes:
            os.close(pipe)
        channel.send(json.dumps({"forked": pid}).encode())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _become_worker(pipes: list[int]) -> NoReturn:
    from aigc_quiz.grading import worker

    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        os.setsid()
        limits.let_trace(yes=True)  # the judge reads what it uses
        orders, answers, out, err = pipes
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        worker.main(orders, answers)
        code = 0
    finally:
        os._exit(code)  # whatever happened: a child must never become a second zygote
