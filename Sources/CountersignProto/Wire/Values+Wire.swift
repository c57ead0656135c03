internal import CProtobufC

// Swift values out of the members of C structs that protobuf-c unpacked.

extension String {
    init(wire c: CString?) {
        self = c.map { String(cString: $0) } ?? ""
    }
}

extension [UInt8] {
    init(wire c: ProtobufCBinaryData) {
        self.init(UnsafeBufferPointer(start: c.data, count: c.len))
    }
}

extension [String] {
    init(wire c: CArray<CString?>?, _ count: Int) {
        self = UnsafeBufferPointer(start: c, count: count).map { String(wire: $0) }
    }
}

extension [[UInt8]] {
    init(wire c: CArray<ProtobufCBinaryData>?, _ count: Int) {
        self = UnsafeBufferPointer(start: c, count: count).map { [UInt8](wire: $0) }
    }
}

extension Array where Element: WireMessage {
    init(wire c: CArray<UnsafeMutablePointer<Element.CMessage>?>?, _ count: Int) {
        self = UnsafeBufferPointer(start: c, count: count).map { Element(wire: $0!) }
    }
}

extension Array where Element: ProtoEnum {
    init<CEnum: RawRepresentable<UInt32>>(wire c: CArray<CEnum>?, _ count: Int) {
        self = UnsafeBufferPointer(start: c, count: count).map { Element(wireValue: $0.rawValue) }
    }
}

extension Array where Element: Numeric & BitwiseCopyable {
    init(wire c: CArray<Element>?, _ count: Int) {
        self.init(UnsafeBufferPointer(start: c, count: count))
    }
}

extension [Bool] {
    init(wire c: CArray<protobuf_c_boolean>?, _ count: Int) {
        self = UnsafeBufferPointer(start: c, count: count).map { $0 != 0 }
    }
}

extension [String: String] {
    /// Of entries with the same key the last holds, as protobuf rules.
    init<Entry: WireMapEntry>(wire c: CArray<UnsafeMutablePointer<Entry>?>?, _ count: Int) {
        self.init(minimumCapacity: count)
        for entry in UnsafeBufferPointer(start: c, count: count) {
            self[String(wire: entry!.pointee.key)] = String(wire: entry!.pointee.value)
        }
    }
}
