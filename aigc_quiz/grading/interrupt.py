"""Ctrl-C and SIGTERM where they must not strike at once: they are kept, and come when the work is done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_KEPT = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def kept() -> Iterator[None]:
    """Keep what would end us back within, and let it come afterwards.

    Importing torch swallows it (C code clears every exception while it looks for numpy), and cleaning
    up would leave processes behind if it were broken off.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Where a handler is none of Python's, nothing would be raised.
    before = {one: signal.getsignal(one) for one in _KEPT if callable(signal.getsignal(one))}
    came: list[int] = []
    for one in before:
        signal.signal(one, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    for one, handler in before.items():
        if one in came and callable(handler):
            handler(one, None)
