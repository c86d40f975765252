"""Paint the picture of a study: square, because messengers crop to a square; with the letters that Pillow brings along.

So every machine paints the same. Signs are painted once in each size and colour: a picture takes a few milliseconds.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from kb.picture import CELLS, INK, MINT, SIZE, Drawing, Shape

_FIELD = (36, 124, SIZE - 36, 396)
_TONES = 15  # steps between paper and colour at the edge of a sign
_STEPS = [tone * _TONES // 255 for tone in range(256)]
_ANY = bytes(255 if step else 0 for step in _STEPS)
_COLOURS = ((22, 35, 45), (159, 216, 208), (122, 135, 144), (11, 74, 111), (201, 106, 28), (31, 138, 125), (124, 77, 160))


@lru_cache(maxsize=1024)  # a preview makes the same pictures again and again
def painted(drawing: Drawing) -> bytes:
    """The picture as PNG."""
    image = Image.new("P", (SIZE, SIZE), 0)
    image.putpalette(_palette())
    _mark(image)
    _write(image, (116, 38), drawing.year, 44)
    _write(image, (116, 84), drawing.name, 22 if len(drawing.name) < 26 else 15)
    _field(image, drawing)
    _legend(image, drawing)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@lru_cache(maxsize=1)
def _palette() -> bytes:
    """White, then every colour in steps from nearly white to itself."""
    steps = ([255 - (255 - part) * tone // _TONES for part in colour] for colour in _COLOURS for tone in range(1, _TONES + 1))
    return bytes([255, 255, 255, *(part for step in steps for part in step)])


def _mark(image: Image.Image) -> None:
    """The site's own sign: two rings that meet."""
    for left, colour in ((36, CELLS[0]), (64, MINT)):
        _stamp(image, (left, 50), "ring", colour, 44)


def _write(image: Image.Image, place: tuple[int, int], text: str, size: int, colour: int = INK) -> int:
    """Write a line, and say where it ends."""
    if not text:
        return place[0]
    ink, mask = _line(text, size, colour)
    image.paste(ink, place, mask)
    return place[0] + ink.width


@lru_cache(maxsize=512)  # years and numbers of people are the same again and again
def _line(text: str, size: int, colour: int) -> tuple[Image.Image, Image.Image]:
    font = _font(size)
    tones = Image.new("L", (int(font.getlength(text)) + 2, 2 * size))
    ImageDraw.Draw(tones).text((0, 0), text, font=font, fill=255)
    return _inked(tones, colour)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _inked(tones: Image.Image, colour: int) -> tuple[Image.Image, Image.Image]:
    """Tones of grey in a colour of ours, and where there are any."""
    data = tones.tobytes()
    ink = Image.frombytes("P", tones.size, data.translate(_steps(colour)))
    return ink, Image.frombytes("L", tones.size, data.translate(_ANY))


@cache
def _steps(colour: int) -> bytes:
    """For every tone of grey its place in the palette."""
    return bytes(step and step + colour * _TONES for step in _STEPS)


def _stamp(image: Image.Image, place: tuple[int, int], shape: Shape, colour: int, size: int) -> None:
    sign, mask = _sign(shape, colour, size)
    image.paste(sign, place, mask)


@lru_cache(maxsize=512)
def _sign(shape: Shape, colour: int, size: int) -> tuple[Image.Image, Image.Image]:
    """A sign, drawn large and made smaller so that its edge is smooth."""
    large = 8 * size
    tones = Image.new("L", (large, large))
    draw = ImageDraw.Draw(tones)
    if shape == "square":
        draw.rectangle((large // 16, large // 16, large - large // 16, large - large // 16), fill=255)
    else:
        draw.ellipse((0, 0, large - 1, large - 1), fill=255)
    if shape == "ring":
        draw.ellipse((large // 6, large // 6, large - large // 6, large - large // 6), fill=0)
    return _inked(tones.resize((size, size), Image.Resampling.BOX), colour)


def _field(image: Image.Image, drawing: Drawing) -> None:
    """The signs in rows, each group from a new row on, as large as there is room."""
    left, top, right, bottom = _FIELD
    many = [-(-group.many // drawing.each) for group in drawing.groups]
    step = next((step for step in range(64, 7, -1) if _height(many, step, right - left) <= bottom - top), 7)
    columns, y = (right - left) // step, float(top)
    for group, signs in zip(drawing.groups, many, strict=True):
        row = Image.new("P", (columns * step, step))
        for column in range(min(signs, columns)):
            _stamp(row, (column * step, 0), group.shape, group.colour, step * 4 // 5)
        for first in range(0, signs, columns):
            some = min(columns, signs - first)
            image.paste(row.crop((0, 0, some * step, step)), (left, int(y) + first // columns * step))
        y += (-(-signs // columns) + 0.5) * step


def _height(many: list[int], step: int, width: int) -> float:
    return (sum(-(-signs // (width // step)) for signs in many) + 0.5 * (len(many) - 1)) * step


def _legend(image: Image.Image, drawing: Drawing) -> None:
    """How many there are, sign by sign; and how many a sign stands for."""
    x, y, size = _FIELD[0], 422, 28
    named = [*drawing.groups, *drawing.also][:5]
    for group in named:
        _stamp(image, (x, y + 3), group.shape, group.colour, size)
        x = _write(image, (x + size + 8, y - 2), group.printed, 30, group.colour) + 18
    if drawing.each > 1:
        _write(image, (SIZE - 150, 42), f"1 : {drawing.each}", 30)
