"""An own CA with a server behind it, and a proxy: what the tests of the way to a host share."""

import datetime as dt
import ipaddress
import select
import socket
import ssl
import threading
from contextlib import contextmanager

import pytest
from tests.connect.http.conftest import serving

SYSTEM = """\
system: shop
connection:
  type: http
  url: ${SHOP_URL}
  auth: {type: bearer, token: "${SHOP_TOKEN}"}
  WAY
datasets:
  order: {request: GET /orders, records: "$.orders[*]"}
"""
GOOD = b'{"orders": [{"id": 1}]}'


def system(way=""):
    return SYSTEM.replace("WAY", way)


def certificate(name, issuer=None, key=None, *, is_ca=False):
    """A certificate and its key; signed by `issuer` with `key`, else by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    own, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = [x509.DNSName("localhost"), x509.DNSName("shop.test"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]  # fmt: skip
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        .public_key(own.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )  # fmt: skip
    return builder.sign(key or own, hashes.SHA256()), own


def pem(*parts):
    from cryptography.hazmat.primitives import serialization

    texts = []
    for part in parts:
        if hasattr(part, "private_bytes"):
            kind = serialization.PrivateFormat.PKCS8
            texts.append(part.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()))
        else:
            texts.append(part.public_bytes(serialization.Encoding.PEM))
    return b"".join(texts)


class Proxy:
    """A proxy on loopback that tunnels CONNECT and passes plain requests on, to `target` whatever they name."""

    def __init__(self):
        self.asked = []
        self.answer = b"HTTP/1.1 200 Fine\r\n\r\n"
        self.target = 0

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def proxying():
    proxy = Proxy()
    listener = socket.create_server(("127.0.0.1", 0))
    proxy.port = listener.getsockname()[1]

    def pump(one, other):
        both = {one: other, other: one}
        while both:
            for ready in select.select(list(both), [], [], 5)[0]:
                block = ready.recv(65_536)
                if not block:
                    return
                both[ready].sendall(block)

    def serve(client):
        with client, client.makefile("rb") as lines:
            head = [lines.readline()]
            while head[-1] not in (b"\r\n", b""):
                head.append(lines.readline())
            proxy.asked.append(b"".join(head).decode())
            if not head[0].startswith(b"CONNECT") or not proxy.answer.startswith(b"HTTP/1.1 200"):
                client.sendall(proxy.answer)
                return
            client.sendall(proxy.answer)
            with socket.create_connection(("127.0.0.1", proxy.target)) as there:
                pump(client, there)

    def accept():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        listener.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder with `ca.pem`, and the server context of a certificate that it signed."""
    pytest.importorskip("cryptography", reason="makes the certificates of this test")
    folder = tmp_path_factory.mktemp("authority")
    ca, key = certificate("An own CA", is_ca=True)
    own, its_key = certificate("shop.test", ca, key)
    (folder / "ca.pem").write_bytes(pem(ca))
    (folder / "server.pem").write_bytes(pem(its_key, own))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return folder, context


@pytest.fixture
def secure(authority, bench):
    folder, context = authority
    (bench.folder / "ca.pem").write_bytes((folder / "ca.pem").read_bytes())
    with serving(context) as running:
        running.answer(GOOD)
        yield running


@pytest.fixture
def proxy():
    with proxying() as running:
        yield running


async def nowhere(_host, _port):
    raise socket.gaierror


async def known(host, _port):
    if host == "127.0.0.1":
        return ["127.0.0.1"]
    raise socket.gaierror
