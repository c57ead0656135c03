"""The typed calls of CountersignClient: a struct for each service, a function for each method."""

import names
from model import File, Message, Method, SchemaError, Service
from writer import Writer


def render(file: File, service: Service) -> str:
    messages = {message.swift_path: message for message in file.messages}
    member = names.method_member(service.name.removesuffix("Service"))
    name = service.name.removesuffix("Service") + "Calls"
    out = Writer(file.path)
    out.line("public import CountersignProto")
    out.line()
    out.doc(service.doc, f"The calls of the service `{service.name}`.")
    with out.block(f"public struct {name}: Sendable"):
        out.line("let client: CountersignClient")
        for method in service.methods:
            out.line()
            _method(out, service, method, messages[method.request])
    out.line()
    with out.block("extension CountersignClient"):
        out.line(f"/// The calls of the service `{service.name}`.")
        out.line(f"public var {member}: {name} {{ {name}(client: self) }}")
    return out.text()


def _method(out: Writer, service: Service, method: Method, request: Message) -> None:
    if any(member.name in ("client", "options") for member in request.members):
        raise SchemaError(f"{request.full_name}: a field has the name of a parameter of every call")
    out.doc(method.doc, f"Calls `{method.full_name}`.")
    parameters = [f"{m.swift}: {_type(m, request)} = {m.default}" for m in request.members]
    parameters.append("options: CallOptions = CallOptions()")
    member = names.method_member(method.name)
    out.line(f"public func {member}(")
    with out.indented():
        for i, parameter in enumerate(parameters):
            out.line(parameter + ("," if i < len(parameters) - 1 else ""))
    out.line(f") async throws(CountersignError) -> {method.response} {{")
    with out.indented():
        arguments = [f"{m.swift}: {m.swift}" for m in request.members]
        out.call(f"let request = {method.request}", arguments, "")
        out.call("return try await client.call",
                 [f"Methods.{service.name}.{member}", "request", "options: options"], "")
    out.line("}")


def _type(member, request: Message) -> str:
    """The types of oneofs are nested in the message."""
    named = hasattr(member, "type_name")
    return f"{request.swift_path}.{member.swift_type}" if named else member.swift_type
