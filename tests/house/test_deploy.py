"""The files in deploy/ say what the program does, hold no secret, and are accepted by the tools that read them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from palermo.operation.web_worker import MOST_BODY_BYTES, Worker

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})
MOST_EXPOSED = 20
"""In tenths, as systemd-analyze counts: 13 when this was written."""


def directive(name: str) -> str:
    """The value of one directive of nginx's file."""
    found = re.search(rf"^\s*{name} ([^;]+);", NGINX, flags=re.MULTILINE)
    assert found, name
    return found[1]


def test_both_proxies_limit_what_palermo_limits() -> None:
    assert directive("client_max_body_size") == f"{MOST_BODY_BYTES // 2**20}m"
    assert directive("client_header_timeout") == f"{Worker.head_seconds:.0f}s"
    assert directive("client_body_buffer_size") == directive("client_max_body_size")  # never in a file
    assert directive("proxy_max_temp_file_size") == "0"
    assert f"max_size {MOST_BODY_BYTES // 2**20}MB" in CADDY
    assert f"read_header {Worker.head_seconds:.0f}s" in CADDY
    assert f"read_body {Worker.body_seconds / 60:.0f}m" in CADDY


def test_both_proxies_replace_what_a_client_says_of_its_way() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    assert "header_up X-Forwarded-For {remote_host}" in CADDY
    for text in (NGINX, CADDY):
        assert "PALERMO_HTTPS=1  PALERMO_PROXIES=1" in text


def test_nginx_names_its_suites_and_each_has_forward_secrecy() -> None:
    """Caddy's own list is of that kind, and its file leaves it as it is."""
    assert directive("ssl_protocols") == "TLSv1.2 TLSv1.3"
    assert directive("ssl_prefer_server_ciphers") == "on"
    suites = directive("ssl_ciphers").split(":")
    strong = "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256"  # the strongest first
    assert suites == [f"ECDHE-{kind}-{suite}" for suite in strong for kind in ("ECDSA", "RSA")]
    assert "ciphers" not in CADDY


def test_no_proxy_writes_down_who_looked_for_help() -> None:
    assert NGINX.count("server {") == NGINX.count("access_log off;") == 2
    assert re.search(r"^\s*log\b", CADDY, flags=re.MULTILINE) is None


def test_the_image_is_rootless_pinned_and_holds_no_secret() -> None:
    bases = re.findall(r"^FROM (\S+)", CONTAINER, flags=re.MULTILINE)
    assert len(bases) == 2
    assert all(re.fullmatch(r"docker\.io/library/python:\d+\.\d+[\w.-]+", base) for base in bases)
    last = CONTAINER.split("FROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, flags=re.MULTILINE)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert "/health/" in last[last.index("HEALTHCHECK") :]
    assert re.search(r"^VOLUME /var/lib/palermo$", last, flags=re.MULTILINE)
    assert "--require-hashes --requirement requirements-server.lock" in CONTAINER
    assert re.search(r"PASSWORD|SECRET|TOKEN|DATABASE_URL|ROOT_KEY", CONTAINER) is None
    shell = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])$", CONTAINER, flags=re.MULTILINE | re.DOTALL)
    assert shell
    assert json.loads(shell[1].replace("\\\n", ""))[:2] == ["python", "-c"]


def test_the_image_is_built_from_what_it_needs_and_nothing_else() -> None:
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert ignored == (ROOT / ".dockerignore").read_text(encoding="utf-8")
    kept = {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    copied = {
        name.rstrip("/")
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, flags=re.MULTILINE)
        for name in line.split()
    }
    assert copied == kept
    assert "*" in ignored.splitlines()
    assert all((ROOT / name).exists() for name in kept)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_reads_the_units(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here.")
    program = tmp_path / "palermo"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    for each in UNITS:
        text = each.read_text(encoding="utf-8").replace("/opt/palermo/bin/palermo", str(program))
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    for name in ("palermo.service.d", "palermo-backup.service.d", "palermo-verify.service.d"):
        (tmp_path / name).mkdir()
        shutil.copy(DEPLOY / "palermo-credential.conf", tmp_path / name)
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / unit.name], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "palermo" in line]
    assert ours == []
    if unit.suffix == ".service":
        rated = subprocess.run(
            [
                "systemd-analyze",
                "security",
                "--offline=yes",
                f"--threshold={MOST_EXPOSED}",
                tmp_path / unit.name,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert rated.returncode == 0, rated.stdout[-300:]


def test_no_unit_runs_as_root_or_may_become_it() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        if unit.suffix == ".service":
            for line in (
                "User=palermo",
                "NoNewPrivileges=yes",
                "CapabilityBoundingSet=",
                "ProtectSystem=strict",
                "PrivateTmp=yes",
                "SystemCallFilter=@system-service",
            ):
                assert line in text.splitlines(), (unit.name, line)


def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    """Only the form: tests/drill/test_proxies.py runs it, and nginx."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed here.")
    (tmp_path / "Caddyfile").write_text(CADDY, encoding="utf-8")
    done = subprocess.run(
        ["caddy", "adapt", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
