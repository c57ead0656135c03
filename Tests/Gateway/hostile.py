"""Those who misbehave on the wire: relays that change the stream, subscribers that never read."""

import os
import random
import socket
import struct
import threading
from collections.abc import Callable

import pynng

from calls import Connection
from frames import HEADER
from node import free_port

SP_SUBSCRIBER = b"\0SP\0\0\x21\0\0"  # nng's TCP handshake for protocol 2.1, SUB
SP_REQUESTER = b"\0SP\0\0\x30\0\0"


class Relay:
    """Stands between the node's pub socket and a subscriber; `change` says what becomes of each
    frame: the frames to send instead."""

    def __init__(self, address: str, change: Callable[[bytes], list[bytes]]):
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self._change = change
        self._source = pynng.Sub0(topics=b"", dial=address, recv_buffer_size=8192)
        self._target = pynng.Pub0(listen=self.address, send_buffer_size=8192)
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._source.close()
        self._target.close()

    def _run(self) -> None:
        try:
            while True:
                for changed in self._change(self._source.recv()):
                    self._target.send(changed)
        except pynng.Closed:
            pass


class Liar:
    """Drops, doubles, reorders, damages and forges frames at random."""

    def __init__(self, dice: random.Random):
        self.lies = 0
        self._dice = dice
        self._kept: list[bytes] = []

    def __call__(self, frame: bytes) -> list[bytes]:
        self._kept = [*self._kept[-99:], frame]
        other = self._dice.choice(self._kept)
        choices = {
            "pass": [frame], "drop": [], "twice": [frame, frame], "older first": [other, frame],
            "one bit": [flip_bit(frame, self._dice)], "cut": [frame[: self._dice.randrange(90)]],
            "spliced": [frame[: HEADER.size] + other[HEADER.size :]],
            "renumbered": [renumber(frame, 1000)], "made up": [forge(frame), frame],
        }
        name = self._dice.choices(list(choices), [8, 1, 1, 1, 1, 1, 1, 1, 1])[0]
        self.lies += name not in ("pass", "drop", "twice", "older first")
        return choices[name]


class MisledConnection(Connection):
    """A connection whose OpenStream gives another address, and perhaps another heartbeat."""

    def __init__(self, addresses: list[str], stream_address: str, heartbeat_seconds: int = 0):
        super().__init__(addresses)
        self._stream_address, self._heartbeat_seconds = stream_address, heartbeat_seconds

    def call(self, method: str, token: str = "", **fields):
        response = super().call(method, token, **fields)
        if method == "EventService/OpenStream":
            response.addresses[:] = [self._stream_address]
            response.heartbeat_interval.seconds += self._heartbeat_seconds
        return response


def flip_bit(frame: bytes, dice: random.Random) -> bytes:
    position, bit = dice.randrange(len(frame)), 1 << dice.randrange(8)
    return frame[:position] + bytes([frame[position] ^ bit]) + frame[position + 1 :]


def renumber(frame: bytes, by: int) -> bytes:
    stream_id, key_id, kind, seq = HEADER.unpack(frame[: HEADER.size])
    return HEADER.pack(stream_id, key_id, kind, seq + by) + frame[HEADER.size :]


def forge(frame: bytes) -> bytes:
    """A frame under a header as good as the real one, with a body of somebody who lacks the key."""
    return frame[: HEADER.size] + os.urandom(len(frame) - HEADER.size)


def stalled_subscriber(address: str) -> socket.socket:
    """Shakes hands as an nng subscriber and then never reads another byte."""
    host, port = address.rsplit("/", 1)[1].split(":")
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect((host, int(port)))
    stalled.sendall(SP_SUBSCRIBER)
    return stalled


def drop_hard(connection: socket.socket) -> None:
    """Closes with a reset, leaving nothing behind in TIME_WAIT."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
