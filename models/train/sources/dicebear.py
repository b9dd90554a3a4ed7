"""People and creatures composed by DiceBear: each style was drawn by an artist of its own.

A style is a set of exchangeable parts. A figure keeps the parts and colours that make it who it
is; its pictures differ in expression, in the way it faces, in glasses or a hat put on, and in
what it wears. Every third figure has a twin, another figure that differs in one trait only.
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from PIL import Image

from models.train.albums import thumbnail
from models.train.sources import Folders, Identity, Picture, Source, pypi
from models.train.sources.dicebear_styles import STYLES, Style
from models.train.sources.svg import drawn

PACKAGES = (
    pypi(
        "dicebear-styles",
        "10.6.0",
        "5a5b0b9c534d133fa06f1dd29f280139995965b32b08c5635a69cc6afc30930d",
    ),
    pypi(
        "dicebear-core",
        "10.7.0",
        "2e7d0fd81224aab41bf12b8042b9c73bd00472f7cd469480837e06ea73f47d88",
    ),
    pypi(
        "dicebear-schema",
        "2.0.2",
        "e9589670cc2a3526c876bc7103545c4e97f6cab52a37963d29f0c9557c34baed",
    ),
)
PICTURES = 8
TWIN_EVERY = 3
PUT_ON = 0.25
"""How often a picture shows an accessory that is not part of who the figure is."""
TRIES = 6
VISIBLE = 2.5
"""Mean difference of two thumbnails from which a twin is told from the first."""
NOTHING = "00000000"
Traits = dict[str, str]
"""What a figure or picture is drawn with: a variant a component ("" is absent), a hex a colour."""


class Parts:
    """The components and colours a style's definition offers, less what is never drawn."""

    def __init__(self, style: Style, definition: Mapping[str, Any]) -> None:
        self._style = style
        self._components: dict[str, tuple[str, ...]] = {}
        self._chance: dict[str, float] = {}
        for name, part in sorted(definition["components"].items()):
            variants = tuple(v for v in part["variants"] if f"{name}:{v}" not in style.never)
            self._components[name] = ("none",) if name == "animation" else variants
            self._chance[name] = part.get("probability", 100) / 100 if variants else 0.0
            if name in style.never:
                self._chance[name] = 0.0
        self._colors = {
            f"{name}Color": tuple((style.palette or {}).get(name) or color["values"])
            for name, color in sorted(definition["colors"].items())
            if name not in {"background", *style.never}
        }

    def drawn_from(self, name: str, rng: random.Random, *, chance: float | None = None) -> str:
        """One variant or colour of `name`; a component may turn out absent."""
        if name in self._colors:
            return str(rng.choice(self._colors[name]))
        shown = self._chance[name] if chance is None else chance
        return str(rng.choice(self._components[name])) if rng.random() < shown else ""

    def figure(self, rng: random.Random) -> Traits:
        """The traits of a new figure; what is only put on now and then is off."""
        traits = {name: self.drawn_from(name, rng) for name in self._colors}
        for name in self._components:
            traits[name] = "" if name in self._style.extras else self.drawn_from(name, rng)
        return traits

    def twin(self, traits: Traits, rng: random.Random) -> tuple[Traits, str]:
        """The same figure but for one trait; also which. Whether one sees it is not known yet."""
        changing = {*self._style.mood, *self._style.extras, *self._style.dress}
        seen = [
            name
            for name, value in traits.items()
            if name not in changing
            and len(set(self._colors.get(name, self._components.get(name, ())))) > 1
            and (value or name in self._colors)
        ]
        trait = rng.choice(seen)
        other = dict(traits)
        while other[trait] == traits[trait]:
            other[trait] = self.drawn_from(trait, rng, chance=1.0)
        return other, trait

    def picture(self, traits: Traits, number: int, rng: random.Random) -> tuple[Traits, str]:
        """The traits of picture `number` of a figure, and what to call its look."""
        shown = dict(traits)
        for name in self._style.mood:
            while f"{name}:{traits[name]}" not in self._style.lasting:
                shown[name] = self.drawn_from(name, rng)
                if f"{name}:{shown[name]}" not in self._style.lasting:
                    break
        for name in self._style.extras:
            shown[name] = self.drawn_from(name, rng, chance=PUT_ON)
        changed = number % 3 == 2 and self._style.dress
        for name in self._style.dress if changed else ():
            shown[name] = self.drawn_from(name, rng)
        worn = [name for name in self._style.extras if shown[name]]
        words = [shown[self._style.mood[-1]], *worn, *(["dressed otherwise"] if changed else [])]
        return shown, " ".join(word for word in words if word)

    def options(self, shown: Traits) -> dict[str, Any]:
        """`shown` in the words of the program that composes."""
        options: dict[str, Any] = {"backgroundColor": [NOTHING]}
        for name in self._colors:
            options[name] = [shown[name]]
        for name in self._components:
            options[f"{name}Probability"] = 100 if shown[name] else 0
            if shown[name]:
                options[f"{name}Variant"] = shown[name]
        return options


