"""Fixtures: one node for most tests, with one organization; a seed for those that roll dice."""

import os
import random

import pytest

from node import Node, interruptions, kill_all, limit_run
from organization import Organization

SEED = os.environ.get("COUNTERSIGN_SEED") or str(random.SystemRandom().randrange(2**32))
RUN_LIMIT_SECONDS = 3600  # only ends what would hang


def pytest_report_header():
    return f"COUNTERSIGN_SEED={SEED}"


def pytest_sessionstart():
    limit_run(RUN_LIMIT_SECONDS)


def pytest_terminal_summary(terminalreporter):
    for why in interruptions:
        terminalreporter.write_line(why)


def pytest_sessionfinish():
    kill_all()


@pytest.fixture
def dice(request) -> random.Random:
    """Random numbers that depend on the seed and the test only."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """A node with two organizations, for every test that does not stop it."""
    node = Node(tmp_path_factory.mktemp("node"))
    node.add_organization("umbrella")
    node.start()
    yield node
    assert node.stop() == 0, node.log_end()


@pytest.fixture(scope="session")
def acme(node):
    organization = Organization(node).set_up()
    yield organization
    organization.close()


@pytest.fixture(scope="session")
def umbrella(node):
    """Somebody else's organization, with the same names in it."""
    organization = Organization(node, "umbrella").set_up()
    yield organization
    organization.close()


@pytest.fixture
def own_node(tmp_path):
    """A node that the test may stop and start."""
    node = Node(tmp_path)
    node.start()
    yield node
    if node.is_running():
        node.stop()
