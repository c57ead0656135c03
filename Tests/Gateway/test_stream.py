"""A subscriber ends with exactly the log: killed, slowed, late, lied to. A stalled one delays
nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pynng
import pytest

from collector import Collector
from contract import wire
from errors import CallError, Code
from frames import EVENT, HEADER, HEARTBEAT, Keys, NotForUs, UnknownKey
from hostile import (
    Liar, MisledConnection, Relay, drop_hard, flip_bit, forge, renumber, stalled_subscriber,
)
from stream import Cursor, Subscription


def test_lost_connections_lose_no_event(acme, dice):
    subscription = acme.gateway.subscribe()
    with Collector(subscription) as seen:
        for _ in range(100):
            acme.decide("load-000")
            if dice.random() < 0.3:
                dice.choice([subscription.drop_pipes, subscription.drop_socket])()
        seen.must_equal(acme.gateway.read_log())
    assert subscription.reads > 1


def test_a_late_starter_gets_everything(acme):
    acme.decide_many(80)
    log = acme.gateway.read_log()
    with Collector(acme.gateway.subscribe()) as seen:
        seen.must_equal(log)


def test_a_subscriber_goes_on_from_its_cursor(acme):
    log = acme.gateway.read_log()
    middle = log[len(log) // 2]
    with Collector(acme.gateway.subscribe(Cursor(middle.seq, middle.hash))) as seen:
        acme.decide("load-000")
        seen.must_equal(acme.gateway.read_log(after=middle.seq))


def test_a_slow_subscriber_catches_up(acme):
    """It takes one event for every hundred decisions while over 20,000 events pass it by."""
    pace = threading.Semaphore(0)
    subscription = acme.gateway.subscribe(head_of(acme))
    start = subscription.cursor.seq
    done = threading.Event()
    with Collector(subscription, lambda _: done.is_set() or pace.acquire()) as seen:
        while head_of(acme).seq <= start + 20_000:
            acme.decide_many(96)
            pace.release()
        done.set()
        pace.release()
        log = acme.gateway.read_log(after=start)
        seen.must_equal(log)
    assert subscription.reads > 1, "its queue never overflowed"


def test_a_stalled_subscriber_delays_nobody(acme, node):
    """It never reads a byte while 5,000 votes are cast; others get every event live."""
    subscription = acme.gateway.subscribe(head_of(acme))
    start = subscription.cursor.seq
    stalled = stalled_subscriber(node.stream_address)
    with Collector(subscription) as seen:
        acme.decide_many(2_500)
        seen.must_equal(acme.gateway.read_log(after=start))
    drop_hard(stalled)


def test_a_garbled_stream_changes_nothing(acme, node, dice):
    liar = Liar(dice)
    relay = Relay(node.stream_address, liar)
    with MisledConnection([node.address], relay.address) as connection:
        subscription = Subscription(connection, acme.token("gateway"))
        with Collector(subscription) as seen:
            acme.decide_many(200)
            while not (liar.lies and subscription.dropped):
                acme.decide("load-000")  # until it is connected and has been lied to
            seen.must_equal(acme.gateway.read_log())
    relay.close()


@pytest.mark.parametrize("kinds", [[], [HEARTBEAT], [EVENT]], ids=["none", "heartbeats", "events"])
def test_what_does_not_come_is_read(acme, node, kinds):
    """Only frames of these kinds get through. Without any, missed heartbeats are noticed."""
    relay = Relay(node.stream_address, lambda frame: [frame] if kind_of(frame) in kinds else [])
    with MisledConnection([node.address], relay.address) as connection:
        with Collector(Subscription(connection, acme.token("gateway"), head_of(acme))) as seen:
            start = seen.subscription.cursor.seq
            for _ in range(3):
                acme.decide("load-000")
                seen.must_equal(acme.gateway.read_log(after=start))
    relay.close()


def test_a_gap_is_filled_at_the_next_event(acme, node):
    """Here nothing else would: no heartbeat comes, and none is missed for an hour."""
    lost = threading.Event()
    relay = Relay(node.stream_address, lambda frame: (
        [] if lost.is_set() or kind_of(frame) == HEARTBEAT else [frame]))
    connection = MisledConnection([node.address], relay.address, heartbeat_seconds=3600)
    with connection, Collector(Subscription(connection, acme.token("gateway"))) as seen:
        while seen.subscription.frames == 0:
            acme.decide("load-000")  # until it is connected
        lost.set()
        acme.decide("load-000")
        lost.clear()
        acme.decide("load-000")
        seen.must_equal(acme.gateway.read_log())
    relay.close()


def test_tampered_and_forged_frames_do_not_open(acme, node, dice):
    keys = Keys(acme.gateway.call("EventService/OpenStream"))
    frame = listen(node.stream_address, keys.stream_id)[0]
    assert keys.open(frame).body
    for bad in [flip_bit(frame, dice) for _ in range(200)]:
        with pytest.raises((NotForUs, UnknownKey)):
            keys.open(bad)
    for bad in (forge(frame), renumber(frame, 1), frame[:-1], frame + b"\0", frame[:56], b""):
        with pytest.raises(NotForUs):
            keys.open(bad)


def test_the_wrong_key_opens_nothing(acme, node):
    stream = acme.gateway.call("EventService/OpenStream")
    frame = listen(node.stream_address, stream.stream_id)[0]
    for key in (stream.current, stream.next):
        key.key = bytes(32)
    with pytest.raises(NotForUs):
        Keys(stream).open(frame)


def test_frames_of_another_organization_stay_closed(acme, umbrella, node):
    ours = Keys(acme.gateway.call("EventService/OpenStream"))
    theirs = Keys(umbrella.gateway.call("EventService/OpenStream"))
    assert ours.stream_id != theirs.stream_id
    with pynng.Sub0(topics=b"", dial=node.stream_address, recv_timeout=300_000) as everything:
        heard = [everything.recv()]  # connected
        umbrella.ask("load-000", ticket="SECRET-7781")
        while not any(frame.startswith(theirs.stream_id) for frame in heard[1:]):
            heard.append(everything.recv())
        heard += [everything.recv() for _ in range(5)]
    for frame in heard:
        assert b"SECRET-7781" not in frame and b"umbrella" not in frame
        if frame.startswith(theirs.stream_id):
            with pytest.raises(NotForUs):
                ours.open(frame)
            relabelled = ours.stream_id + frame[16:]
            with pytest.raises((NotForUs, UnknownKey)):
                ours.open(relabelled)


@pytest.mark.parametrize("who", ["alice", "admin", "sidecar"])
def test_only_services_with_the_right_get_keys(acme, who):
    with pytest.raises(CallError) as refused:
        getattr(acme, who).call("EventService/OpenStream")
    assert refused.value.code == Code.PERMISSION_DENIED


def test_keys_change_when_a_gateway_goes(acme, node):
    acme.add_service("leaver")
    acme.admin.call("DirectoryService/CreateRole", role={
        "name": "leavers", "permissions": [wire.ALLOW_STREAM_EVENTS], "services": ["leaver"],
    })
    kept = Keys(acme.leaver.call("EventService/OpenStream"))
    subscription = acme.gateway.subscribe()
    with Collector(subscription) as seen:
        seen.must_equal(acme.gateway.read_log())
        acme.admin.call("DirectoryService/DeleteService", id="leaver")
        for frame in listen(node.stream_address, kept.stream_id, 3):
            with pytest.raises((NotForUs, UnknownKey)):
                kept.open(frame)
        acme.decide("load-000")
        seen.must_equal(acme.gateway.read_log())
    with pytest.raises(CallError) as refused:
        acme.leaver.call("EventService/OpenStream")
    assert refused.value.code == Code.UNAUTHENTICATED


def test_long_polls_are_answered_by_news(acme):
    """Many wait for the next event; each gets it."""
    head = head_of(acme)
    with ThreadPoolExecutor(8) as pool:
        waiting = [
            pool.submit(acme.gateway.call, "EventService/ReadEvents", after=head.seq,
                        wait_ms=20_000, attempt=25.0)
            for _ in range(8)
        ]
        acme.decide("load-000")
        for poll in waiting:
            assert poll.result().records[0].seq == head.seq + 1


def head_of(organization) -> Cursor:
    head = organization.gateway.call("EventService/ReadEvents", limit=1).head
    last = organization.gateway.read_log(after=head.seq - 1)[-1]
    return Cursor(last.seq, last.hash)


def kind_of(frame: bytes) -> int:
    return HEADER.unpack(frame[: HEADER.size])[2]


def listen(address: str, stream_id: bytes, count: int = 1) -> list[bytes]:
    """The next frames of a stream, as anybody can get them."""
    with pynng.Sub0(topics=stream_id, dial=address, recv_timeout=300_000) as socket:
        return [socket.recv() for _ in range(count)]
