"""SVG text to pictures, the way every reader of vector art here does it."""

import io

import resvg_py
from PIL import Image

SIDE_PX = 224
ICON_PX = 256


def drawn(svg: str, *, width_px: int = SIDE_PX) -> Image.Image:
    """RGBA, `width_px` wide, of one SVG document; what it leaves empty stays transparent."""
    if "xlink:" in svg and "xmlns:xlink" not in svg:  # what a browser forgives in inline SVG
        svg = svg.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width_px, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(png)))


def icon_drawn(body: str, side: float) -> Image.Image:
    """RGBA, ICON_PX a side: the inside of an SVG whose view box is `side` units a side."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {side} {side}" width="{side}" height="{side}">{body}</svg>'
    )
    return drawn(drawing, width_px=ICON_PX).convert("RGBA")
