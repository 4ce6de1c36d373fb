"""The nginx example as nginx reads it: TLS, one believed address, and what stays inside."""

import contextlib
import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from intake.web.door import Declaration
from tests.conftest import ROOT
from tests.deploy.programs import needs
from tests.house.permissions import app_without_database, declaration_of, rules

pytestmark = pytest.mark.slow
APP = app_without_database()
LARGER = [(rule, told) for rule in rules(APP) if (told := declaration_of(APP, rule)) is not None and told.body_bytes]
HOST = "intake.example.org"
# More than the sockets on both sides hold.
LONG = 40_000_000
MAIN = """
daemon off; pid {here}/nginx.pid; error_log {here}/error.log; worker_processes 1; {user}
events {{ }}
http {{
  client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u;
  scgi_temp_path {here}/s;
  {site}
}}
"""


class Echo(BaseHTTPRequestHandler):
    """Stands where the application would, and answers with the headers that reached it."""

    def do_GET(self) -> None:
        left = int(self.headers.get("Content-Length", 0))
        while left > 0 and (piece := self.rfile.read(min(left, 65536))):
            left -= len(piece)
        told = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps(told | {"padding": "x" * LONG} if self.path == "/long" else told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET  # noqa: N815 - as http.server calls them

    def log_message(self, format: str, *args: object) -> None:
        pass


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Of plain HTTP and of TLS, with the example between them and an echo."""
    nginx, openssl = needs("nginx"), needs("openssl")
    here = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-keyout", str(here / "privkey.pem"), "-out", str(here / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    plain, tls = free_port(), free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("/etc/intake/tls", str(here)), ("/var/log/nginx", str(here)), ("127.0.0.1:8000;", f"127.0.0.1:{echo.server_port};"),
        ("listen 443", f"listen 127.0.0.1:{tls}"), ("listen 80 ", f"listen 127.0.0.1:{plain} "),
    ):  # fmt: skip
        assert old in site
        site = site.replace(old, new)
    config = here / "nginx.conf"
    config.write_text(MAIN.format(here=here, site=site, user="user root;" if Path.home() == Path("/root") else ""))
    checked = subprocess.run([nginx, "-t", "-c", str(config)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([nginx, "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait(tls)
        # Whatever would have to lie on the disk on its way fails from now on.
        for folder in ("body", "proxy"):
            shutil.rmtree(here / folder)
        yield plain, tls
    finally:
        process.terminate()
        process.wait(60)
        echo.shutdown()
        echo.server_close()


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("nginx does not serve")


class Named(http.client.HTTPSConnection):
    """To loopback, by the name of the host."""

    def __init__(self, port: int, name: str = HOST) -> None:
        self.secure = ssl.create_default_context()
        self.secure.check_hostname = False
        self.secure.verify_mode = ssl.CERT_NONE
        self.name = name
        super().__init__("127.0.0.1", port, timeout=60, context=self.secure)

    def connect(self) -> None:
        raw = socket.create_connection((self.host, self.port), self.timeout)
        try:
            self.sock = self.secure.wrap_socket(raw, server_hostname=self.name)
        except ssl.SSLError:
            raw.close()
            raise


def ask(
    port: int, path: str, body: bytes | None = None, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = Named(port)
    try:
        connection.request(
            method, path, body, {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        )
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_what_a_stranger_says_of_where_they_come_from_ends_here(ports: tuple[int, int]) -> None:
    spoofed = {
        "X_Forwarded_For": "203.0.113.9",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.example",
        "Forwarded": "for=9",
    }
    answer, body = ask(ports[1], "/", **spoofed)
    seen = json.loads(body)
    assert answer.status == 200
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"], seen["host"]) == ("127.0.0.1", "https", HOST)
    assert {"x-forwarded-host", "x-forwarded-prefix", "forwarded"} & set(seen) == set()


def test_browsers_are_told_to_stay_with_tls(ports: tuple[int, int]) -> None:
    for path in ("/", "/metrics"):
        answer, _ = ask(ports[1], path)
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"], path


def test_plain_http_leads_to_our_own_name(ports: tuple[int, int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=60)
    connection.request("GET", "/sign-in?next=/", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/sign-in?next=/")
    connection.close()


def test_metrics_stay_inside(ports: tuple[int, int]) -> None:
    assert ask(ports[1], "/metrics")[0].status == 404


def test_a_body_that_is_too_big_is_stopped(ports: tuple[int, int]) -> None:
    assert ask(ports[1], "/", b"x" * 3_000_000)[0].status == 413


def test_nothing_lies_on_the_disk_on_its_way(ports: tuple[int, int]) -> None:
    assert ask(ports[1], "/api/v1/intakes", b"x" * 1_900_000, "POST")[0].status == 200
    connection = Named(ports[1])
    connection.request("GET", "/long", headers={"Host": HOST})
    # Whoever reads slowly makes nginx keep what has come, or wait.
    time.sleep(1)
    answer = connection.getresponse()
    assert (answer.status, len(answer.read()) > LONG) == (200, True)
    connection.close()


@pytest.mark.parametrize(("rule", "told"), LARGER, ids=lambda value: getattr(value, "rule", ""))
def test_what_may_be_larger_gets_through(ports: tuple[int, int], rule: Rule, told: Declaration) -> None:
    path = re.sub(r"<[^>]+>", "01a218b7", rule.rule)
    assert ask(ports[1], path, b"x" * (told.body_bytes or 0), told.method)[0].status == 200


def test_another_name_gets_no_answer(ports: tuple[int, int]) -> None:
    connection = Named(ports[1], "other.example")
    with pytest.raises(ssl.SSLError):
        connection.request("GET", "/")
    connection.close()


def test_no_line_is_kept_of_a_request(ports: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> None:
    ask(ports[1], "/places?near=33401")
    folders = list(tmp_path_factory.getbasetemp().glob("nginx*"))
    kept = [file.name for folder in folders for file in folder.glob("*.log") if b"33401" in file.read_bytes()]
    assert folders
    assert kept == []
