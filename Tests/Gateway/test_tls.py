"""Mutual TLS: both sides show a certificate of the same authority, or nothing is said."""

import pynng
import pytest

from certificates import NODE_NAME, Authority, MutualTLS
from collector import Collector
from gateway import mutual_tls
from node import Node
from organization import Organization


@pytest.fixture(scope="module")
def tls_node(tmp_path_factory):
    directory = tmp_path_factory.mktemp("tls")
    node = Node(directory, tls=MutualTLS(directory / "certificates"))
    node.start()
    yield node
    node.stop()


@pytest.fixture(scope="module")
def organization(tls_node):
    organization = Organization(tls_node).set_up()
    yield organization
    organization.close()


@pytest.fixture(autouse=True)
def next_good_call(organization):
    """Those who were refused disturb nobody else."""
    yield
    organization.alice.call("DirectoryService/WhoAmI")


def sockets(node: Node):
    """What can be dialed on a node, with the socket to do it."""
    return [(pynng.Req0, node.address), (pynng.Sub0, node.stream_address)]


def must_not_connect(node: Node, config: pynng.TLSConfig) -> None:
    for kind, address in sockets(node):
        with pytest.raises(pynng.NNGException), kind(tls_config=config) as socket:
            socket.dial(address, block=True)


def test_calls_and_events_over_mutual_tls(organization):
    with Collector(organization.gateway.subscribe()) as seen:
        organization.decide_many(40)
        while seen.subscription.frames == 0:
            organization.decide("load-000")  # until it is connected
        seen.must_equal(organization.gateway.read_log())


def test_no_certificate_no_connection(tls_node):
    must_not_connect(tls_node, pynng.TLSConfig(
        pynng.TLSConfig.MODE_CLIENT, server_name=NODE_NAME,
        ca_string=tls_node.tls.client.ca.read_text(),
        auth_mode=pynng.TLSConfig.AUTH_MODE_REQUIRED,
    ))


def test_a_certificate_of_another_authority_is_refused(tls_node, tmp_path):
    stranger = Authority(tmp_path, "elsewhere").issue("gateway")
    must_not_connect(tls_node, mutual_tls(
        tls_node.tls.client.ca, stranger.certificate, stranger.key, NODE_NAME))


def test_a_gateway_refuses_a_node_of_another_authority(tls_node, tmp_path):
    ours = tls_node.tls.client
    elsewhere = Authority(tmp_path, "elsewhere").ca
    must_not_connect(
        tls_node, mutual_tls(elsewhere, ours.certificate, ours.key, NODE_NAME))


def test_a_gateway_refuses_a_node_of_another_name(tls_node):
    ours = tls_node.tls.client
    must_not_connect(
        tls_node, mutual_tls(ours.ca, ours.certificate, ours.key, "broker.elsewhere.example"))


def test_without_tls_nothing_is_said(tls_node):
    for kind, address in sockets(tls_node):
        with pytest.raises(pynng.NNGException), kind(recv_timeout=1000) as socket:
            socket.dial(address.replace("tls+tcp", "tcp"), block=True)
