"""Frames of the live stream: sealed events and heartbeats (proto/countersign/v1/event.proto)."""

import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER = struct.Struct(">16s4sBQ")  # stream_id, key_id, kind, seq
NONCE_BYTES = 12
TAG_BYTES = 16
EVENT, HEARTBEAT = 1, 2


class NotForUs(Exception):
    """The frame is forged, damaged or of another stream. Whoever meets one drops it."""


class UnknownKey(Exception):
    """The frame names a key that we have not been given: it may be new."""


@dataclass(frozen=True)
class Frame:
    """What a frame held: `kind`, `seq` and the encoded EventRecord or Heartbeat."""

    kind: int
    seq: int
    body: bytes


class Keys:
    """The keys of one stream, as OpenStream gave them."""

    def __init__(self, stream):
        self.stream_id = stream.stream_id
        self._ciphers = {
            key.key_id: AESGCM(key.key) for key in (stream.current, stream.next) if key.key
        }

    def open(self, frame: bytes) -> Frame:
        """Opens a frame. The header is authenticated with the rest, so it can be believed."""
        if len(frame) < HEADER.size + NONCE_BYTES + TAG_BYTES:
            raise NotForUs
        header, rest = frame[: HEADER.size], frame[HEADER.size :]
        stream_id, key_id, kind, seq = HEADER.unpack(header)
        if stream_id != self.stream_id:
            raise NotForUs
        if key_id not in self._ciphers:
            raise UnknownKey
        try:
            body = self._ciphers[key_id].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header)
        except InvalidTag:
            raise NotForUs from None
        return Frame(kind, seq, body)
