import errno
import struct

import pytest

from aigc_quiz.grading.jail import kernel, syscalls

ALLOWED, KILLED = "allowed", "killed"
CLONE_THREAD, SIGCHLD, PID = 0x10000, 17, 4242
MACHINES = {"x86_64": syscalls.X86_64, "aarch64": syscalls.AARCH64}


def verdict(machine, number, *arguments, arch=None, cuda=False):
    """What the filter says of a call: its BPF is run here, as the kernel would."""
    program = kernel.program(machine, PID, cuda=cuda)
    arch = kernel._ARCH[machine] if arch is None else arch
    words = [value & (2**64 - 1) for value in (*arguments, *[0] * 6)][:6]
    data = struct.pack("<iIQ6Q", number, arch, 0, *words)
    at, loaded = 0, 0
    while True:
        code, yes, no, operand = program[at]
        at += 1
        if code == 0x20:
            (loaded,) = struct.unpack_from("<I", data, operand)
        elif code == 0x06:
            if operand == 0x80000000:
                return KILLED
            return ALLOWED if operand == 0x7FFF0000 else errno.errorcode[operand & 0xFFFF]
        else:
            holds = {
                0x15: loaded == operand,
                0x25: loaded > operand,
                0x35: loaded >= operand,
                0x45: bool(loaded & operand),
            }[code]
            at += yes if holds else no


@pytest.mark.parametrize("machine", MACHINES)
def test_every_named_call_is_refused_and_neighbours_are_not(machine):
    table = MACHINES[machine]
    for name, number in table.items():
        if name not in syscalls.BY_ARGUMENT:
            assert verdict(machine, number) == "EPERM", name
    named = set(table.values())
    assert {verdict(machine, n) for n in range(syscalls.HIGHEST_KNOWN + 1) if n not in named} == {
        ALLOWED
    }


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (CLONE_THREAD | 0x50F00,), ALLOWED),
        ("clone", (SIGCHLD,), "EPERM"),
        ("clone3", (), "ENOSYS"),
        ("kill", (PID, 9), ALLOWED),
        ("kill", (PID + 1, 9), "EPERM"),
        ("kill", (-1, 9), "EPERM"),
        ("kill", (0, 9), "EPERM"),
        ("tgkill", (PID, PID + 1, 6), ALLOWED),
        ("tgkill", (1, 1, 9), "EPERM"),
        ("prlimit64", (0, 7, 0, 0xDEAD), ALLOWED),
        ("prlimit64", (0, 7, 0xDEAD, 0), "EPERM"),
        ("prlimit64", (0, 7, 1 << 40, 0), "EPERM"),
        ("prctl", (15, 0), ALLOWED),
        ("prctl", (1, 0), "EPERM"),
        ("prctl", (4, 1), "EPERM"),
        ("fcntl", (3, 4), ALLOWED),
        ("fcntl", (3, 8), "EPERM"),
        ("fcntl", (3, 10), "EPERM"),
        ("fcntl", (3, 15), "EPERM"),
        ("ioctl", (0, 0x5401), ALLOWED),
        ("ioctl", (0, 0x5412), "EPERM"),
        ("memfd_create", (), "EPERM"),
    ],
)
def test_a_call_is_judged_by_its_arguments(machine, name, arguments, expected):
    assert verdict(machine, MACHINES[machine][name], *arguments) == expected


def test_a_gpu_driver_may_make_its_memory_file():
    assert verdict("x86_64", syscalls.X86_64["memfd_create"], cuda=True) == ALLOWED
    assert verdict("x86_64", syscalls.X86_64["socket"], cuda=True) == "EPERM"


@pytest.mark.parametrize("machine", MACHINES)
def test_other_interfaces_and_unknown_calls_are_refused(machine):
    assert verdict(machine, 0, arch=0x40000003) == KILLED  # i386 by int 0x80
    assert verdict(machine, syscalls.HIGHEST_KNOWN + 1) == "ENOSYS"
    assert verdict(machine, 0x40000000 + 41) == "ENOSYS"  # x32
    assert verdict(machine, -1) == "ENOSYS"


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_fits_the_kernels_limit(machine):
    assert len(kernel.program(machine, 1, cuda=False)) < 4096


@pytest.mark.parametrize("table", MACHINES.values(), ids=MACHINES)
def test_no_number_stands_for_two_names(table):
    assert len(set(table.values())) == len(table)
    assert max(table.values()) <= syscalls.HIGHEST_KNOWN


@pytest.mark.skipif(kernel.abi() < 1, reason="no Landlock")
def test_a_process_with_threads_refuses_to_be_confined():
    import threading

    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with pytest.raises(kernel.KernelRefusal, match="another thread"):
            kernel.apply(None)
    finally:
        stop.set()
        thread.join()
