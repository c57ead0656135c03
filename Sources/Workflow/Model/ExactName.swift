/// A name that equals another only if both have the same bytes.
///
/// Swift compares strings by what they look like: "BAC\u{212A}UP", with the sign for kelvin, equals
/// "BACKUP". Patterns and databases compare what is written. A name that passed for another in one
/// place and not in the other could be led past the policy that is meant for it.
package struct ExactName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.text.isExactly(b.text)
    }

    /// By bytes, which for UTF-8 is the order of the scalars.
    package static func < (a: Self, b: Self) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Both have the same bytes of UTF-8.
    package func isExactly(_ other: String) -> Bool {
        var (one, other) = (self, other)
        return one.withUTF8 { one in other.withUTF8 { one.elementsEqual($0) } }
    }
}

extension Resource {
    /// The account of that name, byte by byte; nil if the resource has none.
    package func account(named name: String) -> String? {
        accounts.first { $0.isExactly(name) }
    }
}
