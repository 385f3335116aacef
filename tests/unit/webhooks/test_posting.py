"""The sender against real sockets: what was looked at is what is asked, and nothing outlasts its time."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from receivers import receiving
from sumisura.webhooks.posting import READ, SHOWN, HttpSender


def certificate(folder, *, name="localhost", days=1):
    """A certificate that vouches for itself: its file, and what a server needs."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.9"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def trusting(path):
    return ssl.create_default_context(cafile=path)


def test_tls_is_spoken_with_whom_the_certificate_names(tmp_path):
    path, server = certificate(tmp_path)
    with receiving(server) as receiver:
        assert (
            HttpSender(demo=True, trusts=trusting(path)).post(receiver.url, {"a": "b"}, b"hi").status == 200
        )
    assert (receiver.got[0].body, receiver.got[0].headers["a"]) == (b"hi", "b")


@pytest.mark.parametrize("flaw", ["unknown", "another name", "over"])
def test_a_certificate_that_does_not_vouch_is_no_answer(tmp_path, flaw):
    name = "elsewhere.example" if flaw == "another name" else "localhost"
    path, server = certificate(tmp_path, name=name, days=-1 if flaw == "over" else 1)
    sender = HttpSender(demo=True) if flaw == "unknown" else HttpSender(demo=True, trusts=trusting(path))
    with receiving(server) as receiver:
        answer = sender.post(receiver.url, {}, b"hi")
    assert answer.status == 0
    assert "certificate" in answer.what.lower()
    assert receiver.got == []


def test_a_name_that_leads_inside_is_not_asked():
    """A name of the public internet whose address is this machine, as an attacker's name server would say."""
    with receiving() as receiver:
        port = int(receiver.url.split(":")[2].split("/")[0])
        asked = []

        def inside(host, _):
            asked.append(host)
            return ["127.0.0.1"]

        answer = HttpSender(resolve=inside).post("https://erp.example/", {}, b"")
        assert "erp.example leads to 127.0.0.1, which is loopback" in answer.what
        mixed = HttpSender(resolve=lambda *_: ["1.1.1.1", "10.0.0.1"]).post("https://erp.example/", {}, b"")
        assert "10.0.0.1, which is private" in mixed.what
        demo = HttpSender(demo=True, resolve=inside).post("https://erp.example/", {}, b"")
        assert "loopback" in demo.what, "a demo asks this machine by its own names alone"
        assert HttpSender().post(f"http://localhost:{port}/", {}, b"").status == 0
    assert receiver.got == []


def test_the_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_afterwards():
    with receiving() as receiver:
        answers = [["127.0.0.1"], ["10.0.0.1"]]
        sender = HttpSender(demo=True, resolve=lambda *_: answers.pop(0))
        assert sender.post(receiver.url, {}, b"").status == 200
        assert len(answers) == 1
        assert receiver.got[0].headers["host"] == receiver.url.split("/")[2]


def test_a_name_without_address_is_no_answer():
    def unknown(host, port):
        raise OSError("Name or service not known")

    assert "not known" in HttpSender(resolve=unknown).post("https://erp.example/", {}, b"").what


def test_a_long_answer_is_not_read_to_its_end():
    with receiving() as receiver:
        receiver.says = b"x" * (READ * 64)
        answer = HttpSender(demo=True).post(receiver.url, {}, b"")
    assert (answer.status, answer.excerpt) == (200, "x" * SHOWN)


@pytest.mark.parametrize("how", ["silence", "drip"])
def test_nothing_outlasts_its_time(how):
    with receiving() as receiver:
        receiver.pause, receiver.drip = (5, 0) if how == "silence" else (0, 0.05)
        receiver.says = b"x" * 1000
        began = time.monotonic()
        answer = HttpSender(demo=True, whole=0.3).post(receiver.url, {}, b"")
        assert time.monotonic() - began < 2
    assert (answer.status, answer.what) == (0, "it took too long to answer")
