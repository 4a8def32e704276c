"""The image of deploy/Containerfile: built, started without root and on a read-only root, asked, stopped."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.drill.job import wait_until

pytestmark = pytest.mark.drill
ROOT = Path(__file__).parents[2]
READY_SECONDS = 300


def engine() -> str:
    """The container engine that answers on this machine; "" where none does."""
    for name in ("docker", "podman"):
        if (
            shutil.which(name)
            and subprocess.run([name, "info"], capture_output=True, check=False).returncode == 0
        ):
            return name
    return ""


@pytest.fixture(scope="module")
def image() -> Iterator[tuple[str, str]]:
    """Engine and name of the image, built from this tree and taken away again."""
    found = engine()
    if not found:
        pytest.skip("not built here: neither docker nor podman answers")
    name = f"palermo-drill-{uuid.uuid4().hex[:8]}"
    command = [found, "build", "--file", "deploy/Containerfile", "--tag", name]
    subprocess.run(
        [*command, *(["--format", "docker"] if found == "podman" else []), "."], cwd=ROOT, check=True
    )
    yield found, name
    subprocess.run([found, "image", "rm", "--force", name], check=False, capture_output=True)


def test_the_image_serves_without_root_on_a_read_only_root(image: tuple[str, str]) -> None:
    program, name = image
    volume = f"{name}-data"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run = [
        *(program, "run", "--detach", "--name", name, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "all"),  # noqa: S108 - inside
        *("--security-opt", "no-new-privileges", "--volume", f"{volume}:/var/lib/palermo"),
        *("--publish", f"127.0.0.1:{port}:8000", name),
    ]
    try:
        subprocess.run(run, check=True, capture_output=True)

        def ask(path: str) -> tuple[int, bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                return 0, b""
            finally:
                connection.close()

        wait_until(lambda: ask("/ready/") == (200, b"ready\n"), seconds=READY_SECONDS)
        assert ask("/health/") == (200, b"alive\n")

        def inside(*command: str) -> str:
            done = subprocess.run(
                [program, "exec", name, *command], check=True, capture_output=True, text=True
            )
            return done.stdout.strip()

        assert inside("id", "-u") == "10001"
        assert "intact" in inside("palermo", "ledger", "verify").lower()
        subprocess.run([program, "stop", "--time", "60", name], check=True, capture_output=True)
        code = subprocess.run(
            [program, "inspect", "--format", "{{.State.ExitCode}}", name],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert code.strip() == "0"
    finally:
        for command in (["rm", "--force", name], ["volume", "rm", "--force", volume]):
            subprocess.run([program, *command], check=False, capture_output=True)
