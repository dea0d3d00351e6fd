import signal
import threading

import pytest

from aigc_quiz.grading import interrupt


def test_ctrl_c_comes_when_the_work_is_done_and_not_before():
    done = []

    def work():
        with interrupt.kept():
            signal.raise_signal(signal.SIGINT)
            done.append("work")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["work"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_comes_also_when_the_work_has_swallowed_what_it_could():
    def work():
        with interrupt.kept():
            try:
                signal.raise_signal(signal.SIGINT)
            except BaseException:  # noqa: BLE001 - as C code does that clears every exception
                pytest.fail("it must not come here")

    with pytest.raises(KeyboardInterrupt):
        work()


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_who_ignores_it_goes_on_ignoring_it(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        with interrupt.kept():
            if handler is signal.SIG_IGN:
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_changes_nothing():
    seen = []

    def work():
        with interrupt.kept():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [signal.default_int_handler]
