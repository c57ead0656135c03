import ArgumentParser
import CountersignClient
import CountersignProto

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Export the log with its proofs, and verify exports.",
        subcommands: [Export.self, Verify.self, Keys.self]
    )
}

extension AuditCommand {
    struct Export: NodeCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the log, its checkpoints and the keys to a file of JSON lines."
        )
        static let methods = [
            AnyMethod(Methods.AuditService.exportLog),
            AnyMethod(Methods.AuditService.listSigningKeys),
        ]

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("Where to write; - is the standard output.", valueName: "file"),
            completion: .file()
        )
        var file: String
        @Option(help: "Begin after this event.") var after: UInt64 = 0
        @OptionGroup var connection: ConnectionOptions

        func run(_ invocation: Invocation) async throws {
            let writer = try LineWriter(file)
            let export = AuditExport(client: invocation.client, after: after)
            let summary = try await export.run(to: writer)
            try writer.finish()
            invocation.terminal.error(
                """
                Exported \(summary.recordCount) records up to \(summary.lastSeq) and \
                \(summary.checkpointCount) checkpoints.

                """
            )
        }
    }

    struct Verify: LocalCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify an export, without a node.",
            discussion: """
                Checks that sequence numbers are dense, that every hash continues the chain, that \
                checkpoints are signed, and that what is shown for people is what was hashed. Exit \
                status 1 if anything is wrong.

                Whoever can change an export can change the keys in it: pass the keys that you \
                know from elsewhere, for example from `countersign audit keys` on another day.
                """
        )

        @Argument(help: "The export.", completion: .file()) var file: String
        @Option(
            help: ArgumentHelp(
                "Trust this key and no other; may be repeated.",
                valueName: "keyid=base64"
            )
        )
        var key: [KeyArgument] = []

        func run(_ terminal: Terminal) throws {
            var verification = AuditVerification(pinnedKeys: key.map(\.key))
            var reader = try LineReader(file)
            while let line = try reader.next() { verification.check(line) }
            verification.finish()
            terminal.out(verification.summary(isPinned: !key.isEmpty))
            guard verification.mismatchCount == 0 else {
                throw NegativeResult(report: verification.report)
            }
            terminal.out("The export is right.\n")
        }
    }

    struct Keys: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the keys that checkpoints are signed with."
        )
        static let method = Methods.AuditService.listSigningKeys

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListSigningKeysRequest { ListSigningKeysRequest() }

        func text(of response: ListSigningKeysResponse) -> String {
            response.keys.map { KeyArgument($0).defaultValueDescription + "\n" }.joined()
        }
    }
}
