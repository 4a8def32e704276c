"""What kind of file somebody sent, judged by its content and not by its name alone."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Final

MEGABYTE: Final = 1024 * 1024
LONGEST_NAME: Final = 120


class FileKind(StrEnum):
    """The kinds of file the program can take in; the value is the usual ending."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    CSV = "csv"
    JSON = "json"

    @property
    def endings(self) -> frozenset[str]:
        """Endings a file of this kind may carry, without the dot, in lower case."""
        return frozenset({"jpg", "jpeg"}) if self is FileKind.JPEG else frozenset({self.value})

    @property
    def content_type(self) -> str:
        """The media type with which the file may be given back."""
        return _CONTENT_TYPES[self]


_CONTENT_TYPES: Final[dict[FileKind, str]] = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.CSV: "text/csv",
    FileKind.JSON: "application/json",
}
_SIGNATURES: Final[dict[FileKind, tuple[bytes, bytes]]] = {
    # How a whole file of the kind begins, and what its last bytes hold.
    FileKind.PDF: (b"%PDF-", b"%%EOF"),
    FileKind.PNG: (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    FileKind.JPEG: (b"\xff\xd8\xff", b"\xff\xd9"),
}
_TAIL: Final = 1024


def content_is(kind: FileKind, content: bytes) -> bool:
    """Whether `content` bears the signature of `kind`; text kinds are UTF-8 without control characters.

    >>> content_is(FileKind.PNG, b"<script>")
    False
    """
    if kind in _SIGNATURES:
        head, tail = _SIGNATURES[kind]
        return content.startswith(head) and tail in content[-_TAIL:]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(character < " " and character not in "\t\r\n" for character in text):
        return False
    return kind is not FileKind.JSON or text.lstrip()[:1] in {"{", "["}


def ending_of(name: str) -> str:
    """The ending of a file name without its dot, in lower case; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def plain_name(name: str) -> str:
    """The name without folders, control or direction-changing characters, at most 120 characters long.

    >>> plain_name("..\\\\..\\\\letter.pdf")
    'letter.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
