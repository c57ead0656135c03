"""Certificate authorities that live as long as a test."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

import pynng
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway import mutual_tls

NODE_NAME = "localhost"


@dataclass(frozen=True)
class Identity:
    """A certificate with its key, and the authority it trusts; as PEM files."""

    ca: Path
    certificate: Path
    key: Path

    def config(self) -> pynng.TLSConfig:
        """For a client that shows this certificate."""
        return mutual_tls(self.ca, self.certificate, self.key, NODE_NAME)


class Authority:
    """Signs certificates; keeps everything as files in a directory."""

    def __init__(self, directory: Path, name: str):
        directory.mkdir(parents=True, exist_ok=True)
        self.ca = directory / f"{name}-ca.pem"
        self._directory, self._name = directory, name_of(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(self._name, self._key, is_authority=True)
        self.ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        identity = Identity(
            self.ca, self._directory / f"{name}.pem", self._directory / f"{name}.key"
        )
        certificate = self._sign(name_of(name), key, is_authority=False)
        identity.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        identity.key.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ))
        identity.key.chmod(0o600)
        return identity

    def _sign(self, subject: x509.Name, key, is_authority: bool) -> x509.Certificate:
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        )
        if not is_authority:
            names = [x509.DNSName(NODE_NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, hashes.SHA256())


class MutualTLS:
    """What a node and its gateways need to know each other."""

    def __init__(self, directory: Path):
        authority = Authority(directory, "authority")
        self.node, self.client = authority.issue("node"), authority.issue("gateway")


def name_of(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
