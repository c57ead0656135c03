"""The organization's events, each once and in order, whatever happens to the connection.

The log is the truth and is read with ReadEvents; the nng pub socket only says sooner what the log
will say. So nothing that is lost, late, doubled or forged on the way changes the result.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pynng

from contract import wire
from frames import EVENT, HEARTBEAT, Keys, NotForUs, UnknownKey

PAGE = 500


class ChainBroken(Exception):
    """The log itself does not follow from what was read before: somebody changed history."""


@dataclass(frozen=True)
class Cursor:
    """How far one has read. Keep it with what the events led to; start again from it."""

    seq: int = 0
    hash: bytes = bytes(32)
    epoch: int = 0  # 0: any

    def is_followed_by(self, record) -> bool:
        """The record is the next one: by its number and by its hash."""
        expected = hashlib.sha256(self.hash + record.event).digest()
        return record.seq == self.seq + 1 and record.hash == expected


class Subscription:
    """A live view of the log, for a service with ALLOW_STREAM_EVENTS.

    Iterate over it in one thread; `close` may be called from another and ends the iteration.
    """

    def __init__(self, connection, token: str, cursor: Cursor = Cursor(), tls=None):
        self.cursor = cursor
        self.frames = 0  # frames that arrived and were ours
        self.dropped = 0  # frames that were not
        self.reads = 0  # times the log was read to fill a gap
        self._connection, self._token, self._tls = connection, token, tls
        self._socket: pynng.Sub0 | None = None
        self._dialed = None
        self._opened_at = 0.0
        self._closed = False

    def close(self) -> None:
        self._closed = True
        self.drop_socket()

    def drop_socket(self) -> None:
        """Gives the live connection up; the iteration makes a new one and misses nothing."""
        if self._socket is not None:
            self._socket.close()
        self._dialed = None

    def drop_pipes(self) -> None:
        """Breaks the connection below the socket; nng dials again by itself."""
        for pipe in self._socket.pipes if self._socket else ():
            try:
                pipe.close()
            except pynng.NNGException:
                pass  # it was gone already

    def __iter__(self) -> Iterator:
        """Yields each EventRecord after the cursor, once, in order; waits when there is none."""
        self._open()
        try:
            yield from self._read_log()
            while not self._closed:
                try:
                    frame = self._socket.recv()
                except pynng.Timeout:  # two heartbeats were missed
                    yield from self._read_log()
                except pynng.NNGException:
                    if not self._closed:
                        self._open()
                        yield from self._read_log()
                else:
                    yield from self._take(frame)
        finally:
            self.drop_socket()

    def _take(self, sealed: bytes) -> Iterator:
        try:
            frame = self._keys.open(sealed)
        except UnknownKey:
            self.dropped += 1
            # Anybody could send made-up key ids: so at most one look for new keys a heartbeat.
            if time.monotonic() - self._opened_at > self._heartbeat:
                self._open()
                yield from self._read_log()
            return
        except NotForUs:
            self.dropped += 1
            return
        self.frames += 1
        if frame.seq <= self.cursor.seq:
            return
        if frame.kind == EVENT:
            record = wire.EventRecord.FromString(frame.body)
            if self.cursor.is_followed_by(record):
                yield self._accept(record)
            else:
                yield from self._read_log()
        elif frame.kind == HEARTBEAT:
            yield from self._read_log()

    def _read_log(self) -> Iterator:
        """Yields what the log holds beyond the cursor, up to its head."""
        self.reads += 1
        while not self._closed:
            page = self._connection.call(
                "EventService/ReadEvents", self._token, after=self.cursor.seq, limit=PAGE,
                epoch=self.cursor.epoch,
            )
            for record in page.records:
                if not self.cursor.is_followed_by(record):
                    raise ChainBroken(f"record {record.seq} after {self.cursor.seq}")
                yield self._accept(record)
            self._epoch = page.head.epoch
            if self.cursor.seq >= page.head.seq or not page.records:
                return

    def _accept(self, record):
        self.cursor = Cursor(record.seq, record.hash, self._epoch)
        return record

    def _open(self) -> None:
        """Gets the addresses and keys, and dials unless we are connected to that stream."""
        stream = self._connection.call("EventService/OpenStream", self._token)
        self._keys = Keys(stream)
        self._epoch = stream.head.epoch
        interval = stream.heartbeat_interval
        self._heartbeat = interval.seconds + interval.nanos / 1e9
        self._opened_at = time.monotonic()
        dialed = (list(stream.addresses), stream.stream_id)
        if dialed == self._dialed:
            return
        self.drop_socket()
        self._socket = pynng.Sub0(
            topics=stream.stream_id, recv_timeout=int(self._heartbeat * 2000),
            recv_buffer_size=4096, recv_max_size=1024 * 1024, reconnect_time_min=20,
            reconnect_time_max=500, tls_config=self._tls,
        )
        self._socket.dial(stream.addresses[0], block=False)
        self._dialed = dialed
        if self._closed:
            self.drop_socket()
