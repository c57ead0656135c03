import Broker
import Workflow

/// The `issuers` of a configuration file: identity providers whose tokens are accepted.
///
///     issuers:
///       corporate:
///         name: https://login.example.com
///         audience: countersign
///         jwks: /etc/countersign/corporate.jwks.json
///         organization: org_01jd8yb7qae9ts5rkzv2xw0f3m
enum IssuerSection {
    static func read(
        _ file: ConfigurationFile?, _ problems: inout ConfigurationProblems
    ) -> [IssuerConfiguration] {
        guard let file else { return [] }
        return file.keys(below: ["issuers"]).compactMap { read($0, file, &problems) }
    }

    private static func read(
        _ label: String, _ file: ConfigurationFile, _ problems: inout ConfigurationProblems
    ) -> IssuerConfiguration? {
        var values: [String: String] = [:]
        for key in KnownKeys.issuerKeys {
            let path = ["issuers", label, key]
            let texts = file.texts(path) ?? []
            guard texts.count == 1, !texts[0].isEmpty else {
                problems.add(file.place(path), "`\(path.joined(separator: "."))` needs one value")
                continue
            }
            values[key] = texts[0]
        }
        guard let name = values["name"], let audience = values["audience"],
            let jwks = values["jwks"], let organizationText = values["organization"]
        else { return nil }
        guard let organization = OrganizationID(organizationText) else {
            problems.add(
                file.place(["issuers", label, "organization"]),
                "`\(organizationText)` is not the id of an organization (org_…)")
            return nil
        }
        guard name != LocalIssuer.name else {
            problems.add(
                file.place(["issuers", label, "name"]), "`\(name)` is the node's own issuer")
            return nil
        }
        let directory = file.path.directoryPart.map { $0 + "/" } ?? ""
        return IssuerConfiguration(
            name: name, audience: audience,
            trust: .external(
                jwksFile: jwks.hasPrefix("/") ? jwks : directory + jwks,
                organization: organization))
    }
}
