"""Real nodes for tests: countersignd processes with data of their own, on loopback only."""

import _thread
import atexit
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
START_SECONDS = STOP_SECONDS = 300.0  # only end what would hang


class Node:
    """One countersignd. `directory` holds its data, unless that is elsewhere, and its log."""

    running: set["Node"] = set()

    def __init__(
        self, directory: Path, organization: str = "acme", tls=None, data: Path | None = None
    ):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory, self.tls = directory, tls
        self.data = data or directory / "data"
        self.issuer_key = self.data / "issuer.key"
        scheme = "tls+tcp" if tls else "tcp"
        self.address = f"{scheme}://127.0.0.1:{free_port()}"
        self.stream_address = f"{scheme}://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen | None = None
        self._found("init", organization)

    def add_organization(self, name: str) -> None:
        """Makes another organization with an administrator; the node must not run."""
        self._found("organization", "create", name)

    def token(self, organization: str, *, user: str = "", service: str = "") -> str:
        """A token of the node's own issuer, good for a day: for an e-mail or a service's name."""
        holder = ["--user", user] if user else ["--service", service]
        return self._tool("token", "issue", "--organization", organization, *holder,
                          "--lifetime", "24h")

    def start(self) -> None:
        """Starts the node and returns once it serves."""
        self.launch()
        with Connection([self.address], self.tls and self.tls.client.config()) as connection:
            try:
                connection.call("grpc.health.v1.Health/Check", within=START_SECONDS)
            except NoAnswer:
                raise RuntimeError(f"the node does not serve:\n{self.log_end()}") from None

    def launch(self) -> None:
        """Starts the process and does not wait for it."""
        settings = [
            "--data", self.data, "--listen", self.address, "--publish", self.stream_address,
            "--http", "off", "--heartbeat-interval", "200ms",
        ]
        if self.tls:
            settings += [
                "--tls-authority", self.tls.node.ca, "--tls-key", self.tls.node.key,
                "--tls-certificate", self.tls.node.certificate,
            ]
        with open(self.directory / "log", "ab") as log:
            self.process = subprocess.Popen(
                [BINARIES / "countersignd", "run", *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        Node.running.add(self)
        threading.Thread(target=self._watch, args=[self.process], daemon=True).start()

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

    def _watch(self, process: subprocess.Popen) -> None:
        """Interrupts the whole run if the node ends by itself: what follows would tell nothing."""
        try:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:
            return  # whoever stopped it was faster
        if self.process is process:
            interrupt(f"countersignd died with {process.wait()}:\n{self.log_end()}")

    def _end(self, number: signal.Signals) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(number)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            Node.running.discard(self)

    def _found(self, *command_and_name: str) -> None:
        *command, name = command_and_name
        self._tool(*command, "--organization", name, "--admin", f"admin@{name}.example")

    def _tool(self, *arguments: str) -> str:
        done = subprocess.run(
            [BINARIES / "countersignd", *arguments, "--data", self.data],
            capture_output=True, text=True, timeout=START_SECONDS,
        )
        if done.returncode != 0:
            raise RuntimeError(f"countersignd {arguments[0]}: {done.stderr}")
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


interruptions: list[str] = []


def interrupt(why: str) -> None:
    """Ends the main thread's work with KeyboardInterrupt; `interruptions` says why."""
    interruptions.append(why)
    print(f"\n{why}", file=sys.stderr, flush=True)
    _thread.interrupt_main()


def limit_run(seconds: float) -> None:
    """Interrupts this process after so many seconds, and ends it if that does not help."""

    def start_timer(delay, end):
        timer = threading.Timer(delay, end)
        timer.daemon = True
        timer.start()

    def give_up():
        kill_all()
        os._exit(70)

    def end():
        interrupt(f"not finished after {seconds:.0f} s")
        start_timer(30, give_up)

    start_timer(seconds, end)


atexit.register(kill_all)
