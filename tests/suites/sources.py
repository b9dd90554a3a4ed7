"""Where a suite comes from and where it runs: source distributions, and throwaway environments."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


def source_of(package: str, folder: Path) -> Path:
    """The unpacked source distribution of the version that is installed here."""
    wanted = f"{package}=={version(package)}"
    download = ("-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:")
    subprocess.run([sys.executable, *download, "--dest", str(folder), wanted], check=True)
    archive = next(folder.glob(f"{package}-*.tar.gz"))
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def environment(folder: Path, requirements: Iterable[str], *, sees_ours: bool = True) -> Path:
    """The Python of a fresh environment with these packages and, if it `sees_ours`, all of ours."""
    venv.create(folder)
    python = folder / "bin" / "python"
    if sees_ours:
        asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        said = subprocess.run(asked, check=True, capture_output=True, text=True)
        ours = sysconfig.get_path("purelib")
        link = f"import site; site.addsitedir({ours!r})\n"
        (Path(said.stdout.strip()) / "ours.pth").write_text(link)
    install = ("-m", "pip", "--python", str(python), "install", "--quiet")
    subprocess.run([sys.executable, *install, *requirements], check=True)
    return python
