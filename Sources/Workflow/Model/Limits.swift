/// Every limit on what the domain accepts, in one place. Lengths of strings are in bytes of UTF-8.
package enum Limits {
    package static let nameBytes = 128
    package static let descriptionBytes = 1_024
    package static let emailBytes = 254  // RFC 5321, 4.5.3.1.3 less the angle brackets
    package static let subjectBytes = 255  // OpenID Connect Core 1.0, section 2, `sub`
    package static let reasonBytes = 1_024
    package static let ticketBytes = 128
    package static let commentBytes = 1_024

    package static let patternBytes = 256
    package static let patternsPerPolicy = 64
    /// How many alternatives the braces of one pattern may spell out.
    package static let patternAlternatives = 64
    package static let stepsPerPolicy = 16
    package static let approversPerStep = 64
    package static let requiredApprovals = 100
    package static let priority = 1_000
    package static let policies = 10_000

    package static let accountsPerResource = 256
    package static let shareesPerResource = 256
    package static let membersPerChange = 500
    package static let groupsPerUser = 1_000
    package static let membersPerRole = 1_024
    package static let servicesPerRole = 256

    /// The longest access of all.
    package static let accessDuration = Span.days(30)
    /// The shortest access that can be asked for.
    package static let shortestAccessDuration = Span.seconds(1)
    /// The longest access when no policy matches and the organization allows it.
    package static let unmatchedAccessDuration = Span.hours(8)
    package static let requestTimeToLive = Span.days(30)
    package static let shortestRequestTimeToLive = Span.seconds(1)
    package static let defaultRequestTimeToLive = Span.hours(24)
    /// How far ahead access may be asked to start.
    package static let startAhead = Span.days(7)
    package static let reminderInterval = Span.minutes(5)
    /// How long before its end a grant is said to expire soon, if it lasts longer than thrice that.
    package static let expiringSoon = Span.minutes(5)

    /// How many users and groups an event names as its audience. Those beyond learn it when they
    /// look; only a change that concerns very many at once has that many.
    package static let audience = 256
    /// How many people a view names; the count beside it is exact.
    package static let peopleNamed = 100
    /// How many of those who came into a group or went an event names; the count is beside it.
    package static let membersTold = 500
    /// How many policies an explanation names, those that match first.
    package static let candidatesNamed = 100
}
