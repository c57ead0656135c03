"""The schema as the emitters need it: plain objects with Swift and C names worked out.

What protobuf-c or the generated Swift could not carry is refused here, with the name at fault.
"""

from dataclasses import dataclass, field as item

from google.protobuf import descriptor_pb2
from google.protobuf.unknown_fields import UnknownFieldSet

import names
from comments import Comments

FieldProto = descriptor_pb2.FieldDescriptorProto

# The duplicate check of Wire/WireScanner.swift has one bit for each field of a message.
MAX_FIELDS = 128

SCALARS = {
    FieldProto.TYPE_BOOL: "bool",
    FieldProto.TYPE_STRING: "string",
    FieldProto.TYPE_BYTES: "bytes",
    FieldProto.TYPE_DOUBLE: "double",
    FieldProto.TYPE_INT32: "int32",
    FieldProto.TYPE_SINT32: "int32",
    FieldProto.TYPE_SFIXED32: "int32",
    FieldProto.TYPE_INT64: "int64",
    FieldProto.TYPE_SINT64: "int64",
    FieldProto.TYPE_SFIXED64: "int64",
    FieldProto.TYPE_UINT32: "uint32",
    FieldProto.TYPE_FIXED32: "uint32",
    FieldProto.TYPE_UINT64: "uint64",
    FieldProto.TYPE_FIXED64: "uint64",
    FieldProto.TYPE_ENUM: "enum",
    FieldProto.TYPE_MESSAGE: "message",
}

SWIFT_TYPES = {
    "bool": "Bool", "string": "String", "bytes": "[UInt8]", "double": "Double",
    "int32": "Int32", "int64": "Int64", "uint32": "UInt32", "uint64": "UInt64",
}

DEFAULTS = {"bool": "false", "string": '""', "bytes": "[]", "double": "0",
            "int32": "0", "int64": "0", "uint32": "0", "uint64": "0"}


class SchemaError(Exception):
    """A .proto file uses something that the pipeline does not carry."""


@dataclass
class EnumCase:
    name: str
    proto_name: str
    number: int
    doc: list[str]


@dataclass
class Enum:
    full_name: str
    swift_name: str
    doc: list[str]
    cases: list[EnumCase]


@dataclass
class Field:
    name: str
    """The Swift property, without backticks."""
    proto_name: str
    json_name: str
    number: int
    kind: str
    """A value of SCALARS, or "map"."""
    repeated: bool
    element: str
    """The Swift type of one value."""
    zero: str
    """The Swift literal of the value when unset; empty for a message."""
    doc: list[str]
    map_entry: str = ""
    """The full proto name of the map's entry message."""

    @property
    def swift(self) -> str:
        return names.escaped(self.name)

    @property
    def c(self) -> str:
        return names.c_field(self.proto_name)

    @property
    def swift_type(self) -> str:
        if self.kind == "map":
            return "[String: String]"
        if self.repeated:
            return f"[{self.element}]"
        return f"{self.element}?" if self.kind == "message" else self.element

    @property
    def default(self) -> str:
        if self.kind == "map":
            return "[:]"
        if self.repeated:
            return "[]"
        return "nil" if self.kind == "message" else self.zero


@dataclass
class Oneof:
    name: str
    proto_name: str
    type_name: str
    doc: list[str]
    fields: list[Field]

    @property
    def swift(self) -> str:
        return names.escaped(self.name)

    @property
    def swift_type(self) -> str:
        return f"{self.type_name}?"

    default = "nil"


@dataclass
class Message:
    full_name: str
    swift_name: str
    """Relative to the enclosing message."""
    swift_path: str
    """From the top of the module, as `Outer.Inner`."""
    doc: list[str]
    members: list = item(default_factory=list)
    """Fields and oneofs in the order of the .proto file."""
    messages: list["Message"] = item(default_factory=list)
    enums: list[Enum] = item(default_factory=list)


@dataclass
class Method:
    name: str
    full_name: str
    request: str
    response: str
    mutates: bool
    doc: list[str]


@dataclass
class Service:
    name: str
    doc: list[str]
    methods: list[Method]


