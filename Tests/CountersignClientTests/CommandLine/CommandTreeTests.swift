import ArgumentParser
import CountersignProto
import Testing

@testable import countersign

@Suite("The tree of commands")
struct CommandTreeTests {
    /// Every command below another, itself included.
    private static func commands(
        below command: any ParsableCommand.Type
    ) -> [any ParsableCommand.Type] {
        let configuration = command.configuration
        let direct = configuration.ungroupedSubcommands
        let grouped = configuration.groupedSubcommands.flatMap(\.subcommands)
        return [command] + (direct + grouped).flatMap { commands(below: $0) }
    }

    @Test("Every method of the contract has a command")
    func coverage() {
        let methods = Self.commands(below: Countersign.self)
            .compactMap { $0 as? any NodeCommand.Type }
            .flatMap { $0.methods }
        let missing = Set(Methods.all).subtracting(methods)
        #expect(missing.map(\.name).sorted() == [])
    }

    @Test("Every command says in one line what it does")
    func abstracts() {
        for command in Self.commands(below: Countersign.self) {
            #expect(command.configuration.abstract.hasSuffix("."), "\(command)")
        }
    }

    @Test("There is a completion script for each shell", arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) async {
        let run = await CommandRun(["completion", shell])
        #expect(run.status == .success)
        #expect(run.out.contains("countersign"))
    }
}
