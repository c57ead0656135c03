import CountersignProto
import Workflow

/// What a caller sees of requests and grants, at one moment and in one configuration.
struct AccessViews: Sendable {
    let snapshot: VersionedConfiguration
    let viewer: Caller?
    let now: Instant

    func view(
        of request: Workflow.AccessRequest, _ rules: RuleSet, namesVoters: Bool = true
    ) -> CountersignProto.AccessRequest {
        RequestView(
            request: request, rules: rules, snapshot: snapshot, viewer: viewer, now: now,
            namesVoters: namesVoters
        ).make()
    }

    func view(
        of grant: Workflow.Grant, _ request: Workflow.AccessRequest, _ rules: RuleSet
    ) -> CountersignProto.Grant {
        GrantView(
            grant: grant, request: request, rules: rules, viewer: viewer, snapshot: snapshot,
            now: now
        ).make()
    }
}
