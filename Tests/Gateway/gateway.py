#!/usr/bin/env python3
"""A gateway: it passes people's calls on with their own tokens, and follows the event log.

    gateway = Gateway(["tcp://127.0.0.1:7600"], token=service_token)
    alice = gateway.acting_for(alices_token)
    alice.call("AccessService/CreateRequest", resource="prod-db", account="root",
               duration={"seconds": 3600}, reason="restore of last night's backup")
    for record in gateway.subscribe():
        event = wire.Event.FromString(record.event)

Run as a program it prints every event:

    python gateway.py --token-file gateway.token tcp://127.0.0.1:7600
"""

import argparse
from pathlib import Path

import pynng

from calls import Connection
from contract import wire
from stream import Cursor, Subscription


class Caller:
    """A person or service: every call carries that one's token."""

    def __init__(self, connection: Connection, token: str):
        self.connection, self.token = connection, token

    def call(self, method: str, **fields):
        """See Connection.call."""
        return self.connection.call(method, self.token, **fields)


class Gateway(Caller):
    """A service that calls for itself, for people, and subscribes."""

    def __init__(self, addresses: list[str], token: str, tls: pynng.TLSConfig | None = None):
        super().__init__(Connection(addresses, tls), token)
        self._tls = tls

    def acting_for(self, token: str) -> Caller:
        """The person decides by their own token; the gateway's is not involved."""
        return Caller(self.connection, token)

    def subscribe(self, cursor: Cursor = Cursor()) -> Subscription:
        """Everything in the log after the cursor, then everything new."""
        return Subscription(self.connection, self.token, cursor, self._tls)

    def read_log(self, after: int = 0, limit: int = 1000) -> list:
        """The whole log after a position, as EventRecords."""
        records = []
        while True:
            page = self.call("EventService/ReadEvents", after=after, limit=limit)
            records.extend(page.records)
            if page.next_after in (after, page.head.seq):
                return records
            after = page.next_after

    def close(self) -> None:
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def mutual_tls(ca: Path, certificate: Path, key: Path, server_name: str) -> pynng.TLSConfig:
    """Our certificate and key, and the authority and name that the node must show (PEM files)."""
    return pynng.TLSConfig(
        pynng.TLSConfig.MODE_CLIENT, server_name=server_name, ca_string=ca.read_text(),
        own_cert_string=certificate.read_text(), own_key_string=key.read_text(),
        auth_mode=pynng.TLSConfig.AUTH_MODE_REQUIRED,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Prints the events of an organization.")
    parser.add_argument("address", nargs="+", help="tcp://…, tls+tcp://… or ipc://…")
    parser.add_argument("--token-file", type=Path, required=True, help="the service's token")
    parser.add_argument("--ca", type=Path, help="with --certificate, --key: mutual TLS")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--server-name", default="localhost")
    options = parser.parse_args()
    tls = None
    if options.ca:
        tls = mutual_tls(options.ca, options.certificate, options.key, options.server_name)
    with Gateway(options.address, options.token_file.read_text().strip(), tls) as gateway:
        for record in gateway.subscribe():
            event = wire.Event.FromString(record.event)
            print(event.seq, event.time.ToJsonString(), wire.EventKind.Name(event.kind),
                  event.subject_id, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
