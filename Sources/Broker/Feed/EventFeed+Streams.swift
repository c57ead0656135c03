internal import Synchronization
package import Workflow

/// Streams, and who may have their keys.
extension EventFeed {
    /// What a subscriber needs. From now on, and for as long as the node runs, the organization's
    /// records are sealed and sent to whoever subscribes.
    ///
    /// The caller has checked that whoever gets it may see the whole log. What it checked may be
    /// out of date; `openStream(of:unlessRightsLostSince:)` is for that.
    package func openStream(of organization: OrganizationID) -> StreamOpening {
        let now = ClockReading(of: clock)
        // The ring first: with it there, no record after the head is passed over.
        let ring = streams.withLock { $0.open(organization, at: now) }
        return opening(of: organization, ring, at: now)
    }

    /// A moment to check a right at: take it first, then look into the store whether the right is
    /// there, then open the stream.
    package var rightsMoment: RightsMoment {
        RightsMoment(count: rightsLost.load(ordering: .acquiring))
    }

    /// The same, or nil if anybody lost the right since `moment`: it may be the one who asks, and
    /// the keys are those that it must not get. Check again from a new moment.
    ///
    /// This leaves no gap if the store is read after `moment` was taken, and `rotateAtOnce` is
    /// called after the loss was committed, or may have been. A read that began before the loss has
    /// an earlier moment than the new keys; one that has the later moment sees the loss.
    package func openStream(
        of organization: OrganizationID,
        unlessRightsLostSince moment: RightsMoment
    ) -> StreamOpening? {
        let now = ClockReading(of: clock)
        let current: StreamKeyRing? = streams.withLock {
            guard rightsMoment == moment else { return nil }
            return $0.open(organization, at: now)
        }
        return current.map { opening(of: organization, $0, at: now) }
    }

    /// Replaces both keys, because someone who knows them has lost the right to. What is sealed
    /// after this returns they can't open; the others learn the new keys with OpenStream.
    package func rotateAtOnce(_ organization: OrganizationID) {
        let now = ClockReading(of: clock)
        streams.withLock {
            rightsLost.wrappingAdd(1, ordering: .releasing)
            $0.rotateAtOnce(organization, at: now)
        }
    }

    private func opening(
        of organization: OrganizationID,
        _ ring: StreamKeyRing,
        at now: ClockReading
    ) -> StreamOpening {
        let head = polls.withLock { $0.stream(organization) }
        wakeBefore(now.elapsed + heartbeatInterval)
        return StreamOpening(
            streamID: ring.streamID,
            current: ring.current,
            next: ring.next,
            head: head,
            heartbeatInterval: heartbeatInterval
        )
    }
}