@dataclass
class File:
    path: str
    swift_name: str
    messages: list[Message]
    enums: list[Enum]
    services: list[Service]


@dataclass
class Schema:
    files: list[File]


def flattened(messages: list[Message]):
    """The messages and all that nest in them, parents first."""
    for message in messages:
        yield message
        yield from flattened(message.messages)


def load(files: descriptor_pb2.FileDescriptorSet) -> Schema:
    """The schema of every file whose package has a Swift prefix."""
    loader = _Loader(files)
    return Schema([loader.file(f) for f in files.file if not defines_options(f)])


def defines_options(file) -> bool:
    """Whether a file is about protoc's own descriptors: no part of the messages on the wire."""
    return file.name == "google/protobuf/descriptor.proto" or bool(file.extension)


class _Loader:
    def __init__(self, files):
        self.swift_types = {}
        self.zero_cases = {}
        self.map_entries = {}
        self.messages_in = {}
        self.mutation_option = None
        for file in files.file:
            self._register_extensions(file)
            if not defines_options(file):
                self._register_types(file)
        for message in self.messages_in:
            self._refuse_recursion(message, ())

    def _register_extensions(self, file):
        for extension in file.extension:
            if extension.name == "mutation":
                self.mutation_option = extension.number

    def _register_types(self, file):
        if file.package not in names.PACKAGE_PREFIXES:
            raise SchemaError(f"{file.name}: names.py has no prefix for package {file.package}")
        if file.syntax != "proto3":
            raise SchemaError(f"{file.name}: only proto3 is supported")
        prefix = names.PACKAGE_PREFIXES[file.package]
        for message in file.message_type:
            self._register_message(message, f"{file.package}.{message.name}", prefix + message.name)
        for enum in file.enum_type:
            self._register_enum(enum, f"{file.package}.{enum.name}", prefix + enum.name)

    def _register_message(self, message, full_name, swift):
        self._claim(full_name, swift)
        if message.options.map_entry:
            self.map_entries[full_name] = message
        self.messages_in["." + full_name] = [
            field.type_name for field in message.field if field.type == FieldProto.TYPE_MESSAGE]
        for nested in message.nested_type:
            self._register_message(nested, f"{full_name}.{nested.name}", f"{swift}.{nested.name}")
        for enum in message.enum_type:
            self._register_enum(enum, f"{full_name}.{enum.name}", f"{swift}.{enum.name}")

    def _refuse_recursion(self, message, outer):
        if message in outer:
            raise SchemaError(f"{message[1:]}: recursive messages are not supported")
        for inner in self.messages_in[message]:
            self._refuse_recursion(inner, (*outer, message))

    def _register_enum(self, enum, full_name, swift):
        self._claim(full_name, swift)
        if enum.options.allow_alias or any(value.number < 0 for value in enum.value):
            raise SchemaError(f"{full_name}: aliases and negative values are not supported")
        cases = self._case_names(enum)
        if len(set(cases)) < len(cases) or "unrecognized" in cases:
            raise SchemaError(f"{full_name}: two cases get the same Swift name")
        self.zero_cases[full_name] = cases[0]

    def _claim(self, full_name, swift):
        if swift.rsplit(".", 1)[-1] in names.SWIFT_TYPES:
            raise SchemaError(f"{full_name}: {swift} would hide a type of Swift")
        if swift in self.swift_types.values():
            raise SchemaError(f"{full_name}: the Swift type {swift} exists already")
        self.swift_types["." + full_name] = swift

    @staticmethod
    def _case_names(enum):
        return names.enum_cases(enum.name, [value.name for value in enum.value])

    def file(self, file) -> File:
        comments = Comments(file)
        return File(
            file.name,
            names.swift_file(file.name),
            [self._message(m, file.package, comments, (4, i))
             for i, m in enumerate(file.message_type)],
            [self._enum(e, file.package, comments, (5, i)) for i, e in enumerate(file.enum_type)],
            [self._service(s, file.package, comments, (6, i)) for i, s in enumerate(file.service)],
        )

    def _message(self, message, scope, comments, path) -> Message:
        full_name = f"{scope}.{message.name}"
        if len(message.field) > MAX_FIELDS:
            raise SchemaError(f"{full_name}: more than {MAX_FIELDS} fields")
        swift = self.swift_types["." + full_name]
        result = Message(full_name, swift.rsplit(".", 1)[-1], swift, comments.at(path))
        self._add_members(result, message, comments, path)
        result.messages = [
            self._message(nested, full_name, comments, (*path, 3, i))
            for i, nested in enumerate(message.nested_type) if not nested.options.map_entry]
        result.enums = [self._enum(enum, full_name, comments, (*path, 4, i))
                        for i, enum in enumerate(message.enum_type)]
        return result

    def _add_members(self, result, message, comments, path):
        oneofs = {}
        for i, proto in enumerate(message.field):
            field = self._field(proto, result.full_name, comments.at((*path, 2, i)))
            if not proto.HasField("oneof_index"):
                result.members.append(field)
                continue
            index = proto.oneof_index
            if index not in oneofs:
                oneofs[index] = self._oneof(message, index, comments.at((*path, 8, index)), result)
                result.members.append(oneofs[index])
            oneofs[index].fields.append(field)

    def _oneof(self, message, index, doc, result) -> Oneof:
        name = message.oneof_decl[index].name
        type_name = names.upper_camel(name) + "Choice"
        if any(nested.name == type_name for nested in [*message.nested_type, *message.enum_type]):
            raise SchemaError(f"{result.full_name}.{name}: a nested type is named {type_name} too")
        if type_name in self.swift_types.values() or type_name in names.SWIFT_TYPES:
            raise SchemaError(f"{result.full_name}.{name}: {type_name} would hide another type")
        return Oneof(names.lower_camel(name), name, type_name, doc, [])

    def _field(self, proto, scope, doc) -> Field:
        where = f"{scope}.{proto.name}"
        if proto.proto3_optional or proto.type not in SCALARS:
            raise SchemaError(f"{where}: optional, float and group fields are not supported")
        if proto.name in names.LOCALS:
            raise SchemaError(f"{where}: generated code uses the name itself")
        kind, repeated = SCALARS[proto.type], proto.label == FieldProto.LABEL_REPEATED
        element = SWIFT_TYPES.get(kind) or self.swift_types[proto.type_name]
        zero = DEFAULTS.get(kind, "")
        if kind == "enum":
            zero = "." + self.zero_cases[proto.type_name[1:]]
        entry = ""
        if kind == "message" and proto.type_name[1:] in self.map_entries:
            kind, entry = "map", proto.type_name[1:]
            if any(part.type != FieldProto.TYPE_STRING for part in self.map_entries[entry].field):
                raise SchemaError(f"{where}: only maps of strings to strings are supported")
        return Field(names.lower_camel(proto.name), proto.name, proto.json_name, proto.number,
                     kind, repeated, element, zero, doc, entry)

    def _enum(self, enum, scope, comments, path) -> Enum:
        cases = [EnumCase(case, value.name, value.number, comments.at((*path, 2, i)))
                 for i, (case, value) in enumerate(zip(self._case_names(enum), enum.value))]
        full_name = f"{scope}.{enum.name}"
        swift = self.swift_types["." + full_name].rsplit(".", 1)[-1]
        return Enum(full_name, swift, comments.at(path), cases)

    def _service(self, service, package, comments, path) -> Service:
        methods = [self._method(method, f"{package}.{service.name}", comments.at((*path, 2, i)))
                   for i, method in enumerate(service.method)]
        return Service(service.name, comments.at(path), methods)

    def _method(self, method, service, doc) -> Method:
        if method.client_streaming or method.server_streaming:
            raise SchemaError(f"{service}/{method.name}: streaming is not supported")
        mutates = any(f.field_number == self.mutation_option and f.data
                      for f in UnknownFieldSet(method.options))
        return Method(method.name, f"{service}/{method.name}", self.swift_types[method.input_type],
                      self.swift_types[method.output_type], mutates, doc)
