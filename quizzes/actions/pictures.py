"""Pictures beside questions: what was uploaded is drawn anew, and only the drawing is kept.

Codes of ``PictureRefused``: too-large (bytes), too-many-pixels, not-a-picture (no JPEG, PNG or WebP
that can be read), moving (more than one frame).
"""

import hashlib
import io
import warnings
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from quizzes.errors import PictureRefused
from quizzes.models import Picture, User

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 1600  # pixels
# A small file may unfold into gigabytes: this many pixels are 160 MB at four bytes each.
MAX_PIXELS = 40_000_000
_QUALITY = 82
_READ = ("JPEG", "PNG", "WEBP")
_TYPES = {"WEBP": "image/webp", "PNG": "image/png", "JPEG": "image/jpeg"}


def keep(*, owner: User, data: bytes, now: datetime) -> Picture:
    """Draw the picture anew, at most MAX_SIDE wide and high, and store it. The same picture of the
    same owner is stored once. Raises ``PictureRefused``."""
    drawn = _drawn(data)
    content, media_type = _encoded(drawn)
    sha256 = hashlib.sha256(content).hexdigest()
    same = Picture.objects.filter(owner=owner, sha256=sha256).first()
    if same is not None:
        return same
    return Picture.objects.create(
        owner=owner,
        media_type=media_type,
        content=content,
        sha256=sha256,
        width=drawn.width,
        height=drawn.height,
        created_at=now,
    )


def _drawn(data: bytes) -> Image.Image:
    """Upright, small enough, with nothing but its pixels."""
    if len(data) > MAX_BYTES:
        raise PictureRefused("too-large", size=len(data), limit=MAX_BYTES)
    try:
        with warnings.catch_warnings():
            # Pillow's own warning comes at more pixels than ours.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_READ) as uploaded:
                _check(uploaded)
                uploaded.draft("RGB", (MAX_SIDE, MAX_SIDE))
                upright = ImageOps.exif_transpose(uploaded)
                mode = "RGBA" if _is_transparent(upright) else "RGB"
                pixels = upright.convert(mode)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PictureRefused("too-many-pixels", limit=MAX_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureRefused("not-a-picture") from error
    pixels.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare


def _check(uploaded: Image.Image) -> None:
    """Before a single pixel is unfolded."""
    if uploaded.width * uploaded.height > MAX_PIXELS:
        raise PictureRefused("too-many-pixels", limit=MAX_PIXELS)
    if getattr(uploaded, "n_frames", 1) > 1:
        raise PictureRefused("moving")


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    """WebP where Pillow can write it, which every browser of the last years reads."""
    buffer = io.BytesIO()
    form = "PNG" if image.mode == "RGBA" else "JPEG"
    try:
        image.save(buffer, "WEBP", quality=_QUALITY, method=4)
        form = "WEBP"
    except (OSError, KeyError):
        buffer = io.BytesIO()
        image.save(buffer, form, **({"quality": _QUALITY} if form == "JPEG" else {}))
    return buffer.getvalue(), _TYPES[form]
