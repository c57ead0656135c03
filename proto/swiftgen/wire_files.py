"""The bridge between a Swift struct and protobuf-c's struct of the same message.

No codec: the code only fills and reads C structs; protobuf-c packs and unpacks them.
"""

import names
from model import Field, File, Message, Oneof, flattened
from writer import Writer

C_SCALARS = {"double", "int32", "int64", "uint32", "uint64"}


def render(file: File) -> str:
    if not file.messages:
        return ""
    out = Writer(file.path)
    out.line("internal import CCountersignProto")
    for message in flattened(file.messages):
        out.line()
        _message(out, message)
        for member in message.members:
            if isinstance(member, Field) and member.kind == "map":
                out.line()
                _map_entry(out, member)
    return out.text()


def _message(out: Writer, message: Message) -> None:
    prefix = names.c_function_prefix(message.full_name)
    with out.block(f"extension {message.swift_path}: WireMessage"):
        out.line(f"typealias CMessage = {names.c_type(message.full_name)}")
        out.line(f"static let wire = WireDescriptor({prefix}__init)")
        out.line()
        with out.block("func fill(_ c: UnsafeMutablePointer<CMessage>, in arena: Arena)"
                       " throws(EncodingFailure)"):
            for member in message.members:
                _fill(out, member)
        out.line()
        with out.block("init(wire c: UnsafePointer<CMessage>)"):
            for member in message.members:
                _read(out, member)


def _map_entry(out: Writer, field: Field) -> None:
    prefix = names.c_function_prefix(field.map_entry)
    with out.block(f"extension {names.c_type(field.map_entry)}: WireMapEntry"):
        out.line(f"static let wire = WireDescriptor({prefix}__init)")


def _fill(out: Writer, member) -> None:
    if isinstance(member, Oneof):
        _fill_oneof(out, member)
    elif member.repeated:
        effect = "try " if member.kind in ("string", "message", "map") else ""
        out.call(f"{effect}arena.put", [member.swift, f"&c.pointee.{member.c}",
                                         f"&c.pointee.n_{member.c}", f'"{member.proto_name}"'], "")
    else:
        _fill_one(out, member, member.swift, always=False)


def _fill_one(out: Writer, field: Field, value: str, always: bool) -> None:
    target = f"c.pointee.{field.c}"
    if field.kind in C_SCALARS:
        out.line(f"{target} = {value}")
    elif field.kind == "bool":
        out.line(f"{target} = {value} ? 1 : 0")
    elif field.kind == "enum":
        out.line(f"{target} = .init({value}.wireValue)")
    elif field.kind == "bytes":
        out.line(f"arena.put({value}, &{target})")
    else:
        function = "putChosen" if always and field.kind == "string" else "put"
        out.call(f"try arena.{function}", [value, f"&{target}", f'"{field.proto_name}"'], "")


def _fill_oneof(out: Writer, oneof: Oneof) -> None:
    out.line(f"switch {oneof.swift} {{")
    for field in oneof.fields:
        out.line(f"case .{field.swift}(let value)?:")
        out.line(f"    c.pointee.{oneof.proto_name.lower()}_case = .init({field.number})")
        with out.indented():
            _fill_one(out, field, "value", always=True)
    out.line("case nil: break")
    out.line("}")


def _read(out: Writer, member) -> None:
    if isinstance(member, Oneof):
        _read_oneof(out, member)
        return
    if member.repeated:
        arguments = [f"c.pointee.{member.c}", f"c.pointee.n_{member.c}"]
        out.call(f"{member.swift} = {member.swift_type}", ["wire: " + arguments[0], arguments[1]],
                 "")
        return
    value = _read_one(member)
    if member.kind == "message":
        value = f"c.pointee.{member.c}.map {{ {member.element}(wire: $0) }}"
    out.fit(f"{member.swift} = {value}", [f"{member.swift} =", f"    {value}"])


def _read_one(field: Field) -> str:
    source = f"c.pointee.{field.c}"
    if field.kind in C_SCALARS:
        return source
    if field.kind == "bool":
        return f"{source} != 0"
    if field.kind == "enum":
        return f"{field.element}(wireValue: {source}.rawValue)"
    return f"{field.element}(wire: {source})"


def _read_oneof(out: Writer, oneof: Oneof) -> None:
    out.line(f"switch c.pointee.{oneof.proto_name.lower()}_case.rawValue {{")
    for field in oneof.fields:
        body = f"{oneof.swift} = .{field.swift}({_read_one(field)})"
        out.fit(f"case {field.number}: {body}", [f"case {field.number}:", f"    {body}"])
    out.line(f"default: {oneof.swift} = nil")
    out.line("}")
