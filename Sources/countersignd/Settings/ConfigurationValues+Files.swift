import Broker
import Glibc

extension ConfigurationValues {
    /// Checks that the node's keys and the TLS files can be read; throws all that is wrong.
    func checkFiles() throws(ConfigurationProblems) {
        var problems = ConfigurationProblems()
        for path in [self[\.certificate], self[\.key], self[\.authority]].compactMap(\.self)
        where access(path, R_OK) != 0 {
            problems.add(path, String(cString: strerror(errno)))
        }
        let keys = [dataDirectory.logKey] + (self[\.localIssuer] ? [dataDirectory.issuerKey] : [])
        for path in keys {
            do throws(KeyFileFailure) {
                _ = try SigningKey.load(fromPath: path)
            } catch {
                problems.add(path, error.problem)
            }
        }
        try problems.throwIfAny()
    }
}
