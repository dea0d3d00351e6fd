"""The frame decoder against everything: truncated, oversized, lying, nested, slow; it must only say WireFault."""

import contextlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc_quiz.grading import wire
from aigc_quiz.grading.link import Link

PREFIX = wire.PREFIX.size
SMALL_HEADER, SMALL_BODY = 1 << 16, 1 << 20
relaxed = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

sizes = st.integers(-2, 4) | st.sampled_from([2**28, 2**31, 2**63, 2**200, 1.0, True, "2", None])
described = st.lists(
    st.tuples(
        st.sampled_from([*wire.ITEM_BYTES, "object", "", 3]), st.lists(sizes, max_size=9)
    ).map(list),
    max_size=3,
)
leaves = st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats(-9, 9) | st.text(max_size=5)
tags = st.sampled_from(
    ["tensor", "tuple", "dict", "float", "remote", "opaque", "dtype", "device", "generator", "what"]
)
trees = st.recursive(
    leaves
    | st.sampled_from(
        [{"device": "cpu:9"}, {"device": "?"}, {"dtype": "float32"}, {"dtype": "load"}, {"float": "inf"}]
    )
    | st.integers(0, 2).map(lambda index: {"tensor": index}),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(tags, inner, max_size=2)
        | st.lists(st.lists(inner, max_size=2), max_size=3).map(lambda pairs: {"dict": pairs})
    ),
    max_leaves=15,
)  # fmt: skip


def framed(header, body):
    return wire.PREFIX.pack(len(header), len(body)) + header + body


def decoded(raw):
    """The value of one whole frame as (True, value), else (False, None): nothing but WireFault may come."""
    try:
        header, body = wire.lengths(raw[:PREFIX])
        assert PREFIX + header + body == len(raw)
        value = wire.parse(
            raw[PREFIX : PREFIX + header], bytearray(raw[PREFIX + header :])
        ).decoded()
    except wire.WireFault:
        return False, None
    return True, value


@pytest.fixture
def link():
    """The reading half of a link to a worker that is only a pipe."""
    made = object.__new__(Link)
    made._result, made.writer = os.pipe()
    os.set_blocking(made._result, False)
    made._incoming = bytearray()
    yield made
    for descriptor in (made._result, made.writer):
        with contextlib.suppress(OSError):
            os.close(descriptor)


def dripped(link, raw, cuts):
    """The frames that a link takes from bytes that come in pieces, and the fault that ended it."""
    link._incoming.clear()
    frames = []
    ends = [*sorted({cut % (len(raw) + 1) for cut in cuts}), len(raw)]
    try:
        for begin, end in zip([0, *ends], ends, strict=False):
            os.write(link.writer, raw[begin:end])
            assert link._read()
            while (frame := link._taken()) is not None:
                frames.append(frame)
    except wire.WireFault:
        while link_has_more(link):
            pass
        return frames, True
    return frames, False


def link_has_more(link):
    with contextlib.suppress(BlockingIOError):
        return bool(os.read(link._result, 1 << 20))
    return False


# --- lying and nested ---


@relaxed
@given(trees, described, st.binary(max_size=60))
def test_any_tree_over_any_tensors_is_a_value_or_a_fault(tree, tensors, body):
    decoded(framed(json.dumps({"kind": "value", "value": tree, "tensors": tensors}).encode(), body))


@relaxed
@given(trees, st.lists(st.sampled_from(sorted(wire.ITEM_BYTES)), max_size=3), st.data())
def test_a_tree_over_true_tensors_is_a_value_or_a_fault(tree, dtypes, data):
    tensors = [[dtype, data.draw(st.lists(st.integers(0, 3), max_size=3))] for dtype in dtypes]
    size = sum(wire._size(dtype, tuple(shape)) for dtype, shape in tensors)
    header = json.dumps({"kind": "value", "value": tree, "tensors": tensors}).encode()

    decoded(framed(header, data.draw(st.binary(min_size=size, max_size=size))))


@pytest.mark.parametrize(
    "wrap", ["[%s]", '{"tuple":[%s]}', '{"dict":[[1,%s]]}', '{"generator":%s}']
)
@pytest.mark.parametrize("depth", [39, 41, 300, 3000])
def test_nesting_ends_in_a_value_or_a_fault_at_any_depth(wrap, depth):
    before, _, after = wrap.partition("%s")
    header = f'{{"kind":"a","tensors":[],"value":{before * depth}1{after * depth}}}'.encode()

    good, _ = decoded(framed(header, b""))

    assert good == (depth < 40 and wrap != '{"generator":%s}')


@relaxed
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
def test_lengths_are_believed_up_to_their_caps_only(header, body):
    try:
        assert wire.lengths(wire.PREFIX.pack(header, body)) == (header, body)
    except wire.WireFault:
        assert header > wire.HEADER_CAP or body > wire.BODY_CAP
    else:
        assert header <= wire.HEADER_CAP
        assert body <= wire.BODY_CAP


