"""Real nodes for tests: countersignd processes with data of their own, on loopback only."""

import atexit
import faulthandler
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from calls import Connection
from errors import NoAnswer

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("COUNTERSIGN_BIN_DIR", ROOT / ".build" / "debug")).resolve()
START_SECONDS = 60.0
STOP_SECONDS = 60.0


class Node:
    """One countersignd. `directory` holds its data and log, and outlives any number of starts."""

    running: set["Node"] = set()

    def __init__(self, directory: Path, organization: str = "acme", tls=None):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory, self.organization, self.tls = directory, organization, tls
        self.data = directory / "data"
        self.issuer_key = self.data / "issuer.pem"
        self.admin = f"admin@{organization}.example"
        scheme = "tls+tcp" if tls else "tcp"
        self.address = f"{scheme}://127.0.0.1:{free_port()}"
        self.stream_address = f"{scheme}://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen | None = None
        self.add_organization(organization, self.admin)

    def add_organization(self, name: str, admin: str) -> None:
        """Makes an organization with one user, who may do everything; the node must not run."""
        self._tool("init", "--organization", name, "--admin", admin)

    def token(self, subject: str, organization: str = "") -> str:
        """A token of the node's own issuer, good for a day."""
        return self._tool(
            "token", "--organization", organization or self.organization, "--subject", subject
        )

    def start(self) -> None:
        """Starts the node and returns once it serves."""
        arguments = ["--listen", self.address, "--publish", self.stream_address]
        if self.tls:
            arguments += [
                "--ca", self.tls.node.ca, "--certificate", self.tls.node.certificate,
                "--key", self.tls.node.key,
            ]
        with open(self.directory / "log", "ab") as log:
            self.process = subprocess.Popen(
                [BINARIES / "countersignd", "run", "--data-directory", self.data, *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        Node.running.add(self)
        with Connection([self.address], self.tls and self.tls.client.config()) as connection:
            try:
                connection.call("grpc.health.v1.Health/Check", within=START_SECONDS)
            except NoAnswer:
                raise RuntimeError(f"the node does not serve:\n{self.log_end()}") from None

    def stop(self) -> int:
        """Asks the node to drain and returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def log_end(self) -> str:
        return (self.directory / "log").read_text(errors="replace")[-4000:]

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(number)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process = None
            Node.running.discard(self)
        return code

    def _tool(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [BINARIES / "countersignd", command, "--data-directory", self.data, *arguments],
            capture_output=True, text=True, timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"countersignd {command}: {done.stderr}")
        return done.stdout.strip()


def free_port() -> int:
    """A port that nobody listens on, below those that the system gives to clients."""
    while True:
        port = 10_000 + int.from_bytes(os.urandom(2), "big") % 20_000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def kill_all() -> None:
    for node in list(Node.running):
        node.kill()


def limit_run(seconds: float) -> None:
    """Ends this process and its nodes, with every thread's stack, if it takes longer than that."""

    def end():
        print(f"\nnot finished after {seconds:.0f} s", file=sys.stderr)
        faulthandler.dump_traceback(file=sys.__stderr__)
        kill_all()
        os._exit(70)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


atexit.register(kill_all)
