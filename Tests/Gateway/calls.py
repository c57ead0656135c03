"""Calls: one nng REQ message is one Call, its REP message one Reply (proto/.../envelope.proto)."""

import os
import threading
import time

import pynng

from contract import wire
from errors import CallError, Code, NoAnswer, retry_delay

# The connection broke, or nobody was there: the call may or may not have arrived.
LOST = (
    pynng.Timeout,
    pynng.Closed,
    pynng.ConnectionReset,
    pynng.ConnectionRefused,
    pynng.ConnectionAborted,
)
LARGEST_REPLY = 16 * 1024 * 1024
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0
CLOSE_LIMIT_SECONDS = 2.0
CLOSED = 7  # NNG_ECLOSED


def new_request_id() -> bytes:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    value = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    value[6] = 0x70 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    return bytes(value)


class Connection:
    """The way to one or more nodes. Any number of threads may call at the same time."""

    def __init__(self, addresses: list[str], tls: pynng.TLSConfig | None = None):
        # nng sends a request again by itself whenever a connection drops; that must be our
        # decision, with our deadline, so it is switched off.
        self._socket = pynng.Req0(
            resend_time=-1, recv_max_size=LARGEST_REPLY, reconnect_time_min=20,
            reconnect_time_max=500, tls_config=tls,
        )
        self._contexts = set()  # one for each call under way
        self._is_closed = False
        self._changed = threading.Condition()  # guards the three above
        for address in addresses:
            self._socket.dial(address, block=False)

    def close(self) -> None:
        """Ends the calls under way, then closes the socket.

        In this order: nng panics when a context is closed while its socket is. And nng's close can
        wait for ever when the peer was killed at the wrong moment; then the socket is left to the
        end of the process.
        """
        with self._changed:
            self._is_closed = True
            for context in self._contexts:
                context.close()
            self._changed.wait_for(lambda: not self._contexts, CLOSE_LIMIT_SECONDS)
        closing = threading.Thread(target=self._socket.close, daemon=True)
        closing.start()
        closing.join(CLOSE_LIMIT_SECONDS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(
        self, method: str, token: str = "", *, request_id: bytes = b"", within: float = 120.0,
        attempt: float = 20.0, **fields,
    ):
        """Calls the method with these fields and returns its response message.

        Tries again, with the same bytes, while the node can't be reached or says UNAVAILABLE, for
        `within` seconds; each attempt waits for `attempt` seconds. Raises CallError or NoAnswer.
        """
        row = wire.method(method)
        call = self.prepare(method, token, request_id=request_id, attempt=attempt, **fields)
        reply = self.deliver(call, within)
        if reply.code != Code.OK:
            raise CallError(call.method, reply)
        return row.response.FromString(reply.body)

    def prepare(
        self, method: str, token: str = "", *, request_id: bytes = b"", attempt: float = 20.0,
        **fields,
    ):
        """The Call for a method; a method that changes state gets a fresh request id."""
        row = wire.method(method)
        if row.is_mutation and not request_id:
            request_id = new_request_id()
        return wire.Call(
            method=row.name, request_id=request_id, bearer_token=token,
            timeout_ms=int(attempt * 1000), body=row.request(**fields).SerializeToString(),
        )

    def deliver(self, call, within: float = 120.0):
        """Sends the call until it has an answer that sending again would not change."""
        frame = call.SerializeToString()
        end = time.monotonic() + within
        pause = FIRST_PAUSE_SECONDS
        while True:
            reply, cause = None, None
            try:
                remaining = max(end - time.monotonic(), 0.001)
                answer = self.exchange(frame, min(call.timeout_ms / 1000 or 20.0, remaining))
                reply = wire.Reply.FromString(answer)
                asked_pause = retry_delay(reply)
                if asked_pause is None:
                    return reply
                pause = max(pause, asked_pause)
            except LOST as lost:
                cause = lost
            if time.monotonic() + pause >= end:
                if reply is None:
                    raise NoAnswer(call, cause)
                return reply
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def exchange(self, frame: bytes, timeout: float) -> bytes:
        """Sends one frame and returns the one that answers it; raises what pynng raises."""
        with self._changed:  # a context takes its time-outs from the socket when it is opened
            if self._is_closed:
                raise pynng.Closed("the connection was closed", CLOSED)
            self._socket.recv_timeout = self._socket.send_timeout = max(int(timeout * 1000), 1)
            context = self._socket.new_context()
            self._contexts.add(context)
        try:
            context.send(frame)
            return context.recv()
        except TypeError as error:  # pynng's word for a context closed between the two
            raise pynng.Closed("the connection was closed", CLOSED) from error
        finally:
            with self._changed:
                self._contexts.remove(context)
                if not self._is_closed:
                    context.close()
                self._changed.notify_all()
