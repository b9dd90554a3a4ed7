"""schemathesis on `videos.yaml`, against our demonstration server plain and guarded.

It sends what the description allows and what it does not. Whatever comes, no answer of 500 and
above may come back: not of the server's, and none of the guard's own 502 and 503 either.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from starlette.types import ASGIApp

from guardrail.demo.registry import write_registry
from guardrail.demo.server import create_app
from guardrail.settings import Settings
from guardrail.web.middleware import GuardrailMiddleware
from suites.serving import Counted, serving
from suites.sources import environment

DESCRIPTION = Path(__file__).with_name("videos.yaml")
_ARGUMENTS = (
    *("--checks", "not_a_server_error", "--continue-on-failure", "--max-examples", "25"),
    *("--header", "Authorization: Bearer fuzz", "--seed", "1", "--suppress-health-check", "all"),
    *("--warnings", "off"),
)


def main() -> int:
    with ExitStack() as opened:
        here = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        python = environment(here / "environment", ["schemathesis"], sees_ours=False)
        settings = Settings(
            data_dir=here / "data",
            registry=(write_registry(here / "registry"),),
            refusals_per_minute=0,
            eager=False,
        )
        plain = Counted(_demonstration(here / "plain"))
        guarded = Counted(GuardrailMiddleware(_demonstration(here / "guarded"), settings))
        ends = {"plain": _run(python, plain), "guarded": _run(python, guarded)}
    return _tell(plain, guarded, ends)


def _demonstration(folder: Path) -> ASGIApp:
    """Films two frames a second, 96 pixels wide: jobs are completed while they are asked about."""
    folder.mkdir()
    return create_app(folder=folder, fps=2, max_side_px=96)


def _run(python: Path, app: Counted) -> str:
    """What schemathesis said; empty when it is content."""
    command = [str(python.with_name("schemathesis")), "run", str(DESCRIPTION), *_ARGUMENTS]
    with serving(app) as url:
        done = subprocess.run([*command, "--url", url], check=False, capture_output=True, text=True)
    return (done.stdout + done.stderr)[-6000:] if done.returncode else ""


def _tell(plain: Counted, guarded: Counted, ends: dict[str, str]) -> int:
    failed = bool(plain.errors or guarded.errors or ends["plain"] or ends["guarded"])
    document = {
        "suite": "schemathesis",
        **{
            name: {
                "requests": app.statuses.total(),
                "statuses": {str(k): v for k, v in sorted(app.statuses.items())},
                "server_errors": app.errors,
                "said": ends[name],
            }
            for name, app in (("plain", plain), ("guarded", guarded))
        },
    }
    if "--json" in sys.argv:
        print(json.dumps(document, indent=2))
        return int(failed)
    for name, app in (("without the guard", plain), ("with the guard", guarded)):
        counts = ", ".join(f"{n} x {status}" for status, n in sorted(app.statuses.items()))
        print(f"schemathesis {name}: {app.statuses.total()} requests ({counts})")
        for error in app.errors:
            print(f"SERVER ERROR: {error}")
    for said in filter(None, ends.values()):
        print(said)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
