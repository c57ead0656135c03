"""One request id, one effect, and the same reply however often and whenever it is sent."""

from concurrent.futures import ThreadPoolExecutor

from calls import new_request_id
from contract import wire
from errors import Code, detail
from organization import Organization

WITHIN = 60.0


def ask_call(organization, account: str, **changes):
    """A Call that asks for access, not yet sent."""
    return organization.gateway.connection.prepare(
        "AccessService/CreateRequest", organization.token("alice"), resource="prod-db",
        account=account, duration={"seconds": 3600}, **changes)


def send(organization, call) -> bytes:
    return organization.gateway.connection.exchange(call.SerializeToString(), WITHIN)


def accepted(frame: bytes):
    reply = wire.Reply.FromString(frame)
    assert reply.code == Code.OK, reply
    return reply


def refused(frame: bytes) -> str:
    reply = wire.Reply.FromString(frame)
    assert reply.code != Code.OK
    return detail(reply, "error_info").reason


def requests_created(organization, account: str) -> int:
    events = (wire.Event.FromString(record.event) for record in organization.gateway.read_log())
    return sum(event.kind == wire.EVENT_REQUEST_CREATED and event.request.account == account
               for event in events)


def test_the_same_call_twice(acme):
    call = ask_call(acme, "load-160")
    first = send(acme, call)
    accepted(first)
    assert send(acme, call) == first
    assert requests_created(acme, "load-160") == 1


def test_the_same_call_from_many_at_once(acme):
    call = ask_call(acme, "load-161")
    with ThreadPoolExecutor(16) as pool:
        replies = set(pool.map(lambda _: send(acme, call), range(64)))
    assert len(replies) == 1
    accepted(replies.pop())
    assert requests_created(acme, "load-161") == 1


def test_the_same_vote_from_many_at_once(acme):
    request = acme.ask("load-162")
    acme.bob.call("AccessService/ApproveRequest", id=request.id)
    vote = acme.gateway.connection.prepare(
        "AccessService/ApproveRequest", acme.token("dave"), id=request.id)
    with ThreadPoolExecutor(16) as pool:
        replies = set(pool.map(lambda _: send(acme, vote), range(64)))
    assert len(replies) == 1
    body = wire.ApproveRequestResponse.FromString(accepted(replies.pop()).body)
    events = [wire.Event.FromString(record.event) for record in acme.gateway.read_log()]
    grants = [event for event in events if event.kind == wire.EVENT_GRANT_CREATED
              and event.grant.request_id == request.id]
    assert [event.subject_id for event in grants] == [body.grant.id]


def test_the_same_call_after_restarts(own_node):
    organization = Organization(own_node).set_up()
    call = ask_call(organization, "root")
    first = send(organization, call)
    request_id = wire.CreateRequestResponse.FromString(accepted(first).body).request.id
    vote = organization.gateway.connection.prepare(
        "AccessService/ApproveRequest", organization.token("bob"), id=request_id)
    voted = send(organization, vote)
    accepted(voted)
    log = organization.gateway.read_log()
    for end in (own_node.stop, own_node.kill):
        end()
        own_node.start()
        organization.gateway.connection.call("grpc.health.v1.Health/Check")  # connected again
        assert send(organization, call) == first
        assert send(organization, vote) == voted
        assert organization.gateway.read_log() == log
    organization.close()


def test_the_same_id_with_another_body_or_method_is_refused(acme):
    request_id = new_request_id()
    accepted(send(acme, ask_call(acme, "load-163", request_id=request_id)))
    before = acme.gateway.read_log()
    other_body = ask_call(acme, "load-164", request_id=request_id)
    assert refused(send(acme, other_body)) == "REQUEST_ID_REUSED"
    other_method = acme.gateway.connection.prepare(
        "AccessService/CancelRequest", acme.token("alice"), request_id=request_id, id="x")
    assert refused(send(acme, other_method)) == "REQUEST_ID_REUSED"
    assert acme.gateway.read_log() == before


def test_the_id_belongs_to_the_caller(acme):
    """Two people who happen to choose the same id do not see each other's replies."""
    request_id = new_request_id()
    alices = acme.ask("load-165", request_id=request_id)
    erins = acme.ask("load-165", who="erin", request_id=request_id)
    assert alices.id != erins.id and erins.requester.email == "erin@acme.example"


def test_two_approvers_at_the_same_instant_make_one_grant(acme):
    """Two managers approve a step that needs one: one is counted, the other told why not."""
    for _ in range(20):
        request = acme.ask("load-166")
        acme.bob.call("AccessService/ApproveRequest", id=request.id)
        votes = [acme.gateway.connection.prepare(
            "AccessService/ApproveRequest", acme.token(who), id=request.id)
            for who in ("dave", "frank")]
        with ThreadPoolExecutor(2) as pool:
            replies = [wire.Reply.FromString(frame)
                       for frame in pool.map(lambda vote: send(acme, vote), votes)]
        assert sorted(reply.code for reply in replies)[0] == Code.OK
        assert sorted(reply.code for reply in replies)[1] in (
            Code.FAILED_PRECONDITION, Code.PERMISSION_DENIED)
