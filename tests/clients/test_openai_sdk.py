"""The `openai` package, both majors in use, over real sockets against the guarded demo server."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guardrail.demo.script import guarded_server

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("openai_script.py")
GUARDRAIL = (sys.executable, "-m", "guardrail")


def old_client() -> str:
    """A Python with openai 2.x, in an environment of its own that is made once per checkout."""
    folder = ROOT / ".venv-openai2"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "openai>=2,<3"]
        done = subprocess.run(install, check=False, capture_output=True, text=True)
        if done.returncode:
            if os.environ.get("CI"):
                pytest.fail(f"openai 2 cannot be installed: {done.stderr[-500:]}")
            pytest.skip("openai 2 cannot be installed here")
        (folder / "ready").touch()
    return str(python)


def report(major: str, folder: Path) -> Any:
    """What a client of this major saw of a guarded server of its own."""
    python = sys.executable if major == "3" else old_client()
    with guarded_server(folder) as (url, parts):
        done = subprocess.run(
            [python, str(SCRIPT), url, str(parts.settings.data_dir), *GUARDRAIL],
            check=False,
            capture_output=True,
            text=True,
            timeout=240,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("major", ["2", "3"])
def test_a_client_sees_what_its_library_expects(major: str, tmp_path: Path) -> None:
    seen = report(major, tmp_path)
    assert seen.pop("version").startswith(major)
    for error in errors_in(seen):
        assert error.pop("seconds") < 10, "a refusal is not retried"
    messages = [seen["blocked"].pop("message"), *(e.pop("message") for e in errors_in(seen))]
    assert all(messages)
    assert seen == {
        "delivered": {
            "status": "completed",
            "mp4": True,
            "webp": True,
            "remixed": "completed",
            "remixed_from": True,
            "listed": ["completed", "completed"],
            "deleted": True,
            "after": {"error": "NotFoundError", "code": "not_found", "param": None},
        },
        "refused": refused("prompt"),
        "refused remix": refused("prompt"),
        "refused character": refused("name"),
        "blocked": {
            "status": "failed",
            "code": "moderation_blocked",
            "download": refused(None),
        },
        "undecodable input": refused("input_reference"),
        "held": {
            "status": "in_progress",
            "poll_after_ms": "1000",
            "download": {"error": "NotFoundError", "code": "video_not_ready", "param": None},
            "listed": True,
        },
        "lifted": {"status": "completed", "mp4": True},
    }


def refused(param: str | None) -> dict[str, str | None]:
    """What every refusal of ours raises."""
    return {"error": "BadRequestError", "code": "moderation_blocked", "param": param}


def errors_in(seen: Any) -> Iterator[dict[str, Any]]:
    """All errors in a report, however deep."""
    if isinstance(seen, dict):
        if "error" in seen:
            yield seen
        for value in seen.values():
            yield from errors_in(value)
