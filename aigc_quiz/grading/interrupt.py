"""Ctrl-C where it must not strike at once: it is kept, and comes when the work is done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Keep Ctrl-C back within, and let it come afterwards.

    Importing torch swallows it (C code clears every exception while it looks for numpy), and cleaning
    up would leave processes behind if it were broken off.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield  # no handler of Python's is there that could raise
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        before(signal.SIGINT, None)
