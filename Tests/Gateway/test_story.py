"""The whole story: asked, approved twice, granted, expired; with somebody watching live."""

import pytest

from collector import Collector
from contract import wire
from errors import CallError, Code


def events_about(records, *ids):
    events = [wire.Event.FromString(record.event) for record in records]
    return [event for event in events if event.subject_id in ids]


def test_request_approvals_grant_and_expiry_are_seen_live(acme):
    with Collector(acme.gateway.subscribe()) as seen:
        request = acme.ask(seconds=1)
        assert request.state == wire.REQUEST_PENDING and request.current_step == 1
        first = acme.bob.call("AccessService/ApproveRequest", id=request.id, comment="fine")
        assert first.request.current_step == 2 and not first.HasField("grant")
        second = acme.dave.call("AccessService/ApproveRequest", id=request.id)
        grant = second.grant
        assert second.request.state == wire.REQUEST_APPROVED
        assert grant.state == wire.GRANT_ACTIVE and grant.active

        seen.wait_for(lambda records: has_expired(records, grant.id))
        kinds = [event.kind for event in events_about(seen.records, request.id, grant.id)]
    assert kinds == [
        wire.EVENT_REQUEST_CREATED, wire.EVENT_STEP_STARTED,
        wire.EVENT_VOTE, wire.EVENT_STEP_STARTED,
        wire.EVENT_VOTE, wire.EVENT_REQUEST_APPROVED,
        wire.EVENT_GRANT_CREATED, wire.EVENT_GRANT_ACTIVATED, wire.EVENT_GRANT_EXPIRED,
    ]
    after = acme.alice.call("AccessService/GetGrant", id=grant.id).grant
    assert after.state == wire.GRANT_EXPIRED and not after.active


def has_expired(records, grant_id):
    events = events_about(records[-20:], grant_id)
    return any(event.kind == wire.EVENT_GRANT_EXPIRED for event in events)


def test_one_rejection_ends_the_request(acme):
    request = acme.ask("readonly")
    acme.carol.call("AccessService/RejectRequest", id=request.id, comment="not today")
    with pytest.raises(CallError) as refused:
        acme.bob.call("AccessService/ApproveRequest", id=request.id)
    assert refused.value.code == Code.FAILED_PRECONDITION
    view = acme.alice.call("AccessService/GetRequest", id=request.id).request
    assert view.state == wire.REQUEST_REJECTED and not view.grant_id


def test_a_second_pending_request_is_refused(acme):
    request = acme.ask("readonly")
    with pytest.raises(CallError) as refused:
        acme.ask("readonly")
    assert (refused.value.code, refused.value.reason) == (Code.ALREADY_EXISTS, "REQUEST_PENDING")
    acme.alice.call("AccessService/CancelRequest", id=request.id)


def test_every_wrong_field_is_named(acme):
    with pytest.raises(CallError) as refused:
        acme.alice.call("AccessService/CreateRequest", resource="prod-db", account="nobody",
                        reason="x" * 2000, duration={"seconds": 3600})
    assert refused.value.code == Code.INVALID_ARGUMENT
    fields = {entry.field for entry in refused.value.detail("bad_request").field_violations}
    assert fields == {"account", "reason"}
