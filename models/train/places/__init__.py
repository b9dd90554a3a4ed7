"""Invented places that show no figure: grounds by code, each in a drawing style of its own.

`place(rng, size)` draws one of a dozen kinds of ground (landscape, city, room, wood, water, space,
pattern, rays, blur of lights, clutter, page, plain colour) with a palette, an outline, a shading
and a finish that vary independently, so that a recogniser learns nothing from what stands behind.
"""

from models.train.places.drawn import place

__all__ = ["place"]
