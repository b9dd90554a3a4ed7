"""The words that a figure is described in: kinds of bodies, hair, hats, cloth."""

KINDS: dict[str, tuple[str, ...]] = {
    "adult": ("slim", "sturdy", "strong", "round", "long", "pear", "wedge", "old"),
    "child": ("slim", "round", "small"),
    "chibi": ("soft", "small", "bean"),
    "anthro": ("cat", "dog", "fox", "bear", "rabbit", "mouse", "deer", "pig", "lion", "goat", "raccoon", "dragon", "frog", "monkey", "elephant", "crocodile", "sheep"),
    "beast": ("cat", "dog", "fox", "bear", "rabbit", "mouse", "deer", "pig", "lion", "goat", "raccoon", "dragon", "horse", "elephant", "dinosaur", "sheep", "giraffe", "cow"),
    "bird": ("chick", "parrot", "owl", "penguin", "crow", "duck", "wader", "rooster"),
    "fish": ("round", "long", "flat", "shark", "puffer", "whale", "octopus"),
    "insect": ("beetle", "bee", "butterfly", "ant", "snail", "caterpillar", "spider"),
    "robot": ("box", "barrel", "slim", "heavy", "wheel", "hover"),
    "vehicle": ("car", "bus", "truck", "train", "plane", "rocket", "boat", "saucer"),
    "blob": ("drop", "slime", "ghost", "cloud", "star", "flame", "ball", "spiky"),
    "plant": ("flower", "mushroom", "cactus", "tree", "carrot", "pumpkin", "sprout", "onion"),
    "mascot": ("egg", "pear", "tall", "ball", "square", "bell"),
    "object": ("cup", "book", "lamp", "clock", "pencil", "box", "bottle", "candle", "bread", "drum", "teapot", "balloon"),
}  # fmt: skip


HEAD_SHAPES = (
    "round", "egg", "square", "pear", "heart", "wide", "tall", "bean", "jaw", "triangle",
)  # fmt: skip


FRINGES = (
    "straight", "side", "parted", "spiky", "curtain", "strands", "swept", "short", "curls",
    "widow", "open",
)  # fmt: skip


HAIR_BACKS = (
    "none",
    "short",
    "bob",
    "long",
    "waves",
    "spikes",
    "afro",
    "straight",
    "flip",
    "mullet",
)


HAIR_EXTRAS = (
    "none", "none", "none", "pony", "twin", "bun", "buns", "braid", "braids", "locks", "ahoge",
    "crest", "side pony", "loops",
)  # fmt: skip


HATS = (
    "cap", "wide", "cone", "top", "beret", "crown", "helmet", "beanie", "bow", "band", "hood",
    "flower", "headphones", "bowler", "pirate", "goggles",
)  # fmt: skip


PROPS = (
    "staff",
    "bag",
    "sword",
    "flower",
    "umbrella",
    "book",
    "shield",
    "hammer",
    "balloon",
    "lantern",
)


PATTERNS = (
    "plain", "plain", "plain", "stripes", "columns", "dots", "checks", "gradient", "panels",
    "sash", "yoke", "hem", "halves",
)  # fmt: skip


EMBLEMS = ("none", "none", "none", "star", "disc", "heart", "bolt", "drop", "bar", "ring")


OUTFITS = (
    "shirt", "shirt", "dress", "coat", "overalls", "armour", "kimono", "sport", "robe", "suit",
    "tank", "hoodie", "vest", "tunic",
)  # fmt: skip
