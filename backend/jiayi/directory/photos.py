"""An uploaded picture into a small square of our own making: nothing of the file but its pixels is kept.

The place where it was taken, the camera and hidden previews go; so does whatever a file carries beside a picture.
"""

import threading
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps

from jiayi.directory.model import Photo

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 160
SIDE = 256
"""Four times the 64 CSS pixels it is shown at."""
FORMATS = ("JPEG", "PNG", "WEBP")
_TOO_MANY = "照片的像素太多，请先缩小再传"
_QUALITY = 82
_FACE = (0.5, 0.35)  # of a portrait taken upright, the upper part is kept
_ONE_AT_A_TIME = threading.Lock()  # a large picture takes 200 MB while it is read


class BadPhoto(Exception):
    """A sentence for the person who chose the file."""


def make_photo(file: bytes) -> Photo:
    """Takes up to a second: call it in a thread. Raises BadPhoto."""
    with _ONE_AT_A_TIME:
        content = _square(file)
    return Photo(sha256(content).hexdigest(), content)


def _square(file: bytes) -> bytes:
    try:
        with Image.open(BytesIO(file), formats=FORMATS) as picture:
            _check_size(picture.size)  # from the header: nothing is unpacked yet
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture)
            small = ImageOps.fit(_on_white(upright), (SIDE, SIDE), centering=_FACE)
    except BadPhoto:
        raise
    except Image.DecompressionBombError as error:  # the header alone was too much for Pillow
        raise BadPhoto(_TOO_MANY) from error
    except (OSError, ValueError, SyntaxError, ArithmeticError) as error:
        raise BadPhoto("打不开这个文件。请选 JPEG、PNG 或 WebP 照片") from error
    out = BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise BadPhoto(_TOO_MANY)
    if min(size) < SMALLEST_SIDE:
        raise BadPhoto("照片太小，会看不清；请选大一些的")


def _on_white(picture: Image.Image) -> Image.Image:
    """A fresh picture: comments and profiles stay behind, what is transparent becomes white."""
    layer = picture.convert("RGBA")
    sheet = Image.new("RGB", layer.size, "white")
    sheet.paste(layer, mask=layer.getchannel("A"))
    return sheet
