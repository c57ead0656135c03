/// The version of the command line.
enum Version {
    static let text = "1.0.0"
}
