internal import CProtobufC

/// Walks over an encoded message before protobuf-c unpacks it, with protobuf-c's own descriptors
/// as the map, and refuses what protobuf-c would misread or cut short, and what is too much.
struct WireScanner {
    private typealias Reason = DecodingFailure.Reason

    private let origin: UnsafePointer<UInt8>
    private let limits: DecodingLimits
    private var fieldsLeft: Int

    /// Returns if `bytes` are a message of the type within the limits.
    static func check(
        _ bytes: UnsafeRawBufferPointer,
        as type: WireDescriptor,
        limits: DecodingLimits
    ) throws(DecodingFailure) {
        guard bytes.count <= limits.byteCount else {
            throw DecodingFailure(.tooLong(limit: limits.byteCount))
        }
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        var scanner = WireScanner(origin: start, limits: limits)
        try scanner.scan(WireCursor(start, start + bytes.count), as: type.pointer, depth: 1)
    }

    private init(origin: UnsafePointer<UInt8>, limits: DecodingLimits) {
        self.origin = origin
        self.limits = limits
        fieldsLeft = limits.fieldCount
    }

    private mutating func scan(
        _ message: WireCursor,
        as type: UnsafePointer<ProtobufCMessageDescriptor>,
        depth: Int
    ) throws(DecodingFailure) {
        var cursor = message
        var seen: UInt128 = 0
        while !cursor.isAtEnd {
            let offset = cursor.position - origin
            var field = WireField()
            let nested: WireCursor
            do throws(Reason) {
                guard let value = try next(&cursor, of: type, &field) else { continue }
                guard depth < limits.depth else { throw .tooDeep(limit: limits.depth) }
                guard field.isFirst(&seen) else { throw .repeatedMessage }
                nested = value
            } catch {
                throw DecodingFailure(error, path: field.name, offset: offset)
            }
            do throws(DecodingFailure) {
                try scan(nested, as: field.messageType, depth: depth + 1)
            } catch {
                throw error.within(field.name)
            }
        }
    }

    /// Passes one field. Returns what it holds if that is a message of a known type.
    private mutating func next(
        _ cursor: inout WireCursor,
        of type: UnsafePointer<ProtobufCMessageDescriptor>,
        _ field: inout WireField
    ) throws(Reason) -> WireCursor? {
        guard fieldsLeft > 0 else { throw .tooManyFields(limit: limits.fieldCount) }
        fieldsLeft -= 1
        let tag = try cursor.shortVarint()
        field = WireField(number: tag >> 3, of: type)
        guard field.number != 0 else { throw .fieldNumberZero }
        let wireType = Int(tag & 7)
        guard let descriptor = field.descriptor else {
            try cursor.skipValue(ofWireType: wireType)
            return nil
        }
        return try cursor.checkedValue(of: descriptor, wireType)
    }
}

/// A field as the scanner meets it.
private struct WireField {
    var number: UInt32 = 0
    /// Its place among the fields of its message, by number.
    private var index = 0
    /// Nil for a field that this version does not know.
    var descriptor: UnsafePointer<ProtobufCFieldDescriptor>?

    init() {}

    /// Finds a field. protobuf-c keeps fields in runs of consecutive numbers.
    init(number: UInt32, of type: UnsafePointer<ProtobufCMessageDescriptor>) {
        self.number = number
        guard let ranges = type.pointee.field_ranges else { return }
        for run in 0..<Int(type.pointee.n_field_ranges) {
            let (first, next) = (ranges[run], ranges[run + 1])
            let position = Int(number) - Int(first.start_value)
            if position >= 0, position < Int(next.orig_index - first.orig_index) {
                index = Int(first.orig_index) + position
                descriptor = type.pointee.fields + index
                return
            }
        }
    }

    /// Whether this is the first occurrence, or the field is repeated. Other occurrences of a
    /// message would have to be merged, which no encoder asks for.
    func isFirst(_ seen: inout UInt128) -> Bool {
        if descriptor?.pointee.label == PROTOBUF_C_LABEL_REPEATED { return true }
        let bit = UInt128(1) << UInt128(index)
        defer { seen |= bit }
        return seen & bit == 0
    }

    /// The type of a message field.
    var messageType: UnsafePointer<ProtobufCMessageDescriptor> {
        descriptor!.pointee.descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
    }

    /// For people: the name in the .proto file, or `#7`; empty before the number is read.
    var name: String {
        if let descriptor { return String(cString: descriptor.pointee.name) }
        return number == 0 ? "" : "#\(number)"
    }
}
