"""Whatever arrives, the node stays up, answers clearly, and answers the next good call."""

import socket

import pytest

from calls import LOST, Connection
from contract import wire
from errors import Code, detail
from hostile import SP_REQUESTER, drop_hard, flip_bit

FRAME_LIMIT = 64 * 1024
CREATE = "countersign.v1.AccessService/CreateRequest"


@pytest.fixture(autouse=True)
def next_good_call(acme):
    """After each test, a good call is answered."""
    yield
    assert acme.alice.call("DirectoryService/WhoAmI").user.email == "alice@acme.example"


def send(connection, frame: bytes):
    """The Reply to a frame; None if the node hung up instead."""
    try:
        answer = connection.exchange(frame, 60.0)
    except LOST:
        return None
    reply = wire.Reply.FromString(answer)
    assert reply.code == Code.OK or detail(reply, "error_info").reason
    return reply


def code(organization, frame: bytes):
    return send(organization.gateway.connection, frame).code


def field(number: int, value: bytes | int) -> bytes:
    """One field as it is on the wire: bytes with their length, or a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def good_call(organization, account: str = "scratch", **changes):
    return organization.gateway.connection.prepare(
        "AccessService/CreateRequest", organization.token("alice"), resource="prod-db",
        account=account, duration={"seconds": 60}, **changes)


def with_body(organization, body: bytes) -> bytes:
    call = good_call(organization)
    call.body = body
    return call.SerializeToString()


def test_the_empty_frame(acme):
    assert code(acme, b"") != Code.OK


def test_random_frames(acme, dice):
    for _ in range(1000):
        frame = dice.randbytes(dice.choice([1, 2, 10, 100, 1000]))
        assert code(acme, frame) != Code.OK


def test_truncated_frames(acme):
    """Every beginning of a good call."""
    frame = good_call(acme).SerializeToString()
    for length in range(len(frame)):
        assert code(acme, frame[:length]) != Code.OK, length


def test_frames_with_one_bit_flipped(acme, dice):
    """Some of them are still good calls: any answer will do."""
    frame = good_call(acme).SerializeToString()
    for _ in range(1000):
        assert send(acme.gateway.connection, flip_bit(frame, dice))


@pytest.mark.parametrize("length", [FRAME_LIMIT - 8, FRAME_LIMIT])
def test_64_kib_of_every_byte(acme, length):
    for byte in range(256):
        reply = send(acme.gateway.connection, bytes([byte]) * length)
        assert reply is None or reply.code == Code.INVALID_ARGUMENT, byte


def test_64_kib_in_a_body(acme, dice):
    overhead = len(with_body(acme, b"")) + 8
    for byte in (0x00, 0x0A, 0x22, 0x80, 0xFF):
        body = bytes([byte]) * (FRAME_LIMIT - overhead)
        assert code(acme, with_body(acme, body)) == Code.INVALID_ARGUMENT
    assert code(acme, with_body(acme, dice.randbytes(60_000))) == Code.INVALID_ARGUMENT


@pytest.mark.parametrize("length", [FRAME_LIMIT + 1, 2 * FRAME_LIMIT, 16 * 1024 * 1024])
def test_frames_over_the_limit(node, length):
    with Connection([node.address]) as connection:
        reply = send(connection, field(6, bytes(length)))
    assert reply is None or reply.code == Code.INVALID_ARGUMENT


@pytest.mark.parametrize("text", [
    b"a\0b", b"\0", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"caf\xe9",
    b"\xc0\x80",
])
def test_nul_and_bad_utf8(acme, text):
    assert code(acme, field(1, text)) == Code.INVALID_ARGUMENT
    assert code(acme, field(1, CREATE.encode()) + field(3, text)) == Code.INVALID_ARGUMENT
    assert code(acme, field(5, field(1, text) + field(2, b"x"))) == Code.INVALID_ARGUMENT
    good = good_call(acme).body
    for number in (1, 2, 4, 5):  # resource, account, reason, ticket
        frame = with_body(acme, good + field(number, text))
        assert code(acme, frame) == Code.INVALID_ARGUMENT


def test_deep_nesting(acme):
    nested = b""
    for _ in range(10_000):
        nested = field(6, nested)[:30_000]
    assert send(acme.gateway.connection, nested)
    assert send(acme.gateway.connection, with_body(acme, nested))
    groups = varint(99 << 3 | 3) * 15_000
    assert code(acme, groups) == Code.INVALID_ARGUMENT
    assert code(acme, with_body(acme, groups)) == Code.INVALID_ARGUMENT


def test_too_many_fields(acme):
    good = good_call(acme)
    for many in (field(1, b"") * 2000, field(99, 1) * 2000, field(5, b"") * 2000):
        assert code(acme, good.SerializeToString() + many) == Code.INVALID_ARGUMENT
        assert code(acme, with_body(acme, good.body + many)) == Code.INVALID_ARGUMENT


def test_wrong_wire_types_and_lengths(acme):
    for frame in (field(1, 7), field(4, b"soon"), b"\x08", b"\x0a\xff\xff\xff\xff\x0f",
                  b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x80" * 20, b"\x07", b"\x00"):
        assert code(acme, frame) != Code.OK


@pytest.mark.parametrize("method", [
    "", "x", "/", "AccessService/CreateRequest", "countersign.v1.AccessService",
    "countersign.v1.AccessService/", "countersign.v1.AccessService/createrequest",
    "countersign.v2.AccessService/CreateRequest", CREATE + " ", "/" + CREATE,
    pytest.param("x" * 60_000, id="60,000 x"),
])
def test_unknown_methods(acme, method):
    call = wire.Call(method=method, bearer_token=acme.token("alice"))
    assert code(acme, call.SerializeToString()) in (Code.UNIMPLEMENTED, Code.INVALID_ARGUMENT)


@pytest.mark.parametrize("length", [0, 1, 15, 17, 32, 4096])
def test_request_ids_of_the_wrong_size(acme, length):
    call = good_call(acme)
    call.request_id = bytes(length)
    assert code(acme, call.SerializeToString()) == Code.INVALID_ARGUMENT


def test_connections_opened_and_dropped(node):
    """10,000 of them, some silent, some after half a handshake or half a frame."""
    half_a_frame = SP_REQUESTER + (1000).to_bytes(8, "big") + b"half"
    beginnings = [b"", SP_REQUESTER[:4], SP_REQUESTER, half_a_frame, b"GET / HTTP/1.1\r\n\r\n"]
    for address in (node.address, node.stream_address):
        host, port = address.rsplit("/", 1)[1].split(":")
        for batch in range(50):
            connections = [socket.create_connection((host, int(port)), 30) for _ in range(100)]
            for number, connection in enumerate(connections):
                connection.sendall(beginnings[number % len(beginnings)])
            for connection in connections:
                drop_hard(connection)
