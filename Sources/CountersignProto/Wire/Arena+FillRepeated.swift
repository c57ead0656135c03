internal import CProtobufC

/// Puts arrays and maps into the members of C structs.
extension Arena {
    func put(
        _ values: [String],
        _ member: inout CArray<CString?>?,
        _ count: inout Int,
        _ name: StaticString
    ) throws(EncodingFailure) {
        count = values.count
        member = allocate(CString?.self, count: count)
        for (index, value) in values.enumerated() {
            do throws(EncodingFailure) {
                member![index] = try copy(value, name)
            } catch {
                throw EncodingFailure(nulIn: "\(name)[\(index)]")
            }
        }
    }

    func put(
        _ values: [[UInt8]],
        _ member: inout CArray<ProtobufCBinaryData>?,
        _ count: inout Int,
        _ name: StaticString
    ) {
        count = values.count
        member = allocate(ProtobufCBinaryData.self, count: count)
        for (index, value) in values.enumerated() { member![index] = copy(value) }
    }

    func put<Value: WireMessage>(
        _ values: [Value],
        _ member: inout CArray<UnsafeMutablePointer<Value.CMessage>?>?,
        _ count: inout Int,
        _ name: StaticString
    ) throws(EncodingFailure) {
        count = values.count
        member = allocate(UnsafeMutablePointer<Value.CMessage>?.self, count: count)
        for (index, value) in values.enumerated() {
            do throws(EncodingFailure) {
                member![index] = try value.packed(in: self)
            } catch {
                throw error.within("\(name)[\(index)]")
            }
        }
    }

    func put<Value: ProtoEnum, CEnum: RawRepresentable<UInt32>>(
        _ values: [Value],
        _ member: inout CArray<CEnum>?,
        _ count: inout Int,
        _ name: StaticString
    ) {
        count = values.count
        let copies = allocate(CEnum.self, count: count)
        for (index, value) in values.enumerated() {
            (copies + index).initialize(to: CEnum(rawValue: value.wireValue)!)
        }
        member = copies
    }

    func put<Number: Numeric & BitwiseCopyable>(
        _ values: [Number],
        _ member: inout CArray<Number>?,
        _ count: inout Int,
        _ name: StaticString
    ) {
        count = values.count
        let copies = allocate(Number.self, count: count)
        for (index, value) in values.enumerated() { copies[index] = value }
        member = copies
    }

    func put(
        _ values: [Bool],
        _ member: inout CArray<protobuf_c_boolean>?,
        _ count: inout Int,
        _ name: StaticString
    ) {
        put(values.map { $0 ? 1 : 0 as protobuf_c_boolean }, &member, &count, name)
    }

    /// Entries go in the order of their keys, so that equal maps give equal bytes.
    func put<Entry: WireMapEntry>(
        _ values: [String: String],
        _ member: inout CArray<UnsafeMutablePointer<Entry>?>?,
        _ count: inout Int,
        _ name: StaticString
    ) throws(EncodingFailure) {
        count = values.count
        guard !values.isEmpty else { return }
        member = allocate(UnsafeMutablePointer<Entry>?.self, count: count)
        let entries = allocate(Entry.self, count: count)
        for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
            let entry = entries + index
            Entry.wire.initialize(entry)
            try put(key, &entry.pointee.key, name)
            try put(value, &entry.pointee.value, name)
            member![index] = entry
        }
    }
}

/// The C struct of an entry of a `map<string, string>`.
protocol WireMapEntry {
    static var wire: WireDescriptor { get }
    var key: CString! { get set }
    var value: CString! { get set }
}

extension ProtoEnum {
    /// The number as C enums hold it.
    var wireValue: UInt32 { UInt32(bitPattern: rawValue) }

    init(wireValue: UInt32) { self.init(rawValue: Int32(bitPattern: wireValue)) }
}
