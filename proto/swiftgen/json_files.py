"""`Codable` in the proto3 JSON mapping (https://protobuf.dev/programming-guides/json)."""

from model import Field, File, Message, Oneof, flattened
from writer import Writer

# Mapped by hand in Sources/CountersignProto/JSON.
WRITTEN_BY_HAND = {"google.protobuf.Timestamp", "google.protobuf.Duration"}

WRAPPERS = {"bytes": "JSONBytes", "double": "JSONDouble", "int32": "JSONInteger<Int32>",
            "int64": "JSONInteger<Int64>", "uint32": "JSONInteger<UInt32>",
            "uint64": "JSONInteger<UInt64>"}

# The methods of JSONObjectReader for single values of these.
READERS = {kind: wrapper.split("<")[0].removeprefix("JSON").lower()
           for kind, wrapper in WRAPPERS.items()}


def render(file: File) -> str:
    messages = [m for m in flattened(file.messages) if m.full_name not in WRITTEN_BY_HAND]
    if not messages:
        return ""
    out = Writer(file.path)
    for i, message in enumerate(messages):
        if i:
            out.line()
        _message(out, message)
    return out.text()


def _message(out: Writer, message: Message) -> None:
    with out.block(f"extension {message.swift_path}"):
        out.line("/// Reads the proto3 JSON form; unknown fields are refused.")
        with out.block("public init(from decoder: any Decoder) throws"):
            variable = "var" if message.members else "let"
            out.line(f"{variable} reader = try JSONObjectReader(decoder)")
            for member in message.members:
                _decode(out, member)
            out.line("try reader.refuseUnknown()")
        out.line()
        out.line("/// Writes the proto3 JSON form; unset fields are left out.")
        with out.block("public func encode(to encoder: any Encoder) throws"):
            if not message.members:
                out.line("_ = JSONObjectWriter(encoder)")
                return
            out.line("var writer = JSONObjectWriter(encoder)")
            for member in message.members:
                _encode(out, member)


def _key(field: Field) -> str:
    """The JSON name, and the .proto name where it differs: readers must take both."""
    if field.json_name == field.proto_name:
        return f'"{field.json_name}"'
    return f'"{field.json_name}", "{field.proto_name}"'


def _decode(out: Writer, member) -> None:
    if isinstance(member, Oneof):
        _decode_oneof(out, member)
        return
    wrapper = WRAPPERS.get(member.kind)
    if wrapper is None:
        unset = "" if member.default == "nil" else f" ?? {member.default}"
        _assign(out, member.swift, f"try reader.read({_key(member)}){unset}")
    elif member.repeated:
        _assign(out, member.swift, f"try reader.read({_key(member)}, as: [{wrapper}].self)"
                "?.map(\\.value) ?? []")
    else:
        _assign(out, member.swift, f"try reader.{READERS[member.kind]}({_key(member)})")


def _assign(out: Writer, target: str, value: str) -> None:
    out.fit(f"{target} = {value}", [f"{target} =", f"    {value}"])


def _decode_oneof(out: Writer, oneof: Oneof) -> None:
    local = "chosen" + oneof.name[0].upper() + oneof.name[1:]
    out.line(f"var {local}: {oneof.type_name}?")
    for field in oneof.fields:
        wrapper = WRAPPERS.get(field.kind)
        value = "value.value" if wrapper else "value"
        out.call("if let value = try reader.read",
                 [*_key(field).split(", "), f"as: {wrapper or field.element}.self"], " {")
        with out.indented():
            out.line(f'try reader.choose(.{field.swift}({value}), &{local}, "{oneof.proto_name}")')
        out.line("}")
    out.line(f"{oneof.swift} = {local}")


def _encode(out: Writer, member) -> None:
    if isinstance(member, Oneof):
        _encode_oneof(out, member)
        return
    value = member.swift
    wrapper = WRAPPERS.get(member.kind)
    if wrapper:
        value = f"{member.swift}.map({wrapper}.init)" if member.repeated \
            else f"{wrapper}({member.swift})"
    head, body = f"if {_is_set(member)} {{", f'try writer.write({value}, "{member.json_name}")'
    out.fit(f"{head} {body} }}", [head, "    " + body, "}"])


def _is_set(field: Field) -> str:
    if field.repeated or field.kind in ("string", "bytes", "map"):
        return f"!{field.swift}.isEmpty"
    if field.kind == "message":
        return f"let {field.swift}"
    return field.swift if field.kind == "bool" else f"{field.swift} != {field.zero}"


def _encode_oneof(out: Writer, oneof: Oneof) -> None:
    out.line(f"switch {oneof.swift} {{")
    for field in oneof.fields:
        wrapper = WRAPPERS.get(field.kind)
        value = f"{wrapper}(value)" if wrapper else "value"
        body = f'try writer.write({value}, "{field.json_name}")'
        out.fit(f"case .{field.swift}(let value)?: {body}",
                [f"case .{field.swift}(let value)?:", f"    {body}"])
    out.line("case nil: break")
    out.line("}")
