"""Self-confinement by the Linux kernel: Landlock for files, seccomp for system calls, by ctypes.

No root and no package is needed. It binds the calling thread and all that it starts later, so it
must run before numpy or torch start threads; `apply` refuses when there is more than one. Every
step that the kernel refuses raises: there is no confinement by halves.
"""

import ctypes
import os
import platform
import struct
from pathlib import Path

from aigc_quiz.grading.jail import syscalls
from aigc_quiz.grading.jail.limits import Policy

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on both machines
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Landlock's file rights by the ABI that brought them, least first.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
IOCTL_DEV = 1 << 15
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: IOCTL_DEV}
_TCP, _SCOPES = 0b11, 0b11  # bind and connect (ABI 4); abstract sockets and signals (ABI 6)

_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _AT_LEAST, _ABOVE, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32  # offsets in struct seccomp_data

_CLONE_THREAD = 0x10000
# fcntl: F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY make the kernel send signals past the kill() filter.
_FCNTL = (8, 10, 15, 1026)
# ioctl: FIOSETOWN, SIOCSPGRP likewise; TIOCSTI, TIOCLINUX type into terminals.
_IOCTL = (0x8901, 0x8902, 0x5412, 0x541C)
# prctl: PDEATHSIG, DUMPABLE, SECUREBITS, MM, CHILD_SUBREAPER, PTRACER.
_PRCTL = (1, 4, 28, 35, 36, 0x59616D61)


class KernelRefusal(Exception):
    """The kernel did not confine this process; nothing of a submission may run in it."""


def abi() -> int:
    """The Landlock ABI of this kernel; 0 where there is none."""
    if platform.system() != "Linux" or platform.machine() not in _ARCH:
        return 0
    version_only = 1
    return max(0, int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), version_only)))


def seccomp_filters() -> bool:
    """Whether this kernel takes seccomp filters."""
    if platform.system() != "Linux" or platform.machine() not in _SECCOMP:
        return False
    action = ctypes.c_uint32(_ERRNO)
    get_action_available = 2
    number = _SECCOMP[platform.machine()]
    return bool(_libc().syscall(number, get_action_available, 0, ctypes.byref(action)) == 0)


def apply(policy: Policy) -> None:
    """Confine this process for good.

    Raises:
        KernelRefusal: a part of it did not hold.
    """
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        raise KernelRefusal("another thread runs already; it would stay unconfined")
    no_new_privileges = 38
    _call("no_new_privs", _libc().prctl(no_new_privileges, 1, 0, 0, 0))
    _landlock(policy)
    _seccomp(program(platform.machine(), os.getpid(), cuda=policy.device.startswith("cuda")))


def _landlock(policy: Policy) -> None:
    level = abi()
    if level < 1:
        raise KernelRefusal("no Landlock")
    rights = 0
    for since, bits in _RIGHTS.items():
        rights |= bits if level >= since else 0
    fields = [rights]
    fields += [_TCP] if level >= 4 else []
    fields += [_SCOPES] if level >= 6 else []
    attributes = struct.pack(f"<{len(fields)}Q", *fields)
    ruleset = _libc().syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    _call("landlock_create_ruleset", ruleset)
    try:
        for path in policy.readable:
            _allow(ruleset, path, (READ_FILE | READ_DIR | EXECUTE) & rights)
        for path in policy.listable:
            _allow(ruleset, path, READ_DIR & rights)
        for path in policy.writable:
            _allow(ruleset, path, (READ_FILE | WRITE_FILE | IOCTL_DEV) & rights)
        if policy.device.startswith("cuda"):
            # The driver names its threads there; a rule that the judge made would bind the judge's own.
            _allow(ruleset, "/proc/self/task", (READ_FILE | READ_DIR | WRITE_FILE) & rights)
        _call("landlock_restrict_self", _libc().syscall(RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be readable
    try:
        if not Path(path).is_dir():
            rights &= ~READ_DIR
        beneath = struct.pack("<Qi", rights, descriptor)
        _call(f"landlock rule {path}", _libc().syscall(ADD_RULE, ruleset, 1, beneath, 0))
    finally:
        os.close(descriptor)


def program(machine: str, pid: int, *, cuda: bool) -> list[tuple[int, int, int, int]]:
    """The seccomp filter as BPF instructions (code, jump if true, jump if false, operand).

    Refused calls fail with EPERM; clone3 and calls newer than the table with ENOSYS, so that the C
    library falls back; calls of another machine's interface kill the process.
    """
    table = syscalls.X86_64 if machine == "x86_64" else syscalls.AARCH64
    refused, absent = _ERRNO | _EPERM, _ERRNO | _ENOSYS
    made = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, _ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_ABOVE, 0, 1, syscalls.HIGHEST_KNOWN),  # x32 calls have bit 30 set: above as well
        (_RETURN, 0, 0, absent),
    ]

    def refuse(name: str, verdict: int = refused) -> None:
        made.extend([(_EQUAL, 0, 1, table[name]), (_RETURN, 0, 0, verdict)])

    def inspect(name: str, block: list[tuple[int, int, int, int]]) -> None:
        made.append((_EQUAL, 0, len(block), table[name]))
        made.extend(block)

    for name in table:
        if name not in syscalls.BY_ARGUMENT:
            refuse(name)
    refuse("clone3", absent)
    if not cuda:
        refuse("memfd_create")
    inspect(
        "clone",
        [
            (_LOAD, 0, 0, _FIRST),
            (_ANY_BIT, 0, 1, _CLONE_THREAD),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, refused),
        ],
    )
    for name in ("kill", "tgkill"):  # abort() signals its own process; no other may be signalled
        inspect(name, [(_LOAD, 0, 0, _FIRST), (_EQUAL, 0, 1, pid), *_either(refused)])
    # prlimit64(pid, resource, new, old): reading is free, any new limit is refused.
    inspect(
        "prlimit64",
        [
            (_LOAD, 0, 0, _THIRD),
            (_EQUAL, 0, 3, 0),
            (_LOAD, 0, 0, _THIRD + 4),
            (_EQUAL, 0, 1, 0),
            *_either(refused),
        ],
    )
    for name, offset, values in (
        ("prctl", _FIRST, _PRCTL),
        ("fcntl", _SECOND, _FCNTL),
        ("ioctl", _SECOND, _IOCTL),
    ):
        block = [(_LOAD, 0, 0, offset)]
        for value in values:
            block += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, refused)]
        inspect(name, [*block, (_RETURN, 0, 0, _ALLOW)])
    made.append((_RETURN, 0, 0, _ALLOW))
    return made


def _either(refused: int) -> list[tuple[int, int, int, int]]:
    return [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, refused)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _seccomp(instructions: list[tuple[int, int, int, int]]) -> None:
    code = b"".join(struct.pack("<HBBI", *one) for one in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_program = _Program(len(instructions), ctypes.cast(buffer, ctypes.c_void_p))
    set_mode_filter, all_threads = 1, 1
    number = _SECCOMP[platform.machine()]
    pointer = ctypes.byref(filter_program)
    _call("seccomp", _libc().syscall(number, set_mode_filter, all_threads, pointer))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(what: str, result: int) -> None:
    if result != 0 and not (what == "landlock_create_ruleset" and result > 0):
        raise KernelRefusal(f"{what}: {os.strerror(ctypes.get_errno()) if result < 0 else result}")
