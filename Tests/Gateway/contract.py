"""The wire contract, read from the .proto files themselves.

protoc turns the files into a descriptor set and the protobuf runtime makes classes of it. Nothing
generated is kept, so any version of protoc works with any version of the runtime.

    from contract import wire
    wire.Call(method="...")     a message
    wire.EVENT_VOTE             an enum value
    wire.EventKind.Name(3)      an enum
    wire.method("AccessService/ApproveRequest")
"""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import (  # the last two are only there to be in the pool
    descriptor_pb2, descriptor_pool, message_factory, duration_pb2, timestamp_pb2,
)
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

PROTO_DIRECTORY = Path(__file__).resolve().parents[2] / "proto"
PACKAGE = "countersign.v1"


@dataclass(frozen=True)
class Method:
    """One row of a service: its full name as a Call carries it, and its two messages."""

    name: str
    request: type
    response: type
    is_mutation: bool


class Contract:
    """Everything in the package countersign.v1, as attributes, and every method by its name."""

    def __init__(self, descriptors: descriptor_pb2.FileDescriptorSet):
        self.methods: dict[str, Method] = {}
        pool = descriptor_pool.Default()
        ours = [file for file in descriptors.file if not file.name.startswith("google/protobuf/")]
        for file in ours:
            pool.AddSerializedFile(file.SerializeToString())
        files = [pool.FindFileByName(file.name) for file in ours]
        for file in files:
            if file.package == PACKAGE:
                self._add_types(file)
        for file in files:
            for service in file.services_by_name.values():
                for method in service.methods:
                    self._add_method(f"{service.full_name}/{method.name}", method)

    def method(self, name: str) -> Method:
        """The method with that name; without a package, one of countersign.v1."""
        return self.methods.get(name) or self.methods[f"{PACKAGE}.{name}"]

    def _add_types(self, file) -> None:
        for name, message in file.message_types_by_name.items():
            setattr(self, name, message_factory.GetMessageClass(message))
        for name, enum in file.enum_types_by_name.items():
            setattr(self, name, EnumTypeWrapper(enum))
            for value in enum.values:
                setattr(self, value.name, value.number)
        for name, extension in file.extensions_by_name.items():
            setattr(self, name, extension)

    def _add_method(self, name: str, method) -> None:
        self.methods[name] = Method(
            name,
            message_factory.GetMessageClass(method.input_type),
            message_factory.GetMessageClass(method.output_type),
            method.GetOptions().Extensions[self.mutation],
        )


def compile_protos(directory: Path = PROTO_DIRECTORY) -> descriptor_pb2.FileDescriptorSet:
    """Compiles every .proto file under the directory; needs protoc on the PATH."""
    sources = sorted(str(path.relative_to(directory)) for path in directory.rglob("*.proto"))
    with tempfile.NamedTemporaryFile(suffix=".pb") as output:
        subprocess.run(
            ["protoc", "-I", str(directory), "--include_imports", "-o", output.name, *sources],
            check=True,
        )
        return descriptor_pb2.FileDescriptorSet.FromString(Path(output.name).read_bytes())


wire = Contract(compile_protos())
