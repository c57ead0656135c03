extension Quorum {
    /// The numbers, by name: together, and by step from 1 for each step that is still open.
    package var figures: [String: String] {
        var figures: [String: String] = [:]
        for step in steps {
            figures["step_\(step.index + 1)_required"] = String(step.required)
            figures["step_\(step.index + 1)_available"] = String(step.available)
        }
        if let shortfall {
            figures["required"] = String(shortfall.required)
            figures["available"] = String(shortfall.available)
            figures["steps"] = shortfall.steps.map { String($0 + 1) }.joined(separator: ",")
        }
        return figures
    }
}

extension Quorum.Shortfall {
    /// What is short of what, in a sentence.
    package func text(in rules: RuleSet) -> String {
        let titles = steps.map { rules.steps[$0].title(at: $0) }
        let which =
            titles.count == 1
            ? "\(titles[0]) needs"
            : titles.dropLast().joined(separator: ", ") + " and \(titles.last ?? "") together need"
        let people = required == 1 ? "1 person" : "\(required) different people"
        return "The quorum can't be reached: \(which) \(people), and \(available) can approve. "
            + "Have someone add approvers."
    }
}

extension PolicyStep {
    /// `step 2 "Security"`.
    package func title(at index: Int) -> String {
        name.isEmpty ? "step \(index + 1)" : "step \(index + 1) \"\(name)\""
    }
}
