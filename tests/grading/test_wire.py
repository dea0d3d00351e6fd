import contextlib
import json
import math
import struct

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc_quiz.grading import wire

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=12,
)
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def through(value):
    raw = wire.pack("value", value)
    header, body = wire.lengths(raw[:12])
    assert 12 + header + body == len(raw)
    return wire.parse(raw[12 : 12 + header], bytearray(raw[12 + header :])).decoded()


def frame(value, tensors, body=b""):
    header = json.dumps({"kind": "value", "value": value, "tensors": tensors}).encode()
    return wire.parse(header, bytearray(body)).decoded()


@relaxed
@given(plain)
def test_plain_data_come_back_as_they_went(value):
    got = through(value)

    assert value == got
    assert repr(value) == repr(got)  # also True is not 1, and a tuple is no list


@pytest.mark.parametrize("dtype", sorted(wire.ITEM_BYTES))
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (2, 3), (1, 2, 1, 2, 1, 2, 1, 2)])
def test_tensors_of_every_dtype_come_back_bit_for_bit(dtype, shape):
    kind = getattr(torch, dtype)
    sent = torch.randn(shape, dtype=torch.float64).mul(50).to(torch.float32).abs().to(kind)
    got = through([sent, {"a": sent.T if sent.ndim == 2 else sent}])

    assert (kind, shape) == (got[0].dtype, tuple(got[0].shape))
    assert torch.equal(sent, got[0])
    if len(shape) == 2:
        assert torch.equal(sent.T, got[1]["a"])


def test_floats_that_json_lacks_cross_as_names():
    got = through([math.inf, -math.inf, math.nan])

    assert [math.inf, -math.inf] == got[:2]
    assert math.isnan(got[2])


def test_the_rest_of_torch_crosses_too():
    generator = torch.Generator().manual_seed(5)

    dtype, device, copy, remote = through(
        [torch.bfloat16, torch.device("cpu"), generator, wire.Remote(3)]
    )

    assert (torch.bfloat16, torch.device("cpu"), wire.Remote(3)) == (dtype, device, remote)
    assert torch.equal(torch.rand(3, generator=generator), torch.rand(3, generator=copy))


def test_what_is_no_data_crosses_as_the_name_of_its_type():
    class Bomb:
        def __reduce__(self):
            raise AssertionError("nobody may pickle this")

    assert "Bomb" in through(Bomb()).type_name


def test_a_huge_expanded_tensor_is_refused_before_it_is_copied():
    with pytest.raises(wire.WireFault, match="too large"):
        wire.pack("value", torch.ones(1, 1).expand(10**6, 10**6))


@pytest.mark.parametrize(
    ("value", "tensors", "body"),
    [
        ({"tensor": 0}, [["float32", [2]]], b"1234"),  # fewer bytes than said
        ({"tensor": 0}, [["float32", [1]]], b"12345"),  # spare bytes
        ({"tensor": 1}, [["float32", [1]]], b"1234"),
        ({"tensor": -1}, [["float32", [1]]], b"1234"),
        ({"tensor": True}, [["float32", [1]], ["float32", [0]]], b"1234"),
        ({"tensor": 0}, [["float32", [1.0]]], b"1234"),
        ({"tensor": 0}, [["float32", [True]]], b"1234"),
        ({"tensor": 0}, [["float32", [-1]]], b""),
        ({"tensor": 0}, [["float32", [2**40, 0]]], b""),
        ({"tensor": 0}, [["float32", [1] * 9]], b"1234"),
        ({"tensor": 0}, [["float32", [2**28, 2**28, 2**28, 0]]], b""),
        ([{"tensor": 0}, {"tensor": 0}], [["float32", [1]]], b"1234"),
        ({"tensor": 0}, [["object", [1]]], b"12345678"),
        ({"tensor": 0}, [["bool", [1]]], b"\x02"),
        ({"tensor": 0}, [["float32"]], b""),
        ({"tensor": 0}, "no list", b""),
        ({"float": "12"}, [], b""),
        ({"generator": {"tensor": 0}}, [["uint8", [3]]], b"123"),
        ({"device": "nowhere"}, [], b""),
        ({"dtype": "__class__"}, [], b""),
        ({"dict": [["a", 1], ["a", 2]]}, [], b""),
        ({"dict": [[["a"], 1]]}, [], b""),
        ({"dict": [["a"]]}, [], b""),
        ({"tuple": 3}, [], b""),
        ({"opaque": "x" * 1000}, [], b""),
        ({"a": 1, "b": 2}, [], b""),
        ({}, [], b""),
        ({"unknown": 1}, [], b""),
    ],
)
def test_a_lying_frame_is_a_fault(value, tensors, body):
    with pytest.raises(wire.WireFault):
        frame(value, tensors, body)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"kind":"a","value":1,"tensors":[],"more":1}',
        b'{"kind":"a","kind":"b","value":1,"tensors":[]}',
        b'{"kind":"a","value":NaN,"tensors":[]}',
        b'{"kind":"a","value":Infinity,"tensors":[]}',
        b'{"kind":"a","value":1e999,"tensors":[]}',
        b'{"kind":"a","value":' + b"9" * 5000 + b',"tensors":[]}',
        b'{"kind":7,"value":1,"tensors":[]}',
    ],
)
def test_a_header_that_is_not_strict_json_is_a_fault(header):
    with pytest.raises(wire.WireFault):
        wire.parse(header, bytearray())


def test_a_value_nested_too_deep_is_a_fault():
    deep = json.loads("[" * 60 + "]" * 60)

    with pytest.raises(wire.WireFault, match="deeper"):
        frame(deep, [])
    with pytest.raises(wire.WireFault, match="deeper"):
        wire.pack("value", deep)


def test_lengths_above_the_caps_are_refused_before_anything_is_read():
    for header, body in ((wire.HEADER_CAP + 1, 0), (0, wire.BODY_CAP + 1)):
        with pytest.raises(wire.WireFault, match="at most"):
            wire.lengths(struct.pack("<IQ", header, body))
    assert wire.lengths(struct.pack("<IQ", wire.HEADER_CAP, wire.BODY_CAP)) == (
        wire.HEADER_CAP,
        wire.BODY_CAP,
    )


@relaxed
@given(st.binary(max_size=300), st.binary(max_size=50))
def test_any_bytes_give_a_value_or_the_one_fault(header, body):
    with contextlib.suppress(wire.WireFault):
        wire.parse(header, bytearray(body)).decoded()


@relaxed
@given(st.data())
def test_a_changed_byte_gives_a_value_or_the_one_fault(data):
    raw = bytearray(wire.pack("value", {"a": [torch.ones(2, 3), (1, 2.5, "x")], "b": None}))
    index = data.draw(st.integers(0, len(raw) - 1))
    raw[index] = data.draw(st.integers(0, 255))
    try:
        header, _ = wire.lengths(bytes(raw[:12]))
        wire.parse(bytes(raw[12 : 12 + header]), raw[12 + header :]).decoded()
    except wire.WireFault:
        pass
