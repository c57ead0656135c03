"""Who may do what is decided by the caller's own token, and refusals leave no trace."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from contract import wire
from errors import CallError, Code
from tokens import FORGERIES, Forger


@pytest.fixture(scope="module")
def forger(acme, node):
    key = load_pem_private_key(node.issuer_key.read_bytes(), None)
    return Forger.from_token(acme.token("alice"), key)


def refusal(call, *arguments, **fields) -> CallError:
    """The error that the call must end with."""
    with pytest.raises(CallError) as refused:
        call(*arguments, **fields)
    assert refused.value.reason, "an error without a reason"
    return refused.value


def head(organization) -> int:
    return organization.gateway.call("EventService/ReadEvents", limit=1).head.seq


def test_the_forger_can_make_a_good_token(acme, forger):
    caller = acme.gateway.acting_for(forger.token())
    assert caller.call("DirectoryService/WhoAmI").user.email == "alice@acme.example"


@pytest.mark.parametrize("wrong", FORGERIES)
def test_a_bad_token_is_refused(acme, forger, wrong):
    before = head(acme)
    caller = acme.gateway.acting_for(FORGERIES[wrong](forger))
    assert refusal(caller.call, "DirectoryService/WhoAmI").code == Code.UNAUTHENTICATED
    error = refusal(caller.call, "AccessService/CreateRequest", resource="prod-db",
                    account="load-150", duration={"seconds": 60})
    assert error.code == Code.UNAUTHENTICATED
    assert head(acme) == before


def test_the_body_of_a_stranger_is_not_looked_at(acme):
    call = wire.Call(method="countersign.v1.AccessService/CreateRequest", request_id=bytes(16),
                     bearer_token="nobody", body=b"\xff\xff\xff")
    assert acme.gateway.connection.deliver(call).code == Code.UNAUTHENTICATED


def test_health_needs_no_token(acme):
    acme.gateway.connection.call("grpc.health.v1.Health/Check")


@pytest.fixture
def pending(acme):
    """A pending request of alice's, unharmed at the end."""
    request = acme.ask("load-151")
    yield request
    view = acme.alice.call("AccessService/GetRequest", id=request.id).request
    assert view.state == wire.REQUEST_PENDING and not any(step.votes for step in view.steps)
    acme.alice.call("AccessService/CancelRequest", id=request.id)


@pytest.mark.parametrize("who, why", [
    ("gateway", "a service never approves"),
    ("alice", "the requester"),
    ("mallory", "not an approver"),
    ("dave", "an approver of a later step"),
    ("admin", "a right to everything but this"),
])
@pytest.mark.parametrize("verb", ["ApproveRequest", "RejectRequest"])
def test_who_may_not_vote(acme, pending, who, why, verb):
    error = refusal(getattr(acme, who).call, f"AccessService/{verb}", id=pending.id)
    assert error.code == Code.PERMISSION_DENIED, why


def test_the_requester_does_not_approve_as_member_of_the_approving_group(acme):
    request = acme.ask("load-152", who="bob")  # bob is a manager
    error = refusal(acme.bob.call, "AccessService/ApproveRequest", id=request.id)
    assert error.code == Code.PERMISSION_DENIED
    assert error.reason == "REQUESTER_CANNOT_APPROVE"
    step = acme.bob.call("AccessService/GetRequest", id=request.id).request.steps[0]
    assert [user.email for user in step.can_still_approve] == ["carol@acme.example"]
    acme.bob.call("AccessService/CancelRequest", id=request.id)


def test_nobody_votes_twice(acme):
    request = acme.ask("load-153")
    acme.bob.call("AccessService/ApproveRequest", id=request.id)
    error = refusal(acme.bob.call, "AccessService/ApproveRequest", id=request.id)
    assert error.code in (Code.PERMISSION_DENIED, Code.FAILED_PRECONDITION)
    acme.alice.call("AccessService/CancelRequest", id=request.id)


def test_only_the_requester_cancels(acme, pending):
    for who in ("erin", "bob", "admin", "gateway"):
        error = refusal(getattr(acme, who).call, "AccessService/CancelRequest", id=pending.id)
        assert error.code == Code.PERMISSION_DENIED


def test_a_service_does_not_ask_for_access(acme):
    error = refusal(acme.gateway.call, "AccessService/CreateRequest", resource="prod-db",
                    account="root", duration={"seconds": 60})
    assert error.code == Code.PERMISSION_DENIED


def test_a_person_without_a_right_changes_no_configuration(acme):
    for method, fields in {
        "DirectoryService/CreateUser": {"user": {"email": "new@acme.example"}},
        "DirectoryService/SuspendUser": {"id": "bob@acme.example"},
        "DirectoryService/AddGroupMembers": {"id": "managers", "members": ["mallory"]},
        "PolicyService/DeletePolicy": {"id": "production"},
        "ResourceService/DeleteResource": {"id": "prod-db"},
        "ClusterService/GetNode": {},
    }.items():
        assert refusal(acme.mallory.call, method, **fields).code == Code.PERMISSION_DENIED


def absent(id: str) -> str:
    """An id of the same kind that nothing has."""
    return id[:-4] + "0000"


def test_rights_are_tested_before_existence(acme, pending):
    """So nobody learns from the answer what exists."""
    for method in ("AccessService/GetRequest", "AccessService/ApproveRequest"):
        there = refusal(acme.mallory.call, method, id=pending.id)
        not_there = refusal(acme.mallory.call, method, id=absent(pending.id))
        assert there.code == not_there.code == Code.PERMISSION_DENIED
        assert there.reason == not_there.reason


def test_what_another_organization_has_is_not_found(acme, umbrella, pending):
    """Who may see all hears NOT_FOUND; who may not hears the same as for what is nowhere."""
    grant = acme.decide("load-154")
    for who, method, fields in [
        ("alice", "AccessService/GetRequest", {"id": pending.id}),
        ("bob", "AccessService/ApproveRequest", {"id": pending.id}),
        ("bob", "AccessService/RejectRequest", {"id": pending.id}),
        ("alice", "AccessService/CancelRequest", {"id": pending.id}),
        ("admin", "AccessService/GetRequest", {"id": pending.id}),
        ("admin", "AccessService/GetGrant", {"id": grant.id}),
        ("admin", "AccessService/RevokeGrant", {"id": grant.id, "reason": "not ours"}),
        ("admin", "ResourceService/GetResource", {"id": pending.resource.id}),
    ]:
        call = getattr(umbrella, who).call
        error = refusal(call, method, **fields)
        nowhere = refusal(call, method, **fields | {"id": absent(fields["id"])})
        assert (error.code, error.reason) == (nowhere.code, nowhere.reason), (who, method)
        if who == "admin":
            assert error.code == Code.NOT_FOUND, method
        assert "acme" not in str(error)
