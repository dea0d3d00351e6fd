"""How a submission can fail to answer, in the words of the report."""

from typing import Literal

from aigc_quiz.bank.question import Text

Outcome = Literal[
    "passed",
    "failed",
    "crashed",
    "timed_out",
    "out_of_memory",
    "too_much_output",
    "forbidden",
    "not_graded",
]


class SubmissionFault(BaseException):
    """A submission did not answer; ends its grading with `outcome`, never an error of ours.

    A BaseException, so that a grader's `except Exception` cannot swallow it.
    """

    def __init__(self, outcome: Outcome, message: Text) -> None:
        super().__init__(message.en)
        self.outcome = outcome
        self.message = message


def crashed(zh: str, en: str) -> SubmissionFault:
    """A fault with the outcome `crashed`."""
    return SubmissionFault("crashed", Text(zh=zh, en=en))


def raised(
    file: str, kind: str, text: str, line: int, source: str, memory_mb: int = 0
) -> SubmissionFault:
    """The fault for an exception that the worker tells of; `memory_mb` is the limit of memory."""
    where = f"{file}:{line}: {source}\n" if line and source else f"{file}: "
    if kind == "Forbidden":
        return SubmissionFault(
            "forbidden",
            Text(zh=f"{where}{text}：本题要求自己实现", en=f"{where}{text}: write it yourself"),
        )
    if kind == "MemoryError" or "can't allocate memory" in text or "out of memory" in text:
        return SubmissionFault(
            "out_of_memory",
            Text(
                zh=f"{where}内存不足，上限 {memory_mb} MiB（{kind}：{text}）",
                en=f"{where}out of memory; the limit is {memory_mb} MiB ({kind}: {text})",
            ),
        )
    if kind == "NotImplementedError":
        at = f":{line}" if line else ""
        return crashed(f"{file}{at}：这里还没有写完", f"{file}{at}: not written yet")
    if kind == "TooLarge":
        return crashed(f"{file}：返回值太大：{text}", f"{file}: returned too much: {text}")
    hint = _HINTS.get(kind, Text("", ""))
    return crashed(f"{where}{kind}: {text}{hint.zh}", f"{where}{kind}: {text}{hint.en}")


# What fails only because of the jail says so.
_HINTS = {
    "PermissionError": Text(
        zh="（评测环境里不能读写文件、联网或启动进程；num_workers 必须为 0）",
        en=" (the jail allows no files, network or new processes; num_workers must be 0)",
    ),
    "BlockingIOError": Text("（评测环境限制了线程数）", " (the jail limits threads)"),
    "SystemExit": Text("（不要在提交里退出程序）", " (a submission must not end the program)"),
}
