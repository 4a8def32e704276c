"""Palermo behind nginx and behind Caddy, by the files in deploy/, over TLS; each where it is installed."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from tests.drill.job import Job, clean_environment, running, wait_until
from tests.support import session

pytestmark = pytest.mark.drill
DEPLOY = Path(__file__).parents[2] / "deploy"
SITE = "palermo.example.org"
SECONDS = 60
BEHIND_TLS = {"PALERMO_HTTPS": "1", "PALERMO_PROXIES": "1", "PALERMO_HOSTS": SITE}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for the installation, the proxies and their certificate."""
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-proxy-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def job(folder: Path) -> Iterator[Job]:
    """A fictional installation that is told of its proxy."""
    with running(folder / "data", environment=clean_environment() | BEHIND_TLS) as job:
        yield job


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Path:
    """A certificate of the site signed by itself, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SITE)])
    now = datetime.now(tz=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "fullchain.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = folder / "privkey.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    private.chmod(0o600)
    return path


@contextmanager
def process(*command: str | Path, port: int) -> Iterator[None]:
    """A proxy that runs during the block, once its port is open."""
    with subprocess.Popen(
        [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as proxy:
        try:

            def is_open() -> bool:
                assert proxy.poll() is None, proxy.stdout.read() if proxy.stdout else ""
                with socket.socket() as client:
                    return client.connect_ex(("127.0.0.1", port)) == 0

            wait_until(is_open, seconds=SECONDS)
            yield
        finally:
            proxy.terminate()
            proxy.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def nginx(folder: Path, job: Job, certificate: Path) -> Iterator[int]:
    """The file for nginx, with ports and places of this test; the port that speaks TLS."""
    plain, tls, place = free_port(), free_port(), folder / "nginx"
    place.mkdir()
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/etc/ssl/palermo", str(certificate.parent)),
        ("127.0.0.1:8000", f"127.0.0.1:{job.port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{tls} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
    ):
        assert old in site, old
        site = site.replace(old, new)
    (place / "site.conf").write_text(site, encoding="utf-8")
    temporary = "\n".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"daemon off;\npid {place}/pid;\nerror_log stderr warn;\nevents {{}}\n"
        f"http {{\n{temporary}\ninclude {place}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    command = ("nginx", "-c", place / "nginx.conf", "-e", "stderr")
    subprocess.run([*map(str, command), "-t"], check=True, capture_output=True)
    with process(*command, port=tls):
        redirected = http.client.HTTPConnection("127.0.0.1", plain, timeout=SECONDS)
        redirected.request("GET", "/account/login/", headers={"Host": SITE})
        answer = redirected.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{SITE}/account/login/")
        redirected.close()
        yield tls


@contextmanager
def caddy(folder: Path, job: Job, certificate: Path) -> Iterator[int]:
    """The file for Caddy, with ports and places of this test; the port that speaks TLS."""
    tls, place = free_port(), folder / "caddy"
    place.mkdir()
    site = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    for old, new in (
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {"),
        (
            f"{SITE} {{\n",
            f"https://{SITE}:{tls} {{\n\tbind 127.0.0.1\n\ttls {certificate} {folder / 'privkey.pem'}\n",
        ),
        ("127.0.0.1:8000", f"127.0.0.1:{job.port}"),
    ):
        assert old in site, old
        site = site.replace(old, new)
    (place / "Caddyfile").write_text(site, encoding="utf-8")
    with process("caddy", "run", "--adapter", "caddyfile", "--config", place / "Caddyfile", port=tls):
        yield tls


PROXIES = {"nginx": nginx, "caddy": caddy}


class Browser:
    """A client that trusts the certificate and believes to be at the site's own port."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port = port
        self.context = ssl.create_default_context(cafile=str(certificate))
        self.cookies: dict[str, str] = {}

    def connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        return self.context.wrap_socket(plain, server_hostname=SITE)

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection(SITE, timeout=SECONDS)
        connection.sock = self.connect()
        sent = {"Host": SITE, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            sent |= {"Origin": f"https://{SITE}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=body, headers=sent | headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.headers, page


@pytest.fixture(scope="module", params=list(PROXIES))
def browser(request: pytest.FixtureRequest, folder: Path) -> Iterator[Browser]:
    """A browser before one of the proxies."""
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here.")
    job, certificate = request.getfixturevalue("job"), request.getfixturevalue("certificate")
    with PROXIES[name](folder, job, certificate) as port:
        yield Browser(port, certificate)


def test_a_colleague_signs_in_over_tls(browser: Browser, job: Job) -> None:
    status, headers, page = browser.ask("GET", "/account/login/")
    assert status == 200
    assert headers["Strict-Transport-Security"]
    assert "no-store" in headers["Cache-Control"]
    assert all("; Secure" in line for line in headers.get_all("Set-Cookie") or [])
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    way = job.sign_in("ada@lantern.example")
    form = urlencode({"csrfmiddlewaretoken": found[1], "login": way.email, "password": way.password}).encode()
    status, headers, page = browser.ask(
        "POST", "/account/login/", form, Referer=f"https://{SITE}/account/login/"
    )
    assert (status, headers["Location"]) == (302, "/account/2fa/authenticate/"), page
    assert any(line.startswith("__Host-session=") for line in headers.get_all("Set-Cookie") or [])


def test_what_a_client_says_of_its_own_way_is_not_believed(browser: Browser) -> None:
    for headers in (
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-For": "1.2.3.4"},
    ):
        status, answered, page = browser.ask("GET", "/", **headers)
        assert status == 200, headers
        assert "evil.example" not in page + str(answered)


@pytest.mark.parametrize(
    "beginning", [b"", b"GET / HTTP/1.1\r\nHost: local"], ids=["silent", "half a request"]
)
def test_slow_clients_do_not_keep_the_first_page_from_anybody(browser: Browser, beginning: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(browser.connect()).sendall(beginning or b"\r\n")
        assert [browser.ask("GET", "/")[0] for _ in range(3)] == [200, 200, 200]


def test_a_slow_body_does_not_keep_the_first_page_from_anybody(browser: Browser) -> None:
    head = f"POST /account/login/ HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: 1000\r\n\r\nlogin="
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(browser.connect()).sendall(head.encode())
        assert [browser.ask("GET", "/")[0] for _ in range(3)] == [200, 200, 200]


def test_a_request_that_is_too_large_ends_at_the_proxy(browser: Browser) -> None:
    try:
        status, _headers, _page = browser.ask("POST", "/account/login/", b"x" * 3_000_000)
    except (ConnectionError, ssl.SSLError):
        return  # the proxy closed while we still sent
    assert status in {
        413,
        502,
    }  # Caddy hands a body on while it comes, and may find Palermo's end closed first
