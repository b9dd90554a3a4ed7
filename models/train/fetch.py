"""Fetches every pinned package that figures and grounds come from: `python -m models.train.fetch`.

Resumable: an archive that is there with the right digest is not fetched again. `--pin
debian:NAME` fetches the version the registry offers now and prints the line to write into a
source's module.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from rich.progress import Progress

from models.train import packages
from models.train.sources import Registry, grounds
from models.train.sources.catalogue import SOURCES, asked

WORK = Path(".cache/train")


def main() -> int:
    """Fetch and unpack; 1 when a package cannot be had as pinned, with the reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--only", action="append", help="a source's name; may be repeated")
    parser.add_argument("--pin", metavar="REGISTRY:NAME", help="print the pin of a package")
    arguments = parser.parse_args()
    if arguments.pin:
        print(_pin(arguments.pin))
        return 0
    sources = asked(parser, arguments.only, (*SOURCES, *grounds.SOURCES))
    wanted = sorted({package for source in sources for package in source.packages})
    failed = 0
    with Progress() as progress:
        for package in progress.track(wanted, description="packages"):
            try:
                packages.unpack(package, arguments.work)
            except packages.PackageError as error:
                progress.console.print(f"[red]{error}", highlight=False)
                failed += 1
    print(f"{len(wanted) - failed} of {len(wanted)} packages are there")
    return 1 if failed else 0


def _pin(asked: str) -> str:
    registry, _, name = asked.partition(":")
    version = _newest(Registry(registry), name)
    with tempfile.TemporaryDirectory() as folder:
        archive = packages.download(Registry(registry), name, version, Path(folder))
        return f'{registry}("{name}", "{version}", "{packages.digest(archive)}")'


def _newest(registry: Registry, name: str) -> str:
    if registry is Registry.DEBIAN:
        command = ["apt-cache", "show", "--no-all-versions", name]
    elif registry is Registry.NPM:
        command = ["npm", "view", name, "version"]
    else:
        command = ["python3", "-m", "pip", "index", "versions", name]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if registry is Registry.DEBIAN:
        return next(line for line in said.splitlines() if line.startswith("Version:")).split()[1]
    if registry is Registry.NPM:
        return said.strip()
    return said.split("(")[1].split(")")[0]


if __name__ == "__main__":
    raise SystemExit(main())
