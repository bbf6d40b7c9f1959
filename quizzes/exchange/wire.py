"""The few fields of protocol buffers that a package of Anki is read for.

A message is a row of fields: a key (number << 3 | type), then a varint (type 0), 8 bytes (1), a
length and as many bytes (2), or 4 bytes (5).
Source: https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator


class WireError(ValueError):
    """Bytes that are no message."""


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field, in order. Raises ``WireError``."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        value: int | bytes
        match key & 7:
            case 0:
                value, position = _varint(message, position)
            case 1:
                value, position = _bytes(message, position, 8)
            case 2:
                length, position = _varint(message, position)
                value, position = _bytes(message, position, length)
            case 5:
                value, position = _bytes(message, position, 4)
            case other:
                raise WireError(f"type {other}")
        yield key >> 3, value


def number(message: bytes, field: int) -> int:
    """The last varint under ``field``, 0 where there is none. Raises ``WireError``."""
    found = [value for key, value in fields(message) if key == field and isinstance(value, int)]
    return found[-1] if found else 0


def text(message: bytes, field: int) -> str:
    """The last text under ``field``, empty where there is none. Raises ``WireError``."""
    found = [value for key, value in fields(message) if key == field and isinstance(value, bytes)]
    try:
        return found[-1].decode() if found else ""
    except UnicodeDecodeError as error:
        raise WireError("no text") from error


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift, byte in enumerate(message[position : position + 10]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, position + shift + 1
    raise WireError("varint")


def _bytes(message: bytes, position: int, length: int) -> tuple[bytes, int]:
    end = position + length
    if end > len(message):
        raise WireError("length")
    return message[position:end], end
