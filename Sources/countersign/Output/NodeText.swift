import CountersignProto

/// Nodes for people.
enum NodeText {
    static func text(_ node: Node?) -> String {
        guard let node else { return "" }
        var fields = Fields()
        fields.add("Node", node.id)
        fields.add("Version", node.version)
        fields.add("Started", HumanTime.text(node.startTime))
        fields.add("Store", node.store)
        fields.add("Schema", "\(node.schemaVersion)")
        fields.add("Time", HumanTime.text(node.time))
        fields.add("Clock", node.clock)
        return fields.text
    }
}
