"""Starlette's own tests, plain and with every app behind the guard.

What the guard may change is listed with its reason, and each of these must pass again when the
backstop alone is switched off (`unclaimed_media = "pass"`).
"""

import sys
import tempfile
import tomllib
from pathlib import Path

from suites.outcomes import Comparison, run_pytest
from suites.sources import environment, source_of

_TOOLS = ("blockbuster", "importlib-metadata", "opentelemetry-sdk", "trio")
"""Of Starlette's own development tools, those that its tests import."""

_ASKED_TWICE = "an app that answers with media is asked for it a second time, and this one counts"
_NEEDS_ASYNCIO = "media can be screened on asyncio only; on trio its request fails"
_ON_TRIO = (
    "middleware.test_gzip::test_gzip_default_exclude_content_types[trio-image/png]",
    "middleware.test_gzip::test_gzip_default_exclude_content_types[trio-video/mp4]",
    "middleware.test_gzip::test_gzip_exclude_content_types_matching[trio-wildcard]",
    "test_responses::test_bytes_response[trio]",
    "test_responses::test_file_response[trio]",
    "test_responses::test_file_response_known_size[trio]",
    "test_responses::test_file_response_set_media_type[trio]",
    "test_routing::test_router[trio]",
)
EXPECTED = {
    "tests.test_responses::test_file_response[asyncio]": _ASKED_TWICE,
    **{f"tests.{name}": _NEEDS_ASYNCIO for name in _ON_TRIO},
}
_PLAIN = ("-p", "anyio.pytest_plugin")
_GUARDED = (*_PLAIN, "-p", "suites.interposed")


def main() -> int:
    with tempfile.TemporaryDirectory() as here:
        folder = source_of("starlette", Path(here))
        python = environment(Path(here) / "environment", _requirements(folder))
        compared = Comparison(
            suite="starlette",
            plain=run_pytest(python, folder, _PLAIN),
            guarded=run_pytest(python, folder, _GUARDED),
            expected=EXPECTED,
        )
        names = (*_GUARDED, *map(_as_argument, compared.explained))
        control = run_pytest(python, folder, names, {"UNCLAIMED_MEDIA": "pass"})
        compared.notes += [
            f"FAILS WITHOUT THE BACKSTOP TOO: {name}: {outcome.why}"
            for name, outcome in control.items()
            if outcome.is_bad
        ]
    return compared.tell(as_json="--json" in sys.argv)


def _requirements(folder: Path) -> list[str]:
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    full: list[str] = project["project"]["optional-dependencies"]["full"]
    tools: list[str] = [
        tool for tool in project["dependency-groups"]["dev"] if tool.startswith(_TOOLS)
    ]
    return [*full, *tools, "httpx2[zstd]"]


def _as_argument(name: str) -> str:
    """`tests.a.test_b::test_c[d]` as pytest wants it: `tests/a/test_b.py::test_c[d]`."""
    module, test = name.split("::", maxsplit=1)
    return f"{module.replace('.', '/')}.py::{test}"


if __name__ == "__main__":
    sys.exit(main())
