#!/usr/bin/env python3
"""Kills a node under load with SIGKILL, again and again, and holds it to what it promised.

    python Tests/Faults/kill_nine.py [rounds] [--seed N]

Each round: several workers ask and approve; the node dies at a random moment, sometimes once more
while it starts; it comes back on the same data. Then

  - every acknowledged request, vote and grant is in the log, and nothing is there twice;
  - sequence numbers are dense and the hash chain verifies, on from where it was verified before;
  - calls that got no answer are sent again, byte for byte, and have one effect;
  - calls that were answered, in this round or any before, get the same bytes again;
  - one live subscriber that lives through all rounds ends with exactly the same log.

Exit code 0 if all of that held, 1 if not.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from load import (  # first: sets the path
    Auditor, Violated, Worker, join_all, must, must_repeat, run_all,
)

from calls import Connection
from contract import wire
from node import Node, limit_run
from organization import LOAD_ACCOUNTS, Organization
from stream import ChainBroken

WORKERS = 8
LONGEST_LOAD_SECONDS = 1.0
KEPT_ANSWERS = 300
CHECKED_AGAIN = 60


class Watcher:
    """A subscriber that stays, whatever happens to the node."""

    def __init__(self, gateway):
        self.subscription = gateway.subscribe()
        self.failure: Exception | None = None
        self._news = threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()

    def must_reach(self, cursor) -> None:
        """Its log is the same: the hash at the cursor stands for everything before."""
        def arrived():
            return self.failure or self.subscription.cursor.seq >= cursor.seq
        with self._news:
            must(self._news.wait_for(arrived, 300), f"the subscriber is stuck before {cursor.seq}")
        if self.failure:
            raise self.failure
        must(self.subscription.cursor.hash == cursor.hash, "the subscriber has another log")

    def _run(self) -> None:
        try:
            for _ in self.subscription:
                with self._news:
                    self._news.notify_all()
        except Exception as failure:
            with self._news:
                self.failure = failure
                self._news.notify_all()


class Trial:
    """One node, killed as often as asked."""

    def __init__(self, directory: Path, dice: random.Random):
        self.dice = dice
        self.node = Node(directory)
        self.node.start()
        self.organization = Organization(self.node).set_up()
        self.gateway = self.organization.gateway
        self.workers = [Worker(self.organization, name) for name in LOAD_ACCOUNTS[:WORKERS]]
        self.auditor, self.watcher = Auditor(), Watcher(self.gateway)
        self.kept: list = []  # answers of earlier rounds
        self.acknowledged = 0

    def round(self) -> str:
        """One life of the node; returns what happened, in a line."""
        lived = self._work_and_die()
        restarted = self._come_back()
        self.gateway.call("DirectoryService/WhoAmI", within=300)  # connected again
        answers = [answer for worker in self.workers for answer in worker.answers]
        must(not any(worker.refusals for worker in self.workers), "refused for no reason")
        events = self.auditor.read(self.gateway)
        for answer in answers:
            self.auditor.check(answer)
        effective, unanswered = self._resend_unanswered()
        self._repeat(answers)
        self.watcher.must_reach(self.auditor.cursor)
        self.acknowledged += len(answers)
        for worker in self.workers:
            worker.answers.clear()
        return (f"killed after {lived:.2f} s, {len(answers)} acknowledged, {unanswered} unanswered "
                f"({effective} had taken effect), {events} events, back in {restarted:.2f} s")

    def _work_and_die(self) -> float:
        lived = self.dice.uniform(0.01, LONGEST_LOAD_SECONDS)
        with Connection([self.node.address]) as connection:
            threads = run_all(self.workers, connection)
            time.sleep(lived)
            self.node.kill()
            connection.close()  # so that nobody waits for the node to come back
            join_all(threads, self.workers)
        return lived

    def _come_back(self) -> float:
        if self.dice.random() < 0.2:
            self.node.launch()
            time.sleep(self.dice.uniform(0, 0.3))
            self.node.kill()
        start = time.monotonic()
        self.node.start()
        return time.monotonic() - start

    def _resend_unanswered(self) -> tuple[int, int]:
        """Sends what got no answer again. Returns how much of it had happened already."""
        waiting = [worker for worker in self.workers if worker.unanswered is not None]
        effective = 0
        for worker in waiting:
            must(worker.step(self.gateway.connection), "still no answer")
            effective += self.auditor.read(self.gateway) == 0
            self.auditor.check(worker.answers[-1])
            must_repeat(self.gateway.connection, worker.answers[-1:])
        return effective, len(waiting)

    def _repeat(self, answers: list) -> None:
        sample = self.dice.sample(answers, min(len(answers), CHECKED_AGAIN))
        earlier = self.dice.sample(self.kept, min(len(self.kept), CHECKED_AGAIN))
        must_repeat(self.gateway.connection, sample + earlier)
        must(self.auditor.read(self.gateway) == 0, "a repeated call had another effect")
        for answer in sample[:10]:
            self._must_be_as_answered(answer.response().request)
        self.kept = self.dice.sample(self.kept + sample, min(KEPT_ANSWERS, len(self.kept + sample)))

    def _must_be_as_answered(self, request) -> None:
        """What the node says now agrees with what it said when it acknowledged."""
        now = self.organization.alice.call("AccessService/GetRequest", id=request.id).request
        if request.state == wire.REQUEST_APPROVED:
            must(now.state == request.state and now.grant_id == request.grant_id, f"{request.id}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--seed", default=os.environ.get("COUNTERSIGN_SEED"))
    options = parser.parse_args()
    seed = options.seed or str(random.SystemRandom().randrange(2**32))
    print(f"COUNTERSIGN_SEED={seed}", flush=True)
    limit_run(600 + 60 * options.rounds)  # only ends what would hang
    with tempfile.TemporaryDirectory(prefix="kill-nine-") as directory:
        trial = Trial(Path(directory), random.Random(seed))
        number = 0
        try:
            for number in range(1, options.rounds + 1):
                print(f"round {number}/{options.rounds}: {trial.round()}", flush=True)
        except (Violated, ChainBroken) as failure:
            print(f"FAILED in round {number}: {failure}\n{trial.node.log_end()}", file=sys.stderr)
            return 1
        finally:
            trial.watcher.subscription.close()
            trial.node.kill()
    print(f"{options.rounds} rounds, {trial.acknowledged} acknowledged calls, "
          f"{trial.auditor.cursor.seq} events: nothing lost, nothing twice, the chain verifies")
    return 0


if __name__ == "__main__":
    sys.exit(main())
