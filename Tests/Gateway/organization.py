"""A small organization to test with, set up over RPC as an administrator would."""

from concurrent.futures import ThreadPoolExecutor

from contract import wire
from gateway import Caller, Gateway
from node import Node

LOAD_ACCOUNTS = [f"load-{number:03}" for number in range(200)]
GROUPS = {
    "engineers": ["alice", "erin", "bob"],  # bob asks for access too, and also approves
    "managers": ["bob", "carol"],
    "security": ["dave", "frank"],
}
PEOPLE = ["alice", "bob", "carol", "dave", "erin", "frank", "mallory"]


class Organization:
    """Who is who in it, as callers with their own tokens."""

    def __init__(self, node: Node, name: str = "acme"):
        self.node, self.name = node, name
        self._tokens: dict[str, str] = {}
        tls = node.tls and node.tls.client.config()
        self.gateway = Gateway([node.address], "", tls)

    def token(self, who: str) -> str:
        """The token of a person by first name, or of a service."""
        if who not in self._tokens:
            is_person = who in PEOPLE or who == "admin"
            holder = {"user": self.email(who)} if is_person else {"service": who}
            self._tokens[who] = self.node.token(self.name, **holder)
        return self._tokens[who]

    def email(self, who: str) -> str:
        return f"{who}@{self.name}.example"

    def __getattr__(self, who: str) -> Caller:
        """organization.alice.call(…)"""
        if who.startswith("_"):
            raise AttributeError(who)
        return self.gateway.acting_for(self.token(who))

    def set_up(self) -> "Organization":
        """Makes users, groups, services, one resource and a policy of two steps."""
        create = self.admin.call
        for who in PEOPLE:
            create("DirectoryService/CreateUser", user={
                "email": self.email(who), "display_name": who.capitalize(),
            })
        for group, members in GROUPS.items():
            create("DirectoryService/CreateGroup", group={"name": group},
                   members=[self.email(who) for who in members])
        for service in ("gateway", "sidecar"):
            self.add_service(service)
        create("DirectoryService/CreateRole", role={
            "name": "gateways", "permissions": [wire.ALLOW_STREAM_EVENTS],
            "services": ["gateway"],
        })
        create("ResourceService/CreateResource", resource={
            "name": "prod-db", "kind": wire.DATABASE, "owner": {"user": self.email("carol")},
            "accounts": ["root", "readonly", "scratch", *LOAD_ACCOUNTS],
            "shared_with": [{"group": "engineers"}],
        })
        create("PolicyService/CreatePolicy", policy={
            "name": "production", "resource_patterns": ["prod-*"],
            "max_duration": {"seconds": 8 * 3600},
            "steps": [
                {"name": "Manager review", "approvers": [{"group": "managers"}],
                 "required_approvals": 1},
                {"name": "Security review", "approvers": [{"group": "security"}],
                 "required_approvals": 1},
            ],
        })
        self.gateway.token = self.token("gateway")
        return self

    def add_service(self, name: str) -> None:
        self.admin.call("DirectoryService/CreateService", service={"name": name})

    def ask(self, account: str = "root", who: str = "alice", seconds: int = 3600, **fields):
        """A request for access, as the requester sees it."""
        return getattr(self, who).call(
            "AccessService/CreateRequest", resource="prod-db", account=account,
            duration={"seconds": seconds}, reason="test", **fields,
        ).request

    def decide(self, account: str, seconds: int = 3600):
        """Request, manager's approval, security's approval; returns the grant. Three calls."""
        request = self.ask(account, seconds=seconds)
        self.bob.call("AccessService/ApproveRequest", id=request.id)
        return self.dave.call("AccessService/ApproveRequest", id=request.id).grant

    def decide_many(self, count: int, workers: int = 8) -> None:
        """That many grants, from several threads at once."""
        with ThreadPoolExecutor(workers) as pool:
            parts = [
                pool.submit(self._decide_in_turn, account, count // workers)
                for account in LOAD_ACCOUNTS[:workers]
            ]
            for part in parts:
                part.result()

    def _decide_in_turn(self, account: str, count: int) -> None:
        for _ in range(count):
            self.decide(account)

    def close(self) -> None:
        self.gateway.close()
