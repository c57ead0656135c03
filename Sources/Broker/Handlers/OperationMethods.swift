import CountersignProto
import Logging
import Store
import Workflow

/// `AuditService`, `ClusterService` and the health check.
extension MethodTable {
    mutating func addOperations() {
        read(Methods.AuditService.exportLog, .permission([.readAudit])) { try $1.exportLog($0) }
        read(Methods.AuditService.listSigningKeys, .permission([.readAudit])) {
            $1.listSigningKeys($0)
        }
        read(Methods.ClusterService.getNode, .permission([.operateCluster])) {
            GetNodeResponse(node: $1.node.view(at: $1.now))
        }
        write(Methods.ClusterService.confirmClock, .permission([.operateCluster])) {
            try $1.confirmClock($0)
        }
        immediate(Methods.Health.check) { try $1.check($0) }
    }
}

extension ReadContext {
    private static var exportLimit: Int { 1_000 }
    private static var exportBytes: Int { 1 << 20 }

    fileprivate func exportLog(_ call: ExportLogRequest) throws -> ExportLogResponse {
        let limit = call.limit == 0 ? Self.exportLimit : min(Int(call.limit), Self.exportLimit)
        let records = try store.records(
            after: call.after, limit: limit, byteLimit: Self.exportBytes, of: organization)
        let last = records.last?.seq ?? call.after
        let checkpoints = try store.checkpoints(
            after: call.after, through: last, of: organization)
        return ExportLogResponse(
            organizationID: organization.description,
            organizationName: configuration.organization?.name ?? "",
            records: records.map(EventRecord.init),
            checkpoints: checkpoints.map {
                Checkpoint(body: $0.body, signature: $0.signature, keyID: $0.keyID)
            },
            nextAfter: last,
            more: last < head.seq)
    }

    fileprivate func listSigningKeys(_: ListSigningKeysRequest) -> ListSigningKeysResponse {
        let key = node.signingKey
        return ListSigningKeysResponse(keys: [
            CountersignProto.SigningKey(keyID: key.id, publicKey: key.publicKey)
        ])
    }
}

extension WriteContext {
    /// Written first: what the log can't take is not done.
    fileprivate func confirmClock(_: ConfirmClockRequest) throws -> ConfirmClockResponse {
        try apply(ClusterWorkflow.confirmClock(ofNode: node.identity.id, by: actor))
        batch.whenCommitted { [node, caller] in
            node.clock.confirm()
            node.logger.warning("the clock was confirmed", metadata: ["by": "\(caller?.id ?? "")"])
        }
        var view = node.view(at: now)
        view.clock = "ok"
        return ConfirmClockResponse(node: view)
    }
}

extension NodeState {
    /// The node as operators see it, at a time of their organization.
    fileprivate func view(at now: Instant) -> CountersignProto.Node {
        CountersignProto.Node(
            id: identity.id,
            version: NodeIdentity.version,
            startTime: ProtoTimestamp(identity.startedAt),
            store: identity.store,
            schemaVersion: UInt32(identity.schemaVersion),
            time: ProtoTimestamp(now),
            clock: clock.check() == .ok ? "ok" : "stepped")
    }

    fileprivate func check(_ call: HealthCheckRequest) throws(CallFailure) -> HealthCheckResponse {
        guard call.service.isEmpty else { throw .noSuch("service", call.service) }
        return HealthCheckResponse(status: isServing.value ? .serving : .notServing)
    }
}
