import ArgumentParser
import CountersignClient

struct ContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "Name the brokers you work with.",
        subcommands: [Set.self, Use.self, List.self, Show.self, Delete.self]
    )
}

extension ContextCommand {
    struct Set: LocalCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a context, or change what the options name.",
            discussion: "The first context is used from then on; see `context use`."
        )

        @Argument var name: String
        @OptionGroup var endpoint: EndpointOptions

        func run(_ terminal: Terminal) throws {
            var file = try ContextFile.load(.current)
            var context = file.contexts[name] ?? ContextFile.Context()
            try change(&context)
            file.contexts[name] = context
            file.current = file.current ?? name
            try file.save(.current)
            terminal.out("Context \(name) is set.\n")
        }

        func change(_ context: inout ContextFile.Context) throws(UsageError) {
            if !endpoint.address.isEmpty { context.addresses = endpoint.address }
            if let file = endpoint.tokenFile { context.tokenFile = try FilePath.absolute(file) }
            try change(&context.tls)
            guard !context.addresses.isEmpty else {
                throw UsageError("a context needs at least one --address")
            }
        }

        private func change(_ tls: inout TLSFiles?) throws(UsageError) {
            let isNamed =
                endpoint.tlsAuthority != nil || endpoint.tlsCertificate != nil
                || endpoint.tlsKey != nil || endpoint.tlsServerName != nil
            guard isNamed else { return }
            guard let authority = endpoint.tlsAuthority ?? tls?.authority else {
                throw UsageError("TLS needs --tls-ca too")
            }
            var files = tls ?? TLSFiles(authority: authority)
            files.authority = try FilePath.absolute(authority)
            if let certificate = endpoint.tlsCertificate {
                files.certificate = try FilePath.absolute(certificate)
            }
            if let key = endpoint.tlsKey { files.key = try FilePath.absolute(key) }
            if let name = endpoint.tlsServerName { files.serverName = name }
            tls = files
        }
    }

    struct Use: LocalCommand {
        static let configuration = CommandConfiguration(
            abstract: "Use a context when none is named."
        )

        @Argument var name: String

        func run(_ terminal: Terminal) throws {
            var file = try ContextFile.load(.current)
            _ = try file.context(named: name)
            file.current = name
            try file.save(.current)
            terminal.out("Using context \(name).\n")
        }
    }

    struct List: LocalCommand {
        static let configuration = CommandConfiguration(abstract: "List the contexts.")

        func run(_ terminal: Terminal) throws {
            let file = try ContextFile.load(.current)
            var table = Table("", "NAME", "ADDRESSES", "TOKEN FILE")
            for (name, context) in file.contexts.sorted(by: { $0.key < $1.key }) {
                table.add(
                    name == file.current ? "*" : "",
                    name,
                    context.addresses.joined(separator: ", "),
                    context.tokenFile ?? ""
                )
            }
            terminal.out(table.text)
        }
    }

    struct Show: LocalCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a context; without a name, the one in use."
        )

        @Argument var name: String?

        func run(_ terminal: Terminal) throws {
            let file = try ContextFile.load(.current)
            let environment = Environment.current
            guard let name = name ?? environment["COUNTERSIGN_CONTEXT"] ?? file.current else {
                throw UsageError("no context is in use", hint: "countersign context use NAME")
            }
            let context = try file.context(named: name)
            var fields = Fields()
            fields.add("Context", name)
            for address in context.addresses { fields.add("Address", address) }
            fields.add("Token file", context.tokenFile)
            fields.add("TLS authority", context.tls?.authority)
            fields.add("TLS certificate", context.tls?.certificate)
            fields.add("TLS key", context.tls?.key)
            fields.add("TLS server name", context.tls?.serverName)
            fields.add("Kept in", try ContextFile.path(environment))
            terminal.out(fields.text)
        }
    }

    struct Delete: LocalCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a context.")

        @Argument var name: String

        func run(_ terminal: Terminal) throws {
            var file = try ContextFile.load(.current)
            _ = try file.context(named: name)
            file.contexts[name] = nil
            if file.current == name { file.current = nil }
            try file.save(.current)
            terminal.out("Context \(name) is gone.\n")
        }
    }
}

extension ContextFile {
    func context(named name: String) throws(UsageError) -> Context {
        guard let context = contexts[name] else {
            throw UsageError(
                "there is no context '\(name)'",
                hint: "countersign context list shows them"
            )
        }
        return context
    }
}
