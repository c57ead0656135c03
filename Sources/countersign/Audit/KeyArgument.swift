import ArgumentParser
import CountersignClient
import CountersignProto
import FoundationEssentials

/// A public key to trust: `KEYID=BASE64`. The id must be that of the key.
struct KeyArgument: ExpressibleByArgument {
    let key: SigningKey

    init(_ key: SigningKey) {
        self.key = key
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let bytes = Data(base64Encoded: parts[1]).map([UInt8].init),
            bytes.count == 32, LogVerifier.keyID(of: bytes) == parts[0]
        else { return nil }
        key = SigningKey(keyID: parts[0], publicKey: bytes)
    }

    var defaultValueDescription: String {
        "\(key.keyID)=\(Data(key.publicKey).base64EncodedString())"
    }
}
