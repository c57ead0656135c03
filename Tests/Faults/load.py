"""Load for fault tests: workers that remember every call and its answer, and an auditor."""

import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Gateway"))

from calls import LOST, Connection  # noqa: E402
from contract import wire  # noqa: E402
from errors import Code, detail  # noqa: E402
from organization import Organization  # noqa: E402
from stream import ChainBroken, Cursor  # noqa: E402

ATTEMPT_SECONDS = 60.0
APPROVE = "AccessService/ApproveRequest"


class Violated(Exception):
    """The node broke a promise."""


def must(condition, what: str) -> None:
    if not condition:
        raise Violated(what)


@dataclass
class Answer:
    """A call that was acknowledged: what was sent, and what came back, byte for byte."""

    call: object
    frame: bytes

    def response(self):
        reply = wire.Reply.FromString(self.frame)
        return wire.method(self.call.method).response.FromString(reply.body)


class Worker:
    """Makes one decision after the other on an account of its own: ask, approve, approve."""

    def __init__(self, organization: Organization, account: str, reason: str = "load"):
        self.answers: list[Answer] = []
        self.unanswered = None  # a Call that was sent and of which nothing is known
        self.refusals: list = []  # Replies that said: not now
        self.violation: Violated | None = None  # of a promise, which ended `run`
        self._organization, self._account, self._reason = organization, account, reason
        for who in ("alice", "bob", "dave"):
            organization.token(who)  # now, and not under load
        self._calls = self._endless_calls()
        self.next_call = next(self._calls)

    def run(self, connection: Connection, stop=lambda: False) -> None:
        """Works until told to stop, or until it gets no answer or a refusal."""
        try:
            while not stop() and self.step(connection):
                pass
        except Violated as violation:
            self.violation = violation

    def step(self, connection: Connection) -> bool:
        """Sends the next call once; the same again if it was not acknowledged before."""
        self.unanswered = self.next_call
        try:
            frame = connection.exchange(self.next_call.SerializeToString(), ATTEMPT_SECONDS)
        except LOST:
            return False
        self.unanswered = None
        reply = wire.Reply.FromString(frame)
        if reply.code in (Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED):
            self.refusals.append(reply)
            return False
        must(reply.code == Code.OK, f"{self.next_call.method}: {reply}")
        answer = Answer(self.next_call, frame)
        self.answers.append(answer)
        self.next_call = self._calls.send(answer.response())
        return True

    def _endless_calls(self):
        """Yields Calls and is sent the response to each."""
        while True:
            created = yield self._call(
                "alice", "AccessService/CreateRequest", resource="prod-db", reason=self._reason,
                account=self._account, duration={"seconds": 7200})
            yield self._call("bob", APPROVE, id=created.request.id)
            yield self._call("dave", APPROVE, id=created.request.id)

    def _call(self, who: str, method: str, **fields):
        token = self._organization.token(who)
        return self._organization.gateway.connection.prepare(method, token, **fields)


def run_all(workers: list[Worker], connection: Connection, stop=lambda: False) -> list:
    """Starts a thread for each worker and returns the threads."""
    threads = [
        threading.Thread(target=worker.run, args=(connection, stop), daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    return threads


def join_all(threads: list, workers: list[Worker]) -> None:
    """Waits for the threads to end, and raises what a worker found violated."""
    for thread in threads:
        thread.join()
    for worker in workers:
        if worker.violation:
            raise worker.violation


@dataclass
class History:
    """What the log says about one request."""

    created: int = 0
    votes: Counter = field(default_factory=Counter)
    approved: int = 0
    grants: list = field(default_factory=list)

    def check(self, request_id: str) -> None:
        must(self.created == 1, f"{request_id} was created {self.created} times")
        must(all(count == 1 for count in self.votes.values()), f"{request_id}: {self.votes}")
        must(self.approved == len(self.grants) <= 1, f"{request_id}: {self}")
        must(self.approved == (len(self.votes) == 2), f"{request_id}: {self}")


class Auditor:
    """Reads the log as it grows, verifies it, and compares it with what was acknowledged."""

    def __init__(self):
        self.cursor = Cursor()
        self._requests: dict[str, History] = {}

    def read(self, gateway) -> int:
        """Reads on to the head and returns the number of new events. Numbers must be dense and
        every hash must follow from the one before."""
        start = self.cursor.seq
        touched = set()
        for record in gateway.read_log(after=start):
            if not self.cursor.is_followed_by(record):
                raise ChainBroken(f"record {record.seq} after {self.cursor.seq}")
            self.cursor = Cursor(record.seq, record.hash)
            touched.add(self._note(wire.Event.FromString(record.event)))
        for request_id in touched - {""}:
            self._requests[request_id].check(request_id)
        return self.cursor.seq - start

    def check(self, answer: Answer) -> None:
        """What was acknowledged is in the log, once."""
        response = answer.response()
        history = self._requests.get(response.request.id)
        must(history, f"{response.request.id} was acknowledged and is lost")
        if answer.call.method.endswith(APPROVE):
            voters = {vote.voter.id for step in response.request.steps for vote in step.votes}
            must(voters and voters <= set(history.votes), f"a vote is lost: {response}")
            if response.HasField("grant"):
                must(history.grants == [response.grant.id], f"the grant is lost: {response}")

    def _note(self, event) -> str:
        """Adds the event to the history of its request; returns that request's id or ""."""
        request_id = event.request.id or event.grant.request_id
        if not request_id:
            return ""
        history = self._requests.setdefault(request_id, History())
        if event.kind == wire.EVENT_REQUEST_CREATED:
            history.created += 1
        elif event.kind == wire.EVENT_VOTE:
            history.votes[event.actor.user.id] += 1
        elif event.kind == wire.EVENT_REQUEST_APPROVED:
            history.approved += 1
        elif event.kind == wire.EVENT_GRANT_CREATED:
            history.grants.append(event.grant.id)
        return request_id


def must_repeat(connection: Connection, answers: list[Answer]) -> None:
    """The same ids again: the same replies, byte for byte."""
    for answer in answers:
        again = connection.exchange(answer.call.SerializeToString(), ATTEMPT_SECONDS)
        must(again == answer.frame, f"another reply to the same id: {answer.call.method}")


def reason_of(reply) -> str:
    info = detail(reply, "error_info")
    return info.reason if info else ""
