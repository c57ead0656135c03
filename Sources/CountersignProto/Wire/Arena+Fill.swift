internal import CProtobufC
internal import Glibc

typealias CString = UnsafeMutablePointer<CChar>
typealias CArray<Element> = UnsafeMutablePointer<Element>

/// Puts single Swift values into the members of C structs.
extension Arena {
    /// An empty string is left NULL: protobuf-c takes it for unset.
    func put(
        _ value: String,
        _ member: inout CString?,
        _ name: StaticString
    ) throws(EncodingFailure) {
        member = value.isEmpty ? nil : try copy(value, name)
    }

    /// A string in a oneof, which is set even when it is empty.
    func putChosen(
        _ value: String,
        _ member: inout CString?,
        _ name: StaticString
    ) throws(EncodingFailure) {
        member = try copy(value, name)
    }

    func put(_ value: [UInt8], _ member: inout ProtobufCBinaryData) {
        member = copy(value)
    }

    func put<Value: WireMessage>(
        _ value: Value?,
        _ member: inout UnsafeMutablePointer<Value.CMessage>?,
        _ name: StaticString
    ) throws(EncodingFailure) {
        guard let value else {
            member = nil
            return
        }
        do throws(EncodingFailure) {
            member = try value.packed(in: self)
        } catch {
            throw error.within("\(name)")
        }
    }

    /// A NUL-terminated copy.
    func copy(_ value: String, _ name: StaticString) throws(EncodingFailure) -> CString {
        var value = value
        let copied = value.withUTF8 { utf8 -> CString? in
            let copy = allocate(CChar.self, count: utf8.count + 1)
            if let source = utf8.baseAddress {
                guard memchr(source, 0, utf8.count) == nil else { return nil }
                memcpy(copy, source, utf8.count)
            }
            copy[utf8.count] = 0
            return copy
        }
        guard let copied else { throw EncodingFailure(nulIn: "\(name)") }
        return copied
    }

    func copy(_ value: [UInt8]) -> ProtobufCBinaryData {
        guard !value.isEmpty else { return ProtobufCBinaryData(len: 0, data: nil) }
        let copy = allocate(UInt8.self, count: value.count)
        value.withUnsafeBufferPointer { copy.initialize(from: $0.baseAddress!, count: $0.count) }
        return ProtobufCBinaryData(len: value.count, data: copy)
    }
}
