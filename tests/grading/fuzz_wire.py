"""A coverage-guided run against the frame decoder: `python tests/grading/fuzz_wire.py -max_total_time=60`.

Needs atheris (`pip install atheris`; Linux and macOS). Not a test module: `test_wire_fuzz.py` runs it.
Whatever the bytes are, they are a value or a `WireFault`.
"""

import contextlib
import sys

import atheris

with atheris.instrument_imports(include=["aigc_quiz.grading.wire", "json"]):
    from aigc_quiz.grading import wire


def decode(data: bytes) -> None:
    """One frame as the judge reads it: the first 12 bytes say how long its parts are."""
    with contextlib.suppress(wire.WireFault):
        if len(data) < wire.PREFIX.size:
            return
        header, body = wire.lengths(data[: wire.PREFIX.size])
        rest = data[wire.PREFIX.size :]
        if header + body <= len(rest):
            wire.parse(rest[:header], bytearray(rest[header : header + body])).decoded()


def mutated(data: bytes, size: int, seed: int) -> bytes:
    """A mutation whose lengths are right, so that most of them come past the first door."""
    split = min(int.from_bytes(data[:4], "little"), max(0, len(data) - 12))
    header = atheris.Mutate(data[12 : 12 + split] or b"{}", max(2, size - 80))
    body = data[12 + split :][:64] if seed % 3 else atheris.Mutate(data[12 + split :] or b"x", 64)
    return wire.PREFIX.pack(len(header), len(body)) + header + body


if __name__ == "__main__":
    atheris.Setup(sys.argv, decode, custom_mutator=mutated)
    atheris.Fuzz()
