"""Who is let in next, on an event loop."""

import asyncio
from dataclasses import dataclass, field

from guardrail.web.room import Room

LONG, SHORT = 10_000_000, 1000


@dataclass
class Visits:
    """Who came in, in order; everybody stays until they are told to leave."""

    room: Room
    inside: list[str] = field(default_factory=list)
    leave: dict[str, asyncio.Event] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def come(self, name: str, asker: str, size: int) -> None:
        """Somebody comes and is let in, if there is room."""
        self.leave[name] = asyncio.Event()

        async def visit() -> None:
            async with self.room.turn(asker, size=size):
                self.inside.append(name)
                await self.leave[name].wait()

        self.tasks[name] = asyncio.create_task(visit())
        await _settled()

    async def go(self, name: str) -> None:
        """Somebody leaves, or gives up."""
        self.leave[name].set()
        await self.tasks[name]
        await _settled()

    async def close(self) -> None:
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def _settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_hundred_clips_of_one_asker_do_not_delay_the_one_of_another() -> None:
    visits = Visits(Room(places=2))
    for number in range(100):
        await visits.come(f"many {number}", "many", LONG)
    await visits.come("one", "one", LONG)
    assert visits.inside == ["many 0", "many 1"]
    await visits.go("many 0")
    assert visits.inside[2:] == ["one"]
    await visits.close()


async def test_a_short_clip_comes_in_beside_long_ones() -> None:
    visits = Visits(Room(places=2))
    for number in range(7):
        await visits.come(f"long {number}", "same", LONG)
    await visits.come("short", "same", SHORT)
    assert visits.inside == ["long 0", "long 1", "short"]
    await visits.close()


async def test_who_gives_up_makes_room() -> None:
    visits = Visits(Room(places=1))
    for name in ("first", "second", "third"):
        await visits.come(name, "same", LONG)
    for name in ("second", "first"):
        visits.tasks[name].cancel()
        await _settled()
    assert visits.inside == ["first", "third"]
    await visits.close()
