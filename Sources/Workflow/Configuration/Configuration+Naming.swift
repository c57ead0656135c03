/// Objects by id or name, as people write them. Deleted ones are not found.
extension Configuration {
    /// By id, or by e-mail in any case. Suspended users are found too.
    package func user(named name: String) -> User? {
        (UserID(name) ?? userEmails[name.lowercased()]).flatMap { users[$0] }
    }

    package func service(named name: String) -> Service? {
        let service = (ServiceID(name) ?? serviceNames[name]).flatMap { services[$0] }
        return service?.isDeleted == false ? service : nil
    }

    package func group(named name: String) -> Group? {
        let group = (GroupID(name) ?? groupNames[name]).flatMap { groups[$0] }
        return group?.isDeleted == false ? group : nil
    }

    package func role(named name: String) -> Role? {
        let role = (RoleID(name) ?? roleNames[name]).flatMap { roles[$0] }
        return role?.isDeleted == false ? role : nil
    }

    package func resource(named name: String) -> Resource? {
        let resource = (ResourceID(name) ?? resourceNames[name]).flatMap { resources[$0] }
        return resource?.isDeleted == false ? resource : nil
    }

    package func policy(named name: String) -> ApprovalPolicy? {
        let policy = (PolicyID(name) ?? policyNames[name]).flatMap { policies[$0] }
        return policy?.isDeleted == false ? policy : nil
    }

    /// The user whose tokens carry this `sub`.
    package func user(subject: String) -> User? {
        userSubjects[subject].flatMap { users[$0] }
    }

    /// The service whose tokens carry this `sub`; not a deleted one.
    package func service(subject: String) -> Service? {
        serviceSubjects[subject].flatMap { services[$0] }
    }

    /// The resource that `viewer` names, if it is theirs to know of: they own it, it is shared with
    /// them, or they may see all. A resource that is hidden and one that does not exist are refused
    /// in the same words, so that names can't be probed. A deleted one is found by id, to be told
    /// so.
    package func resource(
        named name: String, visibleTo viewer: UserID
    ) throws(Refusal) -> Resource {
        let resource = resource(named: name) ?? ResourceID(name).flatMap { resources[$0] }
        if let resource, mayAsk(viewer, for: resource) || maySeeResources(viewer) {
            return resource
        }
        if maySeeResources(viewer) {
            throw Refusal(
                .notFound, .noSuchObject, "There is no resource \"\(name)\". List the resources.")
        }
        throw Refusal(
            .permissionDenied, .notShared,
            "There is no resource \"\(name)\" that you own or that is shared with you. "
                + "Ask its owner to share it with you.",
            unmet: [UnmetCondition(.shared, "The resource is not shared with the person.")])
    }

    private func maySeeResources(_ viewer: UserID) -> Bool {
        let permissions = permissions(of: viewer)
        return permissions.contains(.manageResources)
            || permissions.contains(.viewConfiguration)
            || permissions.contains(.explainAccess)
    }
}
