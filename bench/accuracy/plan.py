"""How much of everything a run asks, and of which sources."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The same plan and albums give the same sets. No `sources` are all that are reserved."""

    name: str = "quick"
    seed: int = 1
    split: str = "test"
    sources: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    per_source: int = 4
    pictures: int = 120
    lookalike_pictures: int = 60
    ordinary_pictures: int = 120
    clips: int = 60
    lookalike_clips: int = 60
    ordinary_clips: int = 100
    timed_clips: int = 6
    prompts: int = 3000

    @classmethod
    def full(cls) -> Self:
        """Enough for the claims of the headline: 1 % of false alarms, and 0.1 % of pictures."""
        return cls(
            name="full", per_source=20, pictures=400, lookalike_pictures=300,
            ordinary_pictures=700, clips=200, lookalike_clips=150, ordinary_clips=400,
            prompts=100_000,
        )  # fmt: skip

    @classmethod
    def ci(cls) -> Self:
        """What is fetched, built and judged in minutes: four games, grounds that are photographs."""
        return cls(
            name="ci", sources=("caveexpress", "fish-fillets", "mrrescue", "supertux"),
            grounds=("places-endless-sky-share-alike", "wallpapers-ukui"), per_source=8,
            pictures=60, lookalike_pictures=50, ordinary_pictures=60,
            clips=40, lookalike_clips=30, ordinary_clips=40, timed_clips=0,
        )  # fmt: skip
