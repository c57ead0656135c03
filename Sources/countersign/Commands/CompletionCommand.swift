import ArgumentParser

struct CompletionCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a completion script for a shell.",
        discussion: """
              bash: countersign completion bash > ~/.local/share/bash-completion/completions/\
            countersign
              zsh:  countersign completion zsh > ~/.zfunc/_countersign
              fish: countersign completion fish > ~/.config/fish/completions/countersign.fish
            """
    )

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var generator: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "The shell.") var shell: Shell

    func run(_ terminal: Terminal) {
        terminal.out(Countersign.completionScript(for: shell.generator) + "\n")
    }
}
