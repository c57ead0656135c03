"""Writes the Swift sources and protoc-c's input for a set of .proto files.

usage: python3 swiftgen WORK

WORK/all.pb is read: a FileDescriptorSet with imports and source info, from protoc. Written are:

    WORK/swift/          the files of Sources/CountersignProto/Generated
    WORK/fixtures/       the files of Tests/CountersignProtoTests/Fixtures
    WORK/client/         the files of Sources/CountersignClient/Generated
    WORK/c.pb            a descriptor set for protoc-c, with what it cannot take removed
    WORK/c-files.txt     the .proto files for which protoc-c is to generate
    WORK/c/include/      the umbrella header and the module map of CCountersignProto
"""

import pathlib
import sys

from google.protobuf import descriptor_pb2

import c_input
import client_files
import fixtures
import json_files
import method_files
import model
import type_files
import wire_files


def main(work: pathlib.Path) -> None:
    files = descriptor_pb2.FileDescriptorSet.FromString((work / "all.pb").read_bytes())
    schema = model.load(files)
    swift = work / "swift"
    for file in schema.files:
        for service in file.services:
            text = method_files.render_service(file, service)
            write(swift / f"Methods+{service.name}.swift", text)
            calls = client_files.render(file, service)
            write(work / "client" / f"CountersignClient+{service.name}.swift", calls)
        for suffix, text in {
            "": type_files.render_nouns(file),
            "+Calls": type_files.render_calls(file),
            "+Wire": wire_files.render(file),
            "+JSON": json_files.render(file),
        }.items():
            if text:
                write(swift / f"{file.swift_name}{suffix}.swift", text)
    write(swift / "Methods.swift", method_files.render_catalogue(schema))
    write(swift / "MessageTypes.swift", type_files.render_list(schema))
    write(work / "fixtures" / "messages.jsonl", fixtures.render(files, schema))
    c_input.write(files, schema, work)


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]))
    except model.SchemaError as error:
        sys.exit(f"swiftgen: {error}")
