"""Pictures: drawn anew, small enough, with nothing that rode along; the rest refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from quizzes.actions import pictures
from quizzes.errors import PictureRefused
from quizzes.models import Picture
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825


def encoded(image: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def keep(data: bytes) -> Picture:
    return pictures.keep(owner=UserFactory(), data=data, now=NOON)


def opened(kept: Picture) -> Image.Image:
    return Image.open(io.BytesIO(kept.content))


def refusal(data: bytes) -> str:
    with pytest.raises(PictureRefused) as told:
        keep(data)
    assert not Picture.objects.exists()
    return told.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_known_format_comes_out_as_a_picture(form):
    kept = keep(encoded(Image.new("RGB", (40, 30), "navy"), form))
    drawn = opened(kept)
    assert (kept.width, kept.height, drawn.size) == (40, 30, (40, 30))
    assert kept.media_type == f"image/{drawn.format.lower()}"


def test_nothing_rides_along():
    exif = Image.Exif()
    exif[ARTIST] = "Olena Petrenko"
    exif.get_ifd(GPS)[1] = "N"
    data = encoded(Image.new("RGB", (40, 30)), "JPEG", exif=exif, comment=b"at home")
    kept = keep(data + b"<?php and more ?>")
    assert dict(opened(kept).getexif()) == {}
    assert b"Olena" not in kept.content
    assert b"at home" not in kept.content
    assert b"php" not in kept.content


def test_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was on its side
    kept = keep(encoded(Image.new("RGB", (40, 30)), "JPEG", exif=exif))
    assert (kept.width, kept.height) == (30, 40)


def test_large_picture_is_made_smaller():
    kept = keep(encoded(Image.new("RGB", (4000, 1000)), "JPEG"))
    assert (kept.width, kept.height) == (1600, 400)


def test_transparent_places_stay_so():
    kept = keep(encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))
    assert opened(kept).convert("RGBA").getpixel((1, 1))[3] == 0


def test_same_picture_of_one_owner_is_kept_once():
    teacher = UserFactory()
    data = encoded(Image.new("RGB", (40, 30)), "PNG")
    one, other = (pictures.keep(owner=teacher, data=data, now=NOON) for _ in range(2))
    assert one == other


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def test_small_file_that_unfolds_into_gigabytes_is_refused():
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    assert refusal(bomb) == "too-many-pixels"


def test_file_too_large_is_refused():
    assert refusal(b"\xff" * (pictures.MAX_BYTES + 1)) == "too-large"


def test_moving_picture_is_refused():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    moving = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert refusal(moving) == "moving"


GOOD = encoded(Image.effect_noise((64, 64), 50), "PNG")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        GOOD[: len(GOOD) // 2],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        encoded(Image.new("RGB", (8, 8)), "TIFF"),
    ],
    ids=["empty", "gif", "svg", "pdf", "half", "broken", "tiff"],
)
def test_what_is_no_picture_is_refused(data):
    assert refusal(data) == "not-a-picture"
