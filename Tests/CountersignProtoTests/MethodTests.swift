import Testing

@testable import CountersignProto

@Suite struct MethodTests {
    @Test func catalogueHasTypesNamesAndMutations() {
        let approve = Methods.AccessService.approveRequest
        #expect(approve.name == "countersign.v1.AccessService/ApproveRequest")
        #expect(approve.isMutation)
        #expect(!Methods.AccessService.getRequest.isMutation)
        #expect(Methods.Health.check.name == "grpc.health.v1.Health/Check")
        let erased = AnyMethod(approve)
        #expect(erased.requestName == "countersign.v1.ApproveRequestRequest")
        #expect(erased.responseName == "countersign.v1.ApproveRequestResponse")
        #expect(Methods.all.contains(erased))
    }

    @Test func namesAreUniqueAndFollowTheConvention() {
        #expect(Set(Methods.all.map(\.name)).count == Methods.all.count)
        for method in Methods.all where method.name.hasPrefix("countersign.v1.") {
            let verb = method.name.split(separator: "/").last ?? ""
            #expect(method.requestName == "countersign.v1.\(verb)Request")
            #expect(method.responseName == "countersign.v1.\(verb)Response")
        }
    }

    /// Reads begin with Get, List and the like; everything else must be marked.
    @Test func everyMethodThatIsNoReadIsAMutation() {
        let reads = [
            "Get", "List", "Read", "Explain", "OpenStream", "Export", "WhoAmI", "Check",
        ]
        let writes = ["CheckIn", "CheckOut"]
        for method in Methods.all {
            let verb = String(method.name.split(separator: "/").last ?? "")
            let isRead = reads.contains { verb.hasPrefix($0) } && !writes.contains(verb)
            #expect(method.isMutation == !isRead, "\(method.name)")
        }
    }

    @Test func enumsMapNumbersAndNames() {
        #expect(RequestState(rawValue: 2) == .approved)
        #expect(RequestState(rawValue: 77) == .unrecognized(77))
        #expect(RequestState.pending.protoName == "REQUEST_PENDING")
        #expect(RequestState(protoName: "REQUEST_PENDING") == .pending)
        #expect(RequestState(protoName: "PENDING") == nil)
        #expect(RequestState.allCases.allSatisfy { RequestState(rawValue: $0.rawValue) == $0 })
    }
}
