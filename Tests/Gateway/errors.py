"""What can come back instead of an answer."""

import enum


class Code(enum.IntEnum):
    """google.rpc.Code, unchanged."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class NoAnswer(Exception):
    """Nothing came back in time: whether the call had its effect is not known.

    Send `call` again as it is, with its request id, to find out.
    """

    def __init__(self, call, cause: Exception | None):
        super().__init__(f"{call.method}: no answer ({cause!r})")
        self.call = call


class CallError(Exception):
    """The broker said no. Go by `code` and `reason`; the message is for people."""

    def __init__(self, method: str, reply):
        self.code = Code(reply.code)
        self.reply = reply
        info = self.detail("error_info")
        self.reason = info.reason if info else ""
        self.metadata = dict(info.metadata) if info else {}
        super().__init__(f"{method}: {self.code.name} {self.reason}: {reply.message}")

    def detail(self, name: str):
        """The first detail of that kind, such as "bad_request"; None if there is none."""
        return detail(self.reply, name)


def detail(reply, name: str):
    """The first detail of that kind in a reply; None if there is none."""
    for entry in reply.details:
        if entry.WhichOneof("detail") == name:
            return getattr(entry, name)
    return None


def retry_delay(reply) -> float | None:
    """Seconds after which the same call may be sent again; None if sending again is no use."""
    retry = detail(reply, "retry_info")
    if retry is not None:
        return retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9
    return 0.0 if reply.code == Code.UNAVAILABLE else None
