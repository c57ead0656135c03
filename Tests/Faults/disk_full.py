#!/usr/bin/env python3
"""Fills a node's disk and makes room again, and holds the node to what it promised.

    sudo python Tests/Faults/disk_full.py [--size-mib N]

The node's data lies on a small tmpfs beside a ballast file. Load fills it until writes are refused:
clearly, with UNAVAILABLE or RESOURCE_EXHAUSTED and a RetryInfo, while reads go on. Then the ballast
goes, and the same calls, with the same ids, succeed without a restart. At the end the node is
started again and the log is verified from the beginning against all that was acknowledged.

Exit code 0 if all of that held, 1 if not, 77 if it can't be tried here: who runs it may not mount
the tmpfs, as in most containers.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from load import (  # first: sets the path
    Auditor, Violated, Worker, join_all, must, must_repeat, reason_of, run_all,
)

from errors import Code, detail
from node import Node, limit_run
from organization import LOAD_ACCOUNTS, Organization
from stream import ChainBroken

WORKERS = 8
BALLAST_MIB = 24  # more than a checkpoint moves: 8 MiB of log
RUN_LIMIT_SECONDS = 1800  # only ends what would hang
ROUNDS_AFTER = 20
SKIPPED = 77


class MountRefused(Exception):
    """There is no right to mount a file system here, or no mount(8)."""


@contextmanager
def small_disk(directory: Path, size_mib: int):
    """A tmpfs of that size; gone at the end."""
    directory.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "countersign-test", directory]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True)
    except OSError as failure:
        raise MountRefused(failure) from None
    if mounted.returncode != 0:
        raise MountRefused(mounted.stderr.strip())
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def fill(workers: list[Worker], organization: Organization) -> None:
    """Works until every worker has been told that it can't go on."""
    join_all(run_all(workers, organization.gateway.connection), workers)
    for worker in workers:
        must(worker.unanswered is None, "a full disk must be answered, not met with silence")
        reply = worker.refusals[-1]
        must(reason_of(reply), f"a refusal without a reason: {reply}")
        must(detail(reply, "retry_info") is not None, f"a refusal without RetryInfo: {reply}")
    replies = {f"{Code(worker.refusals[-1].code).name} {reason_of(worker.refusals[-1])}: "
               f"{worker.refusals[-1].message}" for worker in workers}
    print("refused with:", *sorted(replies), sep="\n  ")


def check_reads(organization: Organization, answers: list) -> None:
    """Everything acknowledged can be read while nothing can be written."""
    for answer in answers[:: max(len(answers) // 100, 1)]:
        request_id = answer.response().request.id
        organization.alice.call("AccessService/GetRequest", id=request_id)
    organization.alice.call("AccessService/ListRequests", mine=True)
    organization.gateway.connection.call("grpc.health.v1.Health/Check")
    Auditor().read(organization.gateway)


def recover(workers: list[Worker], organization: Organization) -> None:
    """The calls that were refused succeed, with the ids they had."""
    connection = organization.gateway.connection
    for worker in workers:
        reply = connection.deliver(worker.next_call, within=300.0)
        must(reply.code == Code.OK, f"no recovery: {reply}")
        for _ in range(ROUNDS_AFTER):
            must(worker.step(connection), "refused again, with room on the disk")


def try_it(directory: Path, disk: Path) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(BALLAST_MIB << 20))
    node = Node(directory, data=disk / "data")
    node.start()
    process = node.process
    organization = Organization(node).set_up()
    workers = [Worker(organization, name, reason="x" * 1000) for name in LOAD_ACCOUNTS[:WORKERS]]

    fill(workers, organization)
    answers = [answer for worker in workers for answer in worker.answers]
    print(f"full after {len(answers)} acknowledged calls; reads go on", flush=True)
    check_reads(organization, answers)
    ballast.unlink()
    recover(workers, organization)
    must(node.process is process and node.is_running(), "it was restarted")
    print("with room again, the same calls succeed", flush=True)

    must(node.stop() == 0, "it did not stop cleanly")
    node.start()
    organization.gateway.call("DirectoryService/WhoAmI", within=300)
    auditor = Auditor()
    auditor.read(organization.gateway)
    answers = [answer for worker in workers for answer in worker.answers]
    for answer in answers:
        auditor.check(answer)
    must_repeat(organization.gateway.connection, answers[:: max(len(answers) // 200, 1)])
    must(auditor.read(organization.gateway) == 0, "a repeated call had another effect")
    node.stop()
    print(f"{len(answers)} acknowledged calls, {auditor.cursor.seq} events: nothing lost, "
          "nothing twice, the chain verifies")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size-mib", type=int, default=64)
    options = parser.parse_args()
    limit_run(RUN_LIMIT_SECONDS)
    with tempfile.TemporaryDirectory(prefix="disk-full-") as name:
        directory = Path(name)
        try:
            with small_disk(directory / "disk", options.size_mib) as disk:
                try:
                    try_it(directory, disk)
                finally:
                    for node in list(Node.running):
                        node.kill()
        except MountRefused as refusal:
            print("SKIPPED: a full disk was not tried, since the small tmpfs for it could not be "
                  f"mounted: {refusal}", file=sys.stderr)
            return SKIPPED
        except (Violated, ChainBroken) as failure:
            log = (directory / "log").read_text(errors="replace")[-4000:]
            print(f"FAILED: {failure}\n{log}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
