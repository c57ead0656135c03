/// Names a type of object, for its identifiers.
package protocol IdentifierTag: Sendable {
    /// What the text form of an identifier begins with, for example `req`.
    static var prefix: String { get }
}

/// The identifier of an object: a UUID version 7 (RFC 9562), typed by what it identifies.
///
/// Identifiers sort by the time they were made. In text they read `req_01jd8yb7qae9ts5rkzv2xw0f3m`:
/// the prefix of the type, an underscore, and 26 characters of lower-case Crockford base32.
package struct Identifier<Tag: IdentifierTag>: Hashable, Comparable, Sendable {
    /// The first eight bytes, big-endian: 48 bits of milliseconds, the version, 12 random bits.
    package let high: UInt64
    /// The last eight bytes: the variant and 62 random bits.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a new identifier for an object created at `instant`.
    package init(at instant: Instant, using random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, instant.milliseconds)) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | ((random.next() as UInt64) & 0x0FFF)
        low = 0x8000_0000_0000_0000 | ((random.next() as UInt64) & 0x3FFF_FFFF_FFFF_FFFF)
    }

    /// When the object was made, in milliseconds since 1970.
    package var millisecond: UInt64 { high >> 16 }

    package static func < (a: Self, b: Self) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }
}

package enum OrganizationTag: IdentifierTag { package static let prefix = "org" }
package enum UserTag: IdentifierTag { package static let prefix = "usr" }
package enum ServiceTag: IdentifierTag { package static let prefix = "svc" }
package enum GroupTag: IdentifierTag { package static let prefix = "grp" }
package enum RoleTag: IdentifierTag { package static let prefix = "rol" }
package enum ResourceTag: IdentifierTag { package static let prefix = "res" }
package enum PolicyTag: IdentifierTag { package static let prefix = "pol" }
package enum RequestTag: IdentifierTag { package static let prefix = "req" }
package enum GrantTag: IdentifierTag { package static let prefix = "grt" }

package typealias OrganizationID = Identifier<OrganizationTag>
package typealias UserID = Identifier<UserTag>
package typealias ServiceID = Identifier<ServiceTag>
package typealias GroupID = Identifier<GroupTag>
package typealias RoleID = Identifier<RoleTag>
package typealias ResourceID = Identifier<ResourceTag>
package typealias PolicyID = Identifier<PolicyTag>
package typealias RequestID = Identifier<RequestTag>
package typealias GrantID = Identifier<GrantTag>
