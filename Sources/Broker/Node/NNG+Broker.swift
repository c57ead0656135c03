import CountersignProto
import NNG

/// The broker's words for what nng does.
extension Exchange: CallExchange {
    func reply(_ packer: borrowing MessagePacker) {
        let size = packer.byteCount
        reply(NNG.Message(byteCount: size) { _ = packer.pack(into: $0) })
    }
}
