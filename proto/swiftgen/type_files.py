"""The value types: one Swift struct for each message, one enum for each enum and oneof."""

from model import Enum, File, Message, Oneof, Schema, flattened
from writer import Writer


def render_nouns(file: File) -> str:
    """Enums, and the messages that are no method's request or response; empty if none."""
    calls = _calls(file)
    return _render(file, file.enums, [m for m in file.messages if m.swift_path not in calls])


def render_calls(file: File) -> str:
    """The requests and responses; empty if there are none."""
    calls = _calls(file)
    messages = [m for m in file.messages if m.swift_path in calls]
    return _render(file, [], messages)


def render_list(schema: Schema) -> str:
    """Every message type in one array."""
    out = Writer("the messages in proto/")
    out.line("/// Every message type, for tools that come by a type's name, and for tests.")
    with out.block("package enum MessageTypes"):
        out.line("/// In the order of the .proto files; nested types follow their parent.")
        out.line("package static let all: [any Message.Type] = [")
        for file in schema.files:
            for message in flattened(file.messages):
                out.line(f"    {message.swift_path}.self,")
        out.line("]")
    return out.text()


def _calls(file: File) -> set[str]:
    methods = [method for service in file.services for method in service.methods]
    return {m.request for m in methods} | {m.response for m in methods}


def _render(file: File, enums: list[Enum], messages: list[Message]) -> str:
    if not enums and not messages:
        return ""
    out = Writer(file.path)
    for i, enum in enumerate(enums):
        if i:
            out.line()
        _enum(out, enum)
    for i, message in enumerate(messages):
        if i or enums:
            out.line()
        _message(out, message)
    return out.text()


def _message(out: Writer, message: Message) -> None:
    out.doc(message.doc, f"The message `{message.full_name}`.")
    with out.block(f"public struct {message.swift_name}: Message"):
        for member in message.members:
            out.doc(member.doc, f"The field `{member.proto_name}`."
                    if not isinstance(member, Oneof) else f"The oneof `{member.proto_name}`.")
            out.line(f"public var {member.swift}: {member.swift_type}")
        if message.members:
            out.line()
        _initializer(out, message)
        out.line()
        out.line(f'/// `{message.full_name}`.')
        out.line(f'public static let protoName = "{message.full_name}"')
        for member in message.members:
            if isinstance(member, Oneof):
                out.line()
                _oneof(out, member)
        for enum in message.enums:
            out.line()
            _enum(out, enum)
        for nested in message.messages:
            out.line()
            _message(out, nested)


def _initializer(out: Writer, message: Message) -> None:
    out.line("/// Creates a message; what is left out is unset.")
    if not message.members:
        out.line("public init() {}")
        return
    out.call("public init",
             [f"{m.swift}: {m.swift_type} = {m.default}" for m in message.members], " {")
    for member in message.members:
        out.line(f"    self.{member.name} = {member.swift}")
    out.line("}")


def _oneof(out: Writer, oneof: Oneof) -> None:
    out.doc(oneof.doc, f"The alternatives of `{oneof.proto_name}`.")
    with out.block(f"public enum {oneof.type_name}: Sendable, Hashable"):
        for field in oneof.fields:
            out.doc(field.doc, f"The field `{field.proto_name}`.")
            out.line(f"case {field.swift}({field.element})")


def _enum(out: Writer, enum: Enum) -> None:
    out.doc(enum.doc, f"The enum `{enum.full_name}`.")
    with out.block(f"public enum {enum.swift_name}: ProtoEnum"):
        for case in enum.cases:
            out.doc(case.doc, f"`{case.proto_name}`.")
            out.line(f"case {case.name}")
        out.line("/// A number that this version does not know.")
        out.line("case unrecognized(Int32)")
        out.line()
        _enum_members(out, enum)


def _enum_members(out: Writer, enum: Enum) -> None:
    out.line("/// The case of a number on the wire.")
    with out.block("public init(rawValue: Int32)"):
        _switch(out, "switch rawValue {",
                [(str(c.number), f"self = .{c.name}") for c in enum.cases],
                ("default:", "self = .unrecognized(rawValue)"))
    out.line()
    out.line("/// The number on the wire.")
    with out.block("public var rawValue: Int32"):
        _switch(out, "switch self {", [(f".{c.name}", str(c.number)) for c in enum.cases],
                ("case .unrecognized(let rawValue):", "rawValue"))
    out.line()
    out.line("/// The name in the .proto file; nil for a number that this version does not know.")
    with out.block("public var protoName: String?"):
        _switch(out, "switch self {", [(f".{c.name}", f'"{c.proto_name}"') for c in enum.cases],
                ("case .unrecognized:", "nil"))
    out.line()
    out.line("/// Every case that has a name, in the order of the .proto file.")
    out.line("public static let allCases: [Self] = [")
    for case in enum.cases:
        out.line(f"    .{case.name},")
    out.line("]")


def _switch(out, head, arms, last) -> None:
    out.line(head)
    for pattern, result in arms:
        out.line(f"case {pattern}: {result}")
    out.line(f"{last[0]} {last[1]}")
    out.line("}")
