"""What is missing of the reserved basket, fetched and built by the programs that training uses."""

import subprocess
import sys
from pathlib import Path

from bench.accuracy.plan import Plan
from models.train.sources import Basket, Source
from models.train.sources.catalogue import SOURCES
from models.train.sources.grounds import SOURCES as GROUNDS


class UnfetchedError(Exception):
    """Packages cannot be had: no network, another release of Debian, a version that is gone."""


def prepare(work: Path, plan: Plan) -> None:
    """Fetch and build the albums that the plan wants and that are not there.

    Raises:
        UnfetchedError: a package cannot be had; which and why stands on stderr.
    """
    figures = _missing(work / "albums", SOURCES, plan.sources)
    grounds = _missing(work / "grounds", GROUNDS, plan.grounds)
    if not figures and not grounds:
        return
    if _run("fetch", work, [*figures, *grounds]):
        raise UnfetchedError(f"not all packages of {', '.join([*figures, *grounds])} can be had")
    for module, names in (("build", figures), ("grounds", grounds)):
        if names and _run(module, work, names):
            raise RuntimeError(f"python -m models.train.{module} failed, see above")


def _missing(kept: Path, among: tuple[Source, ...], only: tuple[str, ...]) -> list[str]:
    return [
        source.name
        for source in among
        if source.basket is Basket.RESERVED
        and (not only or source.name in only)
        and not (kept / source.name / "about.json").is_file()
    ]


def _run(module: str, work: Path, names: list[str]) -> int:
    only = [part for name in names for part in ("--only", name)]
    command = [sys.executable, "-m", f"models.train.{module}", "--work", str(work), *only]
    return subprocess.run(command, check=False, stdout=sys.stderr).returncode
