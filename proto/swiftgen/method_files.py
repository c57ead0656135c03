"""The method catalogue: one typed value for each method of each service."""

import names
from model import File, Method, Schema, Service
from writer import Writer


def render_catalogue(schema: Schema) -> str:
    out = Writer("the services in proto/")
    out.line("/// Every method of every service.")
    with out.block("public enum Methods"):
        out.line("/// All of them, service by service, in the order of the .proto files.")
        out.line("public static let all: [AnyMethod] = [")
        with out.indented():
            for file in schema.files:
                for service in file.services:
                    for method in service.methods:
                        out.line(f"AnyMethod({service.name}.{names.method_member(method.name)}),")
        out.line("]")
    return out.text()


def render_service(file: File, service: Service) -> str:
    out = Writer(file.path)
    with out.block("extension Methods"):
        out.doc(service.doc, f"The service `{service.name}`.")
        with out.block(f"public enum {service.name}"):
            for i, method in enumerate(service.methods):
                if i:
                    out.line()
                _method(out, method)
    return out.text()


def _method(out: Writer, method: Method) -> None:
    out.doc(method.doc, f"`{method.full_name}`.")
    head = f"public static let {names.method_member(method.name)} = MethodDescriptor<"
    types = f"{method.request}, {method.response}"
    out.fit(f"{head}{types}>(", [head, f"    {types}", ">("])
    out.line(f'    name: "{method.full_name}",')
    out.line(f"    isMutation: {'true' if method.mutates else 'false'}")
    out.line(")")
