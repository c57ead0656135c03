/// Who belongs to what.
extension Configuration {
    package func isActive(_ user: UserID) -> Bool {
        activeUsers.contains(user)
    }

    /// The groups that are not deleted and have the user as a member.
    package func groups(of user: UserID) -> Set<GroupID> {
        groupsOfUser[user] ?? []
    }

    /// The user, then their groups by id.
    package func subjects(of user: UserID) -> [Subject] {
        [.user(user)] + groups(of: user).sorted().map(Subject.group)
    }

    /// The user is the subject or a member of it. A group that is gone has no members.
    package func includes(_ subject: Subject, _ user: UserID) -> Bool {
        switch subject {
        case .user(let id): id == user
        case .group(let id): groupsOfUser[user]?.contains(id) ?? false
        }
    }

    /// `includes` for any of the subjects.
    package func includes(_ subjects: [Subject], _ user: UserID) -> Bool {
        subjects.contains { includes($0, user) }
    }

    /// Every active user who is one of the subjects or a member of one.
    package func activeMembers(of subjects: [Subject]) -> Set<UserID> {
        var people = Set<UserID>()
        for subject in subjects { forEachActiveMember(of: subject) { people.insert($0) } }
        return people
    }

    /// Each active user that the subject stands for, once.
    func forEachActiveMember(of subject: Subject, _ body: (UserID) -> Void) {
        switch subject {
        case .user(let id):
            if isActive(id) { body(id) }
        case .group(let id):
            guard let group = groups[id], !group.isDeleted else { return }
            for member in group.members where isActive(member) { body(member) }
        }
    }

    /// How many active users the subject stands for, without expanding it.
    func activeCount(of subject: Subject) -> Int {
        switch subject {
        case .user(let id): isActive(id) ? 1 : 0
        case .group(let id): activeMemberCounts[id] ?? 0
        }
    }

    package func owns(_ user: UserID, _ resource: Resource) -> Bool {
        includes(resource.owner, user)
    }

    /// The person owns the resource or it is shared with them.
    package func mayAsk(_ user: UserID, for resource: Resource) -> Bool {
        owns(user, resource) || includes(resource.sharedWith, user)
    }

    mutating func apply(_ group: Group) {
        let old = groups.updateValue(group, forKey: group.id)
        groupNames.replace(old?.name, by: group.isDeleted ? nil : group.name, of: group.id)
        let before = old.map { $0.isDeleted ? [] : $0.members } ?? []
        let after = group.isDeleted ? [] : group.members
        let left = before.subtracting(after)
        let joined = after.subtracting(before)
        for user in left { groupsOfUser[user]?.remove(group.id) }
        for user in joined { groupsOfUser[user, default: []].insert(group.id) }
        activeMemberCounts[group.id] = group.isDeleted ? nil : after.count(where: isActive)
        guard rolesOfSubject[.group(group.id)] != nil else { return }
        for user in left.union(joined) { refreshPermissions(of: user) }
    }
}
