"""Jobs of the demo server: asked for, waiting, being filmed, done; one film at a time.

Filming runs in one worker thread, whoever serves. A job belongs to whoever asked for it.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PIL import Image

from guardrail.demo import scenes
from guardrail.demo.camera import write_clip, write_spritesheet, write_thumbnail
from guardrail.demo.film import Film


class Variant(StrEnum):
    """What can be fetched of a finished job."""

    VIDEO = "video"
    THUMBNAIL = "thumbnail"
    SPRITESHEET = "spritesheet"

    @property
    def suffix(self) -> str:
        """Of the file name."""
        return {"video": ".mp4", "thumbnail": ".webp", "spritesheet": ".jpg"}[self]

    @property
    def media_type(self) -> str:
        """Of the response."""
        return {"video": "video/mp4", "thumbnail": "image/webp", "spritesheet": "image/jpeg"}[self]


class Status(StrEnum):
    """The four states that clients know."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asks for. `owner` is the credential that it came with, empty when none did.

    `place` is a picture to film in, where one was sent; `script` is what is filmed (the prompt,
    after the prompts of the clips that it goes on from).
    """

    owner: str
    prompt: str
    script: str
    model: str
    size: str
    seconds: str
    place: Image.Image | None = None
    remixed_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """One job as it stands; `progress` is in percent."""

    id: str
    order: Order
    created_at: datetime
    status: Status = Status.QUEUED
    progress: int = 0
    completed_at: datetime | None = None
    error: str | None = None


class Studio:
    """Takes orders, films them one after the other into `folder`, and remembers them.

    `fps` is the frame rate of the clips, `max_side_px` their longest side. A studio that is
    not `at_work` takes orders and films nothing: for measuring what asking costs.
    """

    def __init__(
        self,
        *,
        folder: Path,
        fps: int,
        max_side_px: int,
        now: Callable[[], datetime],
        at_work: bool = True,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._fps = fps
        self._max_side_px = max_side_px
        self._now = now
        self._at_work = at_work
        self._lock = threading.Lock()
        self._renders: dict[str, Render] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="demo-render")

    def submit(self, order: Order) -> Render:
        """Queue an order; returns at once."""
        render = Render(id=f"video_{secrets.token_hex(12)}", order=order, created_at=self._now())
        with self._lock:
            self._renders[render.id] = render
        if self._at_work:
            self._worker.submit(self._film, render.id)
        return render

    def find(self, render_id: str, *, owner: str) -> Render | None:
        """The job, if it is this owner's."""
        render = self._renders.get(render_id)
        return render if render is not None and render.order.owner == owner else None

    def all_of(self, owner: str) -> list[Render]:
        """This owner's jobs, oldest first."""
        with self._lock:
            return [render for render in self._renders.values() if render.order.owner == owner]

    def forget(self, render_id: str) -> None:
        """Drop a job and its files; one that is being filmed stops at its next frame."""
        with self._lock:
            self._renders.pop(render_id, None)
        for variant in Variant:
            self.file(render_id, variant).unlink(missing_ok=True)

    def file(self, render_id: str, variant: Variant) -> Path:
        """Where a variant of a finished job lies."""
        return self._folder / f"{render_id}{variant.suffix}"

    def close(self) -> None:
        """Give up what waits and end after the film at hand."""
        with self._lock:
            self._renders.clear()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _film(self, render_id: str) -> None:
        render = self._renders.get(render_id)
        if render is None:
            return
        try:
            self._shoot(render)
        except _ForgottenError:
            self.forget(render_id)
        except Exception as error:  # noqa: BLE001 — a job fails, the studio goes on
            self._update(render_id, status=Status.FAILED, error=f"{type(error).__name__}: {error}")

    def _shoot(self, render: Render) -> None:
        order = render.order
        width_px, height_px = self.frame_size(order.size)
        film = Film(
            scenes.read(order.script),
            width_px=width_px,
            height_px=height_px,
            seconds=float(order.seconds),
            fps=self._fps,
            place=order.place,
        )

        def watched() -> Iterator[Image.Image]:
            for index, frame in enumerate(film.frames()):
                percent = min(99, 100 * index // film.frame_count)
                if not self._update(render.id, status=Status.IN_PROGRESS, progress=percent):
                    raise _ForgottenError
                yield frame

        stills = write_clip(self.file(render.id, Variant.VIDEO), watched(), fps=self._fps)
        write_thumbnail(self.file(render.id, Variant.THUMBNAIL), stills[len(stills) // 2])
        write_spritesheet(self.file(render.id, Variant.SPRITESHEET), stills)
        done = self._update(
            render.id, status=Status.COMPLETED, progress=100, completed_at=self._now()
        )
        if not done:
            raise _ForgottenError

    def frame_size(self, size: str) -> tuple[int, int]:
        """Pixels of the clip for a requested `WxH`: the same shape, even sides, no larger."""
        wide, high = (int(side) for side in size.split("x"))
        scale = min(1.0, self._max_side_px / max(wide, high))
        return max(2, round(wide * scale / 2) * 2), max(2, round(high * scale / 2) * 2)

    def _update(
        self,
        render_id: str,
        *,
        status: Status,
        progress: int = 0,
        completed_at: datetime | None = None,
        error: str | None = None,
    ) -> bool:
        """Write what changed; False when the job was dropped meanwhile."""
        with self._lock:
            render = self._renders.get(render_id)
            if render is None:
                return False
            self._renders[render_id] = replace(
                render, status=status, progress=progress, completed_at=completed_at, error=error
            )
            return True


class _ForgottenError(Exception):
    """The job that is being filmed was dropped."""
