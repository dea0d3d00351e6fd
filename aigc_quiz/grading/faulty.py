"""What a learner sees of an exception: its type, its text, and their own line; never ours."""

import linecache
import traceback

TEXT_CAP = 300


def describe(fault: BaseException, file: str) -> tuple[str, str, int, str]:
    """(type, message, line, source line) of `fault` at the last place inside `file`; line 0 if none.

    The message is cut short: an exception may quote hidden inputs.
    """
    try:
        text = str(fault)
    except Exception:  # noqa: BLE001 - an exception's own __str__ may raise
        text = ""
    line, source = 0, ""
    if isinstance(fault, SyntaxError) and fault.filename == file:
        line, text = fault.lineno or 0, fault.msg
    for frame, number in traceback.walk_tb(fault.__traceback__):
        if frame.f_code.co_filename == file:
            line = number
    if line:
        source = linecache.getline(file, line).strip()
    if len(text) > TEXT_CAP:
        text = f"{text[:TEXT_CAP]} ..."
    return type(fault).__name__, text, line, source[:TEXT_CAP]
