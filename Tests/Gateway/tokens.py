"""Tokens that must not be believed, each made from a good one by changing exactly one thing."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Forger:
    """Somebody who even has the issuer's key, so that only the one thing changed is wrong."""

    header: dict
    claims: dict
    key: Ed25519PrivateKey

    @classmethod
    def from_token(cls, token: str, key: Ed25519PrivateKey) -> "Forger":
        header, claims, _ = token.split(".")
        return cls(json.loads(decode(header)), json.loads(decode(claims)), key)

    def token(self, header=(), claims=(), without: str = "", sign=None) -> str:
        """A token with these changes, signed by the issuer's key unless `sign` does it."""
        changed_header = {**self.header, **dict(header)}
        changed_claims = {**self.claims, **dict(claims)}
        changed_header.pop(without, None)
        changed_claims.pop(without, None)
        body = ".".join(encode(json.dumps(part).encode())
                        for part in (changed_header, changed_claims))
        return f"{body}.{encode((sign or self.key.sign)(body.encode()))}"

    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def hs256(secret: bytes):
    return lambda body: hmac.digest(secret, body, hashlib.sha256)


def now() -> int:
    return int(time.time())


# What is wrong → how to make it. The token it starts from is good for the same caller.
FORGERIES = {
    "no token": lambda good: "",
    "expired": lambda good: good.token(claims={"iat": now() - 7200, "exp": now() - 3600}),
    "not yet valid": lambda good: good.token(claims={"nbf": now() + 3600}),
    "alg none": lambda good: good.token(header={"alg": "none"}, sign=lambda body: b""),
    "alg none, still signed": lambda good: good.token(header={"alg": "none"}),
    "alg NONE": lambda good: good.token(header={"alg": "NONE"}, sign=lambda body: b""),
    "HS256 with the public key": lambda good: good.token(
        header={"alg": "HS256"}, sign=hs256(good.public_key())),
    "HS256 with the public key in PEM": lambda good: good.token(
        header={"alg": "HS256"}, sign=hs256(good.public_pem())),
    "HS256 with the public key, header says EdDSA": lambda good: good.token(
        sign=hs256(good.public_key())),
    "another issuer": lambda good: good.token(claims={"iss": "https://issuer.elsewhere.example"}),
    "another issuer with its own key": lambda good: good.token(
        claims={"iss": "https://issuer.elsewhere.example"},
        sign=Ed25519PrivateKey.generate().sign),
    "another key under the same kid": lambda good: good.token(
        sign=Ed25519PrivateKey.generate().sign),
    "unknown kid": lambda good: good.token(header={"kid": "nobody"}),
    "kid as a path": lambda good: good.token(header={"kid": "../../../../dev/null"}),
    "no kid": lambda good: good.token(without="kid"),
    "key in the header": lambda good: good.token(header={"jwk": {
        "kty": "OKP", "crv": "Ed25519", "x": encode(good.public_key())}}, without="kid"),
    "wrong aud": lambda good: good.token(claims={"aud": "somebody-else"}),
    "no aud": lambda good: good.token(without="aud"),
    "no iss": lambda good: good.token(without="iss"),
    "no exp": lambda good: good.token(without="exp"),
    "exp in words": lambda good: good.token(claims={"exp": "tomorrow"}),
    "no sub": lambda good: good.token(without="sub"),
    "unknown sub": lambda good: good.token(claims={"sub": "usr_" + "0" * 26}),
    "unknown organization": lambda good: good.token(claims={"org": "org_" + "0" * 26}),
    "no organization": lambda good: good.token(without="org"),
    "no signature": lambda good: good.token(sign=lambda body: b""),
    "half a signature": lambda good: good.token(sign=lambda body: good.key.sign(body)[:32]),
    "the signature of another token": lambda good: ".".join(
        [*good.token(claims={"exp": now() + 7200}).split(".")[:2],
         good.token().split(".")[2]]),
    "a word": lambda good: "token",
    "dots": lambda good: "..",
    "three words": lambda good: "a.b.c",
    "four parts": lambda good: good.token() + ".x",
    "not JSON": lambda good: f"{encode(b'{')}.{encode(b'[]')}.{encode(bytes(64))}",
    "deep JSON": lambda good: f"{encode(b'[' * 8000)}.{encode(b'{}')}.{encode(bytes(64))}",
    "long": lambda good: "x" * 30_000,
    "with a space": lambda good: good.token() + " ",
}