class Composer:
    """DiceBear's own program, out of its pinned package, drawing one style."""

    def __init__(self, style: Style, folders: Folders) -> None:
        for folder in folders.values():
            if str(folder) not in sys.path:
                sys.path.append(str(folder))
        path = folders["dicebear-styles"] / "dicebear_styles" / f"{style.name}.json"
        definition = json.loads(path.read_text("utf-8"))
        self.parts = Parts(style, definition)
        self._style = import_module("dicebear").Style(definition)
        self._options = import_module("dicebear.options").Options
        self._resolver = import_module("dicebear.resolver").Resolver
        self._renderer = import_module("dicebear.renderer").Renderer

    def draw(self, shown: Traits, seed: str, *, turned: bool = False) -> Image.Image:
        """RGBA: a figure as `shown`; `turned` faces the other way."""
        options = self._options()
        # Set behind its back: checking each avatar against a schema takes longer than drawing it.
        options._data = {"seed": seed, **self.parts.options(shown)}  # noqa: SLF001
        if turned:
            options._data["flip"] = "horizontal"  # noqa: SLF001
        return drawn(self._renderer(self._style, self._resolver(self._style, options)).render())

    def pictures(self, traits: Traits, name: str, rng: random.Random) -> tuple[Picture, ...]:
        """The pictures of one figure; every fourth faces the other way."""
        found = []
        for number in range(PICTURES):
            shown, look = self.parts.picture(traits, number, rng)
            turned = number % 4 == 3
            image = self.draw(shown, f"{name} {number}", turned=turned)
            found.append(Picture(image=image, look=f"{look} turned" if turned else look))
        return tuple(found)

    def twin(self, traits: Traits, rng: random.Random) -> tuple[Traits, str] | None:
        """Traits that differ in one, which one can see, and which; None where none is found."""
        seen = thumbnail(self.draw(traits, "portrait"))
        for _ in range(TRIES):
            other, trait = self.parts.twin(traits, rng)
            if np.abs(thumbnail(self.draw(other, "portrait")) - seen).mean() > VISIBLE:
                return other, trait
        return None


def _read(style: Style, folders: Folders) -> Iterator[Identity]:
    composer = Composer(style, folders)
    for number in range(style.figures):
        name = f"{style.name}-{number:03}"
        rng = random.Random(name)
        traits = composer.parts.figure(rng)
        yield Identity(name=name, pictures=composer.pictures(traits, name, rng))
        twin = composer.twin(traits, rng) if number % TWIN_EVERY == 0 else None
        if twin is not None:
            other = f"{name}-other-{twin[1]}"
            yield Identity(name=other, pictures=composer.pictures(twin[0], other, rng), kin=name)


SOURCES: tuple[Source, ...] = tuple(
    Source(
        name=f"dicebear-{style.name}",
        style=style.what,
        basket=style.basket,
        licence=style.licence,
        stated="dicebear_styles-10.6.0.dist-info/licenses/LICENSE.md",
        by=style.by,
        packages=PACKAGES,
        read=partial(_read, style),
        family=style.family,
    )
    for style in STYLES
)
