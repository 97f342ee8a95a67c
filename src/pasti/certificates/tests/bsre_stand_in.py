"""A stand-in for BSrE's Esign Client Service: it takes what the technical guide describes, and really signs.

Its signer's certificate comes from a root of its own.
"""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pasti.certificates.tests.pictures import paper_with

USER, PASSWORD = "pasti", "sandi aplikasi"
IDENTITY, PASSPHRASE = "kepala@kota.example", "Rahasia! 2026 "
SIGNER = "AGUS SALIM"


@cache
def _root(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate(name, key, name, key, is_root=True)


def root_pem(name: str = "Root CA Indonesia (uji)") -> bytes:
    return _root(name)[1].public_bytes(serialization.Encoding.PEM)


def _certificate(subject: str, key: Any, issuer: str, issuer_key: Any, *, is_root: bool = False) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only", "crl_sign"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=700))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, content_commitment=not is_root, key_cert_sign=is_root, **usage
            ),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


@cache
def _signer() -> SimpleSigner:
    root_key, root = _root("Root CA Indonesia (uji)")
    key = ec.generate_private_key(ec.SECP256R1())
    mine = _certificate(SIGNER, key, "Root CA Indonesia (uji)", root_key)
    der, pkcs8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(mine.public_bytes(der)),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(der, pkcs8, serialization.NoEncryption())),
        cert_registry=SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(root.public_bytes(der))]),
    )


def signed(document: bytes) -> bytes:
    """A document as the service gives it back."""
    made: BytesIO = sign_pdf(
        IncrementalPdfFileWriter(BytesIO(document)), PdfSignatureMetadata(field_name="TTE"), signer=_signer()
    )
    return made.getvalue()


def wrong_with(said: Any) -> str:
    """What of a request is not as the guide has it; nothing if all is."""
    if not isinstance(said, dict):
        return "no object"
    who = set(said) & {"nik", "email"}
    if len(who) != 1 or set(said) - who != {"passphrase", "signatureProperties", "file"}:
        return "fields"
    if len(said["signatureProperties"]) != len(said["file"]) or not said["file"]:
        return "signatureProperties"
    if any(one != {"tampilan": "INVISIBLE"} for one in said["signatureProperties"]):
        return "tampilan"
    return "" if all(b64decode(one)[:5] == b"%PDF-" for one in said["file"]) else "file"


class Service:
    """What it was asked, and how it answers next: "cut", "down", "other" (not what was sent), "changed" or "bare"."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.how = ""
        self.url = ""

    def answer(self, path: str, authorization: str, body: bytes) -> tuple[int, dict[str, Any]]:
        said = json.loads(body)
        if path != "/api/v2/sign/pdf" or wrong_with(said):
            self.refused.append(wrong_with(said) or path)
            return 400, {"status": 2001, "error": "Request tidak sesuai"}
        if authorization != "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            return 401, {"status": 401, "error": "Unauthorized"}
        self.asked.append(said)
        if self.how == "down":
            return 503, {"error": "Service Unavailable"}
        if said.get("email") != IDENTITY:
            return 400, {"status": 2011, "error": f"User dengan NIK {said.get('nik')} tidak terdaftar"}
        if said["passphrase"] != PASSPHRASE:
            return 400, {"status": 2031, "error": "Passphrase anda salah"}
        documents = [b64decode(one) for one in said["file"]]
        return 200, {"time": 812, "file": [b64encode(self.returned(one)).decode() for one in documents]}

    def returned(self, document: bytes) -> bytes:
        if self.how == "bare":
            return document
        if self.how == "other":
            return signed(paper_with("OTHER"))
        made = signed(document)
        # A byte of the comment in its second line, which nobody sees.
        return made[:12] + b"x" + made[13:] if self.how == "changed" else made


@contextmanager
def service() -> Iterator[Service]:
    stands_in = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = stands_in.answer(self.path, self.headers.get("Authorization", ""), body)
            if stands_in.how == "cut":
                self.connection.close()
                return
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stands_in.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stands_in
    finally:
        server.shutdown()
        server.server_close()
