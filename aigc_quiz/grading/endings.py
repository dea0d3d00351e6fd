"""How a submission ends that used too much or died: what happened, at which of its lines, and the limit.

A worker that is about to be ended is asked by a signal where it is. Its C library answers with a dump
on stderr, also out of a loop in C; a crash dumps the same by itself. What it answers is a claim, and
worth no more than a line number in a message.
"""

import re
import signal

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.faults import SubmissionFault, crashed

SIGNAL = getattr(signal, "SIGUSR1", None)  # Windows has none
ANSWER_SECONDS = 0.5  # a stopped worker, or one that ignores the signal, never answers
_HEADING = b" (most recent call first):\n"
_FRAME = re.compile(rb'^  File "(.*)", line (\d+) in ', re.MULTILINE)
_MIB = 1 << 20


def line(printed: bytes, file: str) -> int:
    """The innermost line of `file` in the last dump that was printed; 0 where there is none."""
    _, heading, dump = printed.rpartition(_HEADING)
    named = file.encode("ascii", "backslashreplace")
    if heading:
        for name, number in _FRAME.findall(dump):
            if name == named:
                return int(number)
    return 0


def without_dump(printed: bytes) -> bytes:
    """What was printed before the last dump."""
    before, heading, _ = printed.rpartition(_HEADING)
    return before.rpartition(b"\n")[0] if heading else printed


def at(file: str, number: int, source: str) -> Text:
    """Where it was, as the end of a sentence."""
    lines = source.splitlines()
    if not number:
        return Text(
            zh="；不知道停在哪一行（它没有回答）",
            en="; at which line is not known (it did not answer)",
        )
    text = lines[number - 1].strip()[:200] if number <= len(lines) else ""
    return Text(
        zh=f"；当时在 {file}:{number}: {text}".rstrip(": "),
        en=f"; it was at {file}:{number}: {text}".rstrip(": "),
    )


def late(file: str, seconds: float, where: Text) -> SubmissionFault:
    """It did not answer in time."""
    return SubmissionFault(
        "timed_out",
        Text(
            zh=f"{file}：没有在 {seconds:.3g} 秒的时限内完成{where.zh}",
            en=f"{file}: did not finish within the limit of {seconds:.3g} seconds{where.en}",
        ),
    )


def memory(file: str, used: int, limit: int, where: Text) -> SubmissionFault:
    """Its processes hold more memory than they may."""
    return SubmissionFault(
        "out_of_memory",
        Text(
            zh=f"{file}：用了 {used // _MIB} MiB 内存，上限 {limit // _MIB} MiB{where.zh}",
            en=f"{file}: used {used // _MIB} MiB of memory; "
            f"the limit is {limit // _MIB} MiB{where.en}",
        ),
    )


def output(file: str, limit: int, where: Text) -> SubmissionFault:
    """It printed more than it may."""
    return SubmissionFault(
        "too_much_output",
        Text(
            zh=f"{file}：打印的内容超过上限 {limit / _MIB:.3g} MiB{where.zh}",
            en=f"{file}: printed more than the limit of {limit / _MIB:.3g} MiB{where.en}",
        ),
    )


def crowd(file: str, processes: tuple[int, int], threads: tuple[int, int]) -> SubmissionFault:
    """It started more processes or threads than it may; both are (number, limit)."""
    return crashed(
        f"{file}：启动了 {processes[0]} 个进程（上限 {processes[1]}）、"
        f"{threads[0]} 个线程（上限 {threads[1]}）",
        f"{file}: started {processes[0]} processes (the limit is {processes[1]}) and "
        f"{threads[0]} threads (the limit is {threads[1]})",
    )


def died(file: str, code: int | None, number: int, source: str) -> SubmissionFault:
    """Its process ended by itself: an exit code, or minus the number of a signal."""
    where = at(file, number, source) if number else Text("", "")
    if code is not None and -code in signal.valid_signals():
        name = signal.Signals(-code).name
        return crashed(
            f"{file}：评测过程中进程被信号 {name} 终止{where.zh}",
            f"{file}: its process was ended by {name} while graded{where.en}",
        )
    return crashed(
        f"{file}：评测过程中进程自行退出（退出码 {code}）；不要在提交里退出程序{where.zh}",
        f"{file}: its process ended itself (exit code {code}) while graded; "
        f"a submission must not end the program{where.en}",
    )
