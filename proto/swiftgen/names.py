"""How names in .proto files turn into names in Swift and in protoc-c's C."""

import re

# The Swift prefix of each proto package. google.protobuf.Duration would hide Swift's Duration.
PACKAGE_PREFIXES = {"countersign.v1": "", "grpc.health.v1": "", "google.protobuf": "Proto"}

INITIALISMS = {"id": "ID", "ids": "IDs", "url": "URL", "http": "HTTP", "https": "HTTPS"}

SWIFT_KEYWORDS = set(
    """associatedtype class deinit enum extension fileprivate func import init inout internal let
    open operator private precedencegroup protocol public rethrows static struct subscript
    typealias var break case catch continue default defer do else fallthrough for guard if in
    repeat return throw switch where while Any as await false is nil self Self super throws true
    try""".split()
)

# Type names that a message may not take, since generated code uses Swift's own.
SWIFT_TYPES = set(
    """Any Array Bool Codable Decoder Dictionary Double Duration Encoder Error Hashable Int Int32
    Int64 Optional Result Self Sendable Set String Type UInt32 UInt64 UInt8 Void""".split()
)

# What generated functions call their parameters and variables, and what Swift keeps for itself.
LOCALS = {"arena", "c", "decoder", "encoder", "init", "reader", "self", "writer"}

# protoc-c appends an underscore to these (c_helpers.cc, kKeywordList).
C_KEYWORDS = set(
    """and and_eq asm auto bitand bitor bool break case catch char class compl const const_cast
    continue default delete do double dynamic_cast else enum explicit extern false float for
    friend goto if inline int long mutable namespace new not not_eq operator or or_eq private
    protected public register reinterpret_cast return short signed sizeof static static_cast
    struct switch template this throw true try typedef typeid typename union unsigned using
    virtual void volatile wchar_t while xor xor_eq""".split()
)


def lower_camel(snake: str) -> str:
    """`request_id` -> `requestID`, unescaped."""
    first, *rest = [word.lower() for word in snake.split("_") if word]
    return first + "".join(INITIALISMS.get(word, word.capitalize()) for word in rest)


def upper_camel(snake: str) -> str:
    """`request_id` -> `RequestID`."""
    words = [word.lower() for word in snake.split("_") if word]
    return "".join(INITIALISMS.get(word, word.capitalize()) for word in words)


def escaped(identifier: str) -> str:
    """The identifier in backticks if Swift needs them."""
    return f"`{identifier}`" if identifier in SWIFT_KEYWORDS else identifier


def snake(camel: str) -> str:
    """`AccessRequest` -> `access_request`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", camel).lower()


def method_member(rpc: str) -> str:
    """`ApproveRequest` -> `approveRequest`."""
    return escaped(rpc[0].lower() + rpc[1:])


def enum_cases(enum: str, values: list[str]) -> list[str]:
    """`RequestState`: `REQUEST_STATE_UNSPECIFIED`, `REQUEST_PENDING` -> `unspecified`, `pending`.

    The zero value loses the enum's name; the others lose what they share with the beginning of
    the enum's name, if all of them do.
    """
    words = snake(enum).upper().split("_")
    rest = values[1:] if values[0].startswith("_".join(words) + "_") else values
    shared = 0
    while shared < len(words) and all(
            value.startswith("_".join(words[: shared + 1]) + "_") for value in rest):
        shared += 1
    bare = [_without(words, value) if i == 0 and rest is not values
            else _without(words[:shared], value) for i, value in enumerate(values)]
    return [escaped(lower_camel(value)) for value in bare]


def _without(words: list[str], value: str) -> str:
    bare = "_".join(value.split("_")[len(words):])
    return value if not bare or bare[0].isdigit() else bare


def c_type(full_name: str) -> str:
    """`countersign.v1.Call.MetadataEntry` -> `Countersign__V1__Call__MetadataEntry`."""
    return "__".join(part[0].upper() + part[1:] for part in full_name.split("."))


def c_function_prefix(full_name: str) -> str:
    """`countersign.v1.ErrorInfo` -> `countersign__v1__error_info`, as protoc-c's CamelToLower."""
    return "__".join(
        re.sub(r"(?<=[^A-Z])([A-Z])", r"_\1", part).lower() for part in full_name.split("."))


def c_field(name: str) -> str:
    """The C member of a field."""
    return name.lower() + ("_" if name.lower() in C_KEYWORDS else "")


def swift_file(path: str) -> str:
    """`countersign/v1/access_service.proto` -> `AccessService`."""
    return upper_camel(path.rsplit("/", 1)[-1].removesuffix(".proto"))