# --- truncated and slow ---

GOOD = wire.pack("value", {"a": [torch.arange(6.0).reshape(2, 3), (1, "x")], "b": torch.ones(2)})


@relaxed
@given(st.lists(st.integers(0, 10**6), max_size=30))
def test_bytes_that_drip_give_the_same_frames_as_bytes_at_once(link, cuts):
    frames, fault = dripped(link, GOOD * 2, cuts)

    assert (len(frames), fault, len(link._incoming)) == (2, False, 0)
    for frame in frames:
        assert torch.equal(frame.decoded()["a"][0], torch.arange(6.0).reshape(2, 3))


@relaxed
@given(st.integers(0, len(GOOD) - 1), st.lists(st.integers(0, 10**6), max_size=5))
def test_a_truncated_frame_is_never_taken(link, size, cuts):
    assert dripped(link, GOOD[:size], cuts) == ([], False)


@relaxed
@given(st.data(), st.lists(st.integers(0, 10**6), max_size=5))
def test_spoilt_bytes_that_drip_end_in_frames_or_a_fault(link, data, cuts):
    raw = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    for frame in dripped(link, bytes(raw), cuts)[0]:
        with contextlib.suppress(wire.WireFault):
            frame.decoded()


# --- oversized ---


@pytest.fixture
def small_caps(monkeypatch):
    monkeypatch.setattr(wire, "HEADER_CAP", SMALL_HEADER)
    monkeypatch.setattr(wire, "BODY_CAP", SMALL_BODY)


def peak(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


BIG = b"x" * SMALL_BODY
HEADERS = {
    "one tensor of the largest size": ({"tensor": 0}, [["uint8", [SMALL_BODY]]], BIG),
    "one tensor over and over": ([{"tensor": 0}] * 4000, [["uint8", [SMALL_BODY]]], BIG),
    "one tensor over and over in a dict": (
        {"dict": [[i, {"tensor": 0}] for i in range(2000)]}, [["uint8", [SMALL_BODY]]], BIG,
    ),
    "many empty lists": ([[]] * 16_000, [], b""),
    "many empty tuples": ([{"tuple": []}] * 4_000, [], b""),
    "many large numbers": ([10**4000] * 15, [], b""),
    "one long text": ("x" * 60_000, [], b""),
    "many tensors": (None, [["uint8", [1]]] * 4000, b"x" * 4000),
    "many empty tensors": ([{"tensor": i} for i in range(1500)], [["uint8", [0]]] * 1500, b""),
    "empty tensors without bounds": ({"tensor": 0}, [["float32", [2**19] * 7 + [0]]], b""),
    "many generators": ([{"generator": {"tensor": i}} for i in range(1000)], [["uint8", [1]]] * 1000, b"x" * 1000),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_a_frame_costs_no_more_than_a_multiple_of_its_caps(small_caps, link, name):
    """Header: 100 bytes of objects for each of its bytes at most; body: what came, its part, its tensor."""
    value, tensors, body = HEADERS[name]
    header = json.dumps({"kind": "value", "value": value, "tensors": tensors}).encode()
    assert len(header) <= SMALL_HEADER
    raw = framed(header, body)

    def read():
        link._incoming.clear()
        for begin in range(0, len(raw), 1 << 16):
            os.write(link.writer, raw[begin : begin + (1 << 16)])
            link._read()
        with contextlib.suppress(wire.WireFault):
            link._taken().decoded()

    assert peak(read) < 100 * SMALL_HEADER + 4 * SMALL_BODY


def test_the_measure_sees_what_a_cap_is_for():
    """The negative control: copies without a cap would be seen."""
    assert peak(lambda: [bytearray(BIG) for _ in range(20)]) > 100 * SMALL_HEADER + 4 * SMALL_BODY


def test_a_frame_that_is_announced_too_large_is_refused_before_it_comes(link):
    os.write(link.writer, wire.PREFIX.pack(wire.HEADER_CAP + 1, 0) + b"x" * 1000)

    with pytest.raises(wire.WireFault, match="at most"):
        link._read()


@pytest.mark.fuzz
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_a_coverage_guided_run_finds_nothing_but_faults(tmp_path):
    (tmp_path / "corpus").mkdir()
    for number, value in enumerate(
        [None, [1, 2.5, "x"], {"a": (torch.ones(2), 1)}, torch.Generator(), torch.float32]
    ):
        (tmp_path / "corpus" / str(number)).write_bytes(wire.pack("value", value))
    program = Path(__file__).with_name("fuzz_wire.py")

    done = subprocess.run(
        [sys.executable, program, tmp_path / "corpus", "-max_total_time=45", "-max_len=8000",
         "-rss_limit_mb=3000", f"-artifact_prefix={tmp_path}/"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    covered = [int(one) for one in re.findall(r"cov: (\d+)", done.stderr)]
    assert covered[-1] > covered[0]  # it was guided: it found ways that its first corpus had not
