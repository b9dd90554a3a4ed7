"""The cartoonist: invented figures without limit, drawn by code.

`invent` makes an identity, `cast` several of one show, `sibling` one that differs in exactly one
trait; `take` chooses a view, a pose and a rendering, `draw` paints it. All follows from seeds.
"""

from models.train.figures.drawn import draw
from models.train.figures.invention import cast, invent
from models.train.figures.kin import TRAITS, sibling
from models.train.figures.takes import plain_take, take
from models.train.figures.traits import Figure, Take

__all__ = ["TRAITS", "Figure", "Take", "cast", "draw", "invent", "plain_take", "sibling", "take"]
