"""Examples of every message type, made by Python's protobuf: what the Swift tests compare with.

One JSON object a line: the type, the encoded message in hexadecimal, and its proto3 JSON form. The
values are drawn with a seed taken from the type's name, so that they only change with the type.
"""

import json
import random

from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor

import model

EXAMPLES_PER_TYPE = 2
MAX_DEPTH = 4

STRINGS = ["", "a", "alice@example.com", "req_01jd8yb7qae9ts5rkzv2xw0f3m", "Größe ≠ 東京 🔑",
           "line one\nline two\t\"quoted\" \\ /", "x" * 130]
INTEGERS = {
    FieldDescriptor.CPPTYPE_INT32: [0, 1, -1, 127, 128, -(2**31), 2**31 - 1],
    FieldDescriptor.CPPTYPE_UINT32: [0, 1, 127, 128, 300, 2**32 - 1],
    FieldDescriptor.CPPTYPE_INT64: [0, 1, -1, 2**53 + 1, -(2**63), 2**63 - 1],
    FieldDescriptor.CPPTYPE_UINT64: [0, 1, 2**53 + 1, 2**64 - 1],
}
DOUBLES = [0.0, 1.5, -2.25, 1e300]
UNKNOWN_ENUM_NUMBER = 1000


def render(files, schema: model.Schema) -> str:
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    lines = []
    for file in schema.files:
        for message in model.flattened(file.messages):
            kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(message.full_name))
            draw = random.Random(message.full_name)
            lines += [_line(_filled(kind(), draw, 1)) for _ in range(EXAMPLES_PER_TYPE)]
    return "".join(f"{line}\n" for line in lines)


def _line(message) -> str:
    return json.dumps({
        "type": message.DESCRIPTOR.full_name,
        "wire": message.SerializeToString(deterministic=True).hex(),
        "json": json_format.MessageToDict(message),
    }, sort_keys=True, ensure_ascii=False)


def _filled(message, draw, depth):
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = draw.randint(-62135596800, 253402300799)
        message.nanos = draw.choice([0, 1, 250_000_000, 123_456_000, 999_999_999])
    elif name == "google.protobuf.Duration":
        sign = draw.choice([1, -1])
        message.seconds = sign * draw.choice([0, 1, 3600, 315_576_000_000])
        message.nanos = sign * draw.choice([0, 1, 500_000_000])
    else:
        for field in message.DESCRIPTOR.fields:
            if draw.random() < 0.75:
                _fill(message, field, draw, depth)
    return message


def _fill(message, field, draw, depth):
    if field.message_type is None:
        _fill_scalar(message, field, draw)
    elif field.message_type.GetOptions().map_entry:
        # One entry, not empty: an encoder may choose the order, and whether to write empty values.
        getattr(message, field.name)[draw.choice(STRINGS[1:])] = draw.choice(STRINGS[1:])
    elif depth < MAX_DEPTH and field.is_repeated:
        for _ in range(draw.randint(0, 2)):
            _filled(getattr(message, field.name).add(), draw, depth + 1)
    elif depth < MAX_DEPTH:
        child = getattr(message, field.name)
        child.SetInParent()
        _filled(child, draw, depth + 1)


def _fill_scalar(message, field, draw):
    if field.is_repeated:
        getattr(message, field.name).extend(_scalar(field, draw) for _ in range(draw.randint(0, 3)))
    else:
        setattr(message, field.name, _scalar(field, draw))


def _scalar(field, draw):
    if field.enum_type is not None:
        numbers = [value.number for value in field.enum_type.values]
        return draw.choice([*numbers, UNKNOWN_ENUM_NUMBER])
    if field.type == FieldDescriptor.TYPE_BYTES:
        return draw.randbytes(draw.choice([0, 1, 16, 33]))
    if field.type == FieldDescriptor.TYPE_STRING:
        return draw.choice(STRINGS)
    if field.type == FieldDescriptor.TYPE_BOOL:
        return draw.random() < 0.5
    if field.cpp_type == FieldDescriptor.CPPTYPE_DOUBLE:
        return draw.choice(DOUBLES)
    return draw.choice(INTEGERS[field.cpp_type])
