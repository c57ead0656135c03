/// What governs an access and what is still missing for it.
package struct Explanation: Hashable, Sendable {
    package let access: Access
    /// Access is allowed at that time without anything further: there is an active grant.
    package let isAllowed: Bool
    /// A request would be accepted.
    package let canRequest: Bool
    /// Every policy that was looked at; see `PolicySelection`.
    package let candidates: [PolicySelection.Candidate]
    /// nil: nothing matches and the organization denies access then.
    package let rules: RuleSet?
    /// In words: which rule governs and why.
    package let summary: String
    package let steps: [Step]
    /// nil if there are no rules.
    package let quorum: Quorum?
    /// What is missing before the person has access, in the words of the refusals.
    package let unmet: [UnmetCondition]
    /// The person's open grants for it.
    package let grants: [Grant]

    /// One step as it would be for this person.
    package struct Step: Hashable, Sendable {
        package let step: PolicyStep
        /// Who may approve it: active, not the person. At most `Limits.peopleNamed` of them by
        /// name.
        package let eligible: EligiblePeople
    }
}
