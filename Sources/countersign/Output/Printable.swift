extension String {
    /// The text with control characters made visible, so that what others wrote can neither move
    /// the cursor nor break a table.
    var printable: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
                .privateUse:
                result.append(contentsOf: Self.visible(scalar).unicodeScalars)
            default:
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "⏎"
        case "\t": " "
        default: "\u{FFFD}"
        }
    }
}
