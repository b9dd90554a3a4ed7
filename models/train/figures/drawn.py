"""One picture of a figure: the plan draws its shapes, the rendering paints them."""

from models.train.figures import beasts, birds, fishes, insects, people, render, solids, vehicles
from models.train.figures.traits import BIPEDS, Figure, Take


def draw(figure: Figure, take: Take, side_px: int = 224) -> render.Pixels:
    """uint8 [H,W,4], straight alpha, cut to content, the longer side about `side_px` at most."""
    if figure.plan in BIPEDS:
        drawing = people.person(figure, take)
    elif figure.plan == "beast":
        drawing = beasts.beast(figure, take)
    elif figure.plan == "bird":
        drawing = birds.bird(figure, take)
    elif figure.plan == "fish":
        drawing = fishes.fish(figure, take)
    elif figure.plan == "insect":
        drawing = insects.insect(figure, take)
    elif figure.plan == "vehicle":
        drawing = vehicles.vehicle(figure, take)
    else:
        drawing = solids.thing(figure, take)
    return render.paint(drawing, figure, take, side_px)
