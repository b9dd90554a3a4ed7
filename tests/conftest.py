"""What many tests stand on: one compiled registry and a few real clips, made once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fakes import Broken, Clock
from servers.openai_videos import VideoServer

from guardrail.build import Parts, open_eyes, open_store
from guardrail.build.snapshots import Compiler, Registries
from guardrail.demo.camera import write_clip
from guardrail.demo.film import Film
from guardrail.demo.registry import write_registry
from guardrail.demo.scenes import read
from guardrail.engine import Guardrail
from guardrail.eyes import Eyes
from guardrail.prompt.contexts import Contexts as ContextLexicon
from guardrail.settings import Settings
from guardrail.store.content import Contents
from guardrail.store.verify import verify

if TYPE_CHECKING:
    from guardrail.store.database import Store

FOX = "a small white fox spirit with a blue flame on its tail and a red bib on a meadow"
HERON = "a tall heron lady in a violet kimono with a yellow paper umbrella on a meadow"
CLEAN = "a green meadow with a tree"


@pytest.fixture(scope="session")
def registry_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's policy documents and references on disk."""
    folder = write_registry(tmp_path_factory.mktemp("registry"))
    for reference in folder.glob("refs/*/[35].png"):  # three of each are enough, and quicker
        reference.unlink()
    return folder


@pytest.fixture(scope="session")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eyes]:
    """The shipped model and two decoder processes."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("eyes"), threads=1)
    with ExitStack() as opened:
        yield open_eyes(settings, opened)


@pytest.fixture(scope="session")
def registries(registry_path: Path, eyes: Eyes) -> Registries:
    """The demonstration's registry, compiled."""
    return Registries.open([registry_path], compiler=Compiler(eyes=eyes))


def film(path: Path, prompt: str, *, seconds: float = 1.5) -> bytes:
    """The demonstration's clip of a prompt, small."""
    shot = Film(read(prompt), width_px=320, height_px=192, seconds=seconds, fps=12)
    write_clip(path, shot.frames(), fps=12)
    return path.read_bytes()


@dataclass(frozen=True)
class Clips:
    """MP4s as the demonstration's generator makes them."""

    fox: bytes
    heron: bytes
    clean: bytes
    meadow: bytes


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """A blocked character, a held one, and two clips of nobody."""
    folder = tmp_path_factory.mktemp("clips")
    return Clips(
        fox=film(folder / "fox.mp4", FOX),
        heron=film(folder / "heron.mp4", HERON),
        clean=film(folder / "clean.mp4", CLEAN),
        meadow=film(folder / "meadow.mp4", "a sea at dusk with a boat"),
    )


@pytest.fixture
def clock() -> Clock:
    """Time as the test wants it."""
    return Clock()


@pytest.fixture
def server(tmp_path: Path) -> VideoServer:
    """A generation server under the test's control."""
    folder = tmp_path / "server"
    folder.mkdir()
    return VideoServer(folder)


OpenParts = Callable[..., Parts]


@dataclass(frozen=True)
class Breaks:
    """One door of which some methods (named with spaces between) raise instead of working."""

    door: str
    method: str
    raises: Exception


@pytest.fixture
def open_parts(
    tmp_path: Path, eyes: Eyes, registries: Registries, clock: Clock
) -> Iterator[OpenParts]:
    """Opens a worker on the test's own data folder; the second one shares its store.

    Whatever a test did, the record that it leaves must be whole.
    """
    stores: list[Store] = []
    with ExitStack() as opened:

        def make(breaks: Breaks | None = None, **changes: object) -> Parts:
            values = {"data_dir": tmp_path / "data", "requester_territory": "US"}
            places = {"operator_territory": "US", "delivery_territory": "US"}
            settings = Settings.model_validate({**values, **places, "eager": False, **changes})
            store = open_store(settings, now=clock)
            opened.callback(store.close)
            stores.append(store)
            contents = Contents.open(
                settings.data_dir / "contents",
                max_bytes=settings.max_kept_bytes,
                max_file_bytes=settings.max_artefact_bytes,
            )
            doors: dict[str, Any] = {
                "jobs": store,
                "holds": store,
                "record": store,
                "contents": contents,
                "decoders": eyes.decoders,
                "encoder": eyes.encoder,
            }
            if breaks is not None:
                real = doors[breaks.door]
                doors[breaks.door] = Broken(
                    real, raises=breaks.raises, methods=breaks.method.split()
                )
            guardrail = Guardrail(
                snapshots=registries.current,
                eyes=replace(eyes, decoders=doors["decoders"], encoder=doors["encoder"]),
                record=doors["record"],
                words=ContextLexicon.open(settings.contexts),
                on_unknown=settings.on_unknown,
                now=clock,
            )
            return Parts(
                settings=settings,
                guardrail=guardrail,
                record=doors["record"],
                jobs=doors["jobs"],
                holds=doors["holds"],
                contents=doors["contents"],
                decision=store.decision,
                registry=lambda: registries.current().registry,
                digest=lambda words: store.keys.digest("request", words),
                worker=store.worker,
                now=clock,
                close=lambda: None,
            )

        yield make
        assert not stores or verify(stores[0]).problems == ()
