"""A PDF file as plain values: its pages, what they draw on, their fonts, forms and links.

The only module that speaks to pypdf. Every object is fetched when it is asked for, one that is damaged counts as
missing, and all that is unpacked counts against one budget. Source: ISO 32000-2, 7 and 12.5.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from citecheck.errors import ReadError
from citecheck.readers.foreign import not_a

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 20_000
MOST_OBJECTS = 5_000_000
"""Objects that may be asked for while a file is read; a page needs some hundred, most of them for its links."""
FREE_BYTES = 64 * 1024 * 1024
MOST_BYTES = 512 * 1024 * 1024
"""Of all that is unpacked from a file; below `FREE_BYTES` whatever its size."""
MOST_TIMES = 60
"""How many times larger than the file the rest may be; text and drawing reach 10."""
MOST_AT_ONCE = 48 * 1024 * 1024
"""Of one stream."""
MOST_LINKS = 100_000

DAMAGED = "damaged PDF file: save it again, or get a new copy"
BOMB = "the PDF unpacks to far more than a text needs: it may be an attack"
GREATEST = 1e9
"""What numbers are cut to, which may be too great for a float."""
LOCKED = "the PDF is protected by a password: save a copy without one"

Value = str | float | bytes | bool | list[Any] | None
"""Names are plain strings, texts are bytes."""


class Node:
    """A dictionary or stream of the file. Nothing here raises but for the budget."""

    def __init__(self, file: File, value: Any) -> None:
        self._file = file
        self._is_one = isinstance(value, dict)
        self._value = value if self._is_one else {}

    def __bool__(self) -> bool:
        return self._is_one  # a stream that is not packed has no entries

    @property
    def key(self) -> int:
        """What tells it from the other nodes of the file while it is read."""
        return id(self._value) if self._is_one else 0

    def has(self, key: str) -> bool:
        """Whether it has an entry."""
        return f"/{key}" in self._value

    def names(self) -> tuple[str, ...]:
        """The names of its entries."""
        return tuple(str(key)[1:] for key in self._value)

    def node(self, key: str) -> Node:
        """The dictionary of an entry, an empty one if it is none."""
        return Node(self._file, self._raw(key))

    def first(self, key: str) -> Node:
        """The dictionary that comes first in the array of an entry."""
        row = self._raw(key)
        return Node(self._file, self._file.resolve(row[0]) if isinstance(row, list) and row else None)

    def nodes(self, key: str, most: int) -> Iterator[Node]:
        """The dictionaries in the array of an entry, or the one that stands in place of an array."""
        row = self._raw(key)
        for each in (row if isinstance(row, list) else [row])[:most]:
            yield Node(self._file, self._file.resolve(each))

    def name(self, key: str) -> str:
        """The name of an entry, without its slash; empty if it is none."""
        value = self._raw(key)
        return value[1:] if isinstance(value, str) and value[:1] == "/" else ""

    def number(self, key: str, default: float) -> float:
        """The number of an entry."""
        value = self._raw(key)
        return _bounded(value) if isinstance(value, int | float) else default

    def numbers(self, key: str, most: int = 16) -> list[float]:
        """The numbers of the array of an entry; empty if something else is among them."""
        row = self.items(key, most)
        numbers = [_bounded(each) for each in row if isinstance(each, int | float)]
        return numbers if len(numbers) == len(row) else []

    def items(self, key: str, most: int) -> list[Value]:
        """The values of the array of an entry, arrays in it too."""
        row = self._raw(key)
        return [self._file.plain(each) for each in row[:most]] if isinstance(row, list) else []

    def text(self, key: str) -> bytes:
        """The bytes of the text of an entry."""
        value = self._file.plain(self._raw(key))
        return value if isinstance(value, bytes) else b""

    def data(self, key: str = "") -> bytes:
        """What a stream holds, unpacked: its own, or that of an entry. Empty if it is none or damaged."""
        return self._file.data(self._raw(key) if key else self._value)

    def _raw(self, key: str) -> Any:
        return self._file.resolve(self._value.get(f"/{key}") if f"/{key}" not in self._value else _get(self, key))

    @property
    def raw(self) -> Any:
        """The dictionary of pypdf."""
        return self._value


def _get(node: Node, key: str) -> Any:
    try:
        return node.raw.raw_get(f"/{key}")
    except Exception:  # noqa: BLE001  # whatever pypdf stumbles over is damaged
        return None


class Area(NamedTuple):
    """A link on a page: where, and where to."""

    boxes: tuple[tuple[float, float, float, float], ...]
    """Left, bottom, right and top; one for each line it takes."""
    url: str
    """Empty for a link within the file."""
    target: str
    """The name of the place within the file; empty if it has none."""


@contextmanager
def opened(data: bytes) -> Iterator[File]:
    """A PDF file to read from. Raises ReadError for what is damaged, locked or not readable without more."""
    try:
        from pypdf import apply_configuration
    except ImportError as error:
        raise ReadError("reading PDF needs pypdf: pip install 'citecheck-footnotes[pdf]'") from error
    # Its warnings are about the file, not about the text; without a handler Python would print them.
    log = logging.getLogger("pypdf")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    with apply_configuration(
        zlib_maximum_output_length=MOST_AT_ONCE,
        lzw_maximum_output_length=MOST_AT_ONCE // 4,
        run_length_maximum_output_length=MOST_AT_ONCE,
        array_based_stream_maximum_output_length=MOST_AT_ONCE,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    ):
        yield File(data)


class File:
    """An open PDF file; see `opened`."""

    def __init__(self, data: bytes) -> None:
        self._left = max(FREE_BYTES, min(MOST_BYTES, MOST_TIMES * len(data)))
        self._objects = MOST_OBJECTS
        self._reader = _open(data)
        self._links = MOST_LINKS

    def pages(self) -> Iterator[Node]:
        """The pages, in order; one that comes again, which no page tree may do, is empty then."""
        try:
            pages = list(self._reader.pages) if len(self._reader.pages) <= MOST_PAGES else None
        except Exception as error:
            raise ReadError(DAMAGED) from error
        if pages is None:
            raise ReadError(f"the PDF has more than {MOST_PAGES:,} pages: split it")
        seen: set[int] = set()
        for page in pages:
            number = page.indirect_reference.idnum if page.indirect_reference else 0
            yield Node(self, None if number in seen else page)
            seen |= {number} - {0}

    def resolve(self, value: Any) -> Any:
        """What a reference stands for."""
        self._objects -= 1
        if self._objects < 0:
            raise ReadError(BOMB)
        try:
            return value.get_object() if hasattr(value, "get_object") else value
        except Exception:  # noqa: BLE001  # whatever pypdf stumbles over is damaged
            return None

    def plain(self, value: Any, depth: int = 4) -> Value:
        """A value without pypdf's types; a dictionary is None."""
        value = self.resolve(value)
        if isinstance(value, list):
            return [self.plain(each, depth - 1) for each in value[:100_000]] if depth else None
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return _bounded(value)
        if isinstance(value, bytes):
            return bytes(value)
        if isinstance(value, str):
            # A name begins with a slash; a text of pypdf knows the bytes it was made of.
            original = getattr(value, "original_bytes", None)
            return bytes(original) if original is not None else str(value)[1:]
        return None

    def data(self, value: Any) -> bytes:
        """What a stream holds. Raises ReadError when all that was unpacked becomes too much."""
        if not hasattr(value, "get_data"):
            return b""
        from pypdf.errors import LimitReachedError

        try:
            found = bytes(value.get_data())
        except LimitReachedError as error:
            raise ReadError(BOMB) from error
        except Exception:  # noqa: BLE001  # whatever pypdf stumbles over is damaged
            return b""
        self._left -= len(found)
        if self._left < 0:
            raise ReadError(BOMB)
        return found

    def contents(self, page: Node) -> bytes:
        """What a page draws; its parts are one program. Raises ReadError if a part is damaged."""
        parts = []
        for part in page.nodes("Contents", most=2_000):
            if part:
                parts.append(part.data())
                if not parts[-1] and part.number("Length", 0) > 20:  # packed, nothing takes 8 to 16
                    raise ReadError(DAMAGED)
        return b"\n".join(parts)

    def areas(self, page: Node) -> Iterator[Area]:
        """The links of a page."""
        for note in page.nodes("Annots", most=5_000):
            if note.name("Subtype") != "Link":
                continue
            self._links -= 1
            if self._links < 0:
                return
            boxes = tuple(_boxes(note.numbers("QuadPoints", most=400), note.numbers("Rect")))
            action = note.node("A")
            url = action.text("URI") if action.name("S") == "URI" else b""
            inside, key = (action, "D") if action.name("S") == "GoTo" else (note, "Dest")
            target = inside.text(key).decode("latin-1") or inside.name(key)
            if boxes and (url or target):
                yield Area(boxes, _url(url), target)


def _bounded(value: float) -> float:
    """A number that can be reckoned with; 0 for one that is none."""
    return float(max(-GREATEST, min(value, GREATEST))) if value == value else 0.0


def _boxes(points: list[float], rectangle: list[float]) -> Iterator[tuple[float, float, float, float]]:
    for at in range(0, len(points) - 7, 8):
        xs, ys = points[at : at + 8 : 2], points[at + 1 : at + 8 : 2]
        yield min(xs), min(ys), max(xs), max(ys)
    if len(points) < 8 and len(rectangle) == 4:
        x, y, right, top = rectangle
        yield min(x, right), min(y, top), max(x, right), max(y, top)


def _url(data: bytes) -> str:
    """The characters of an address; beyond ASCII, programs write UTF-8 or UTF-16 with a mark."""
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _open(data: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    start = data.find(b"%PDF-", 0, 1024)  # mail programs put their own before it
    if start < 0:
        raise not_a("a PDF file", data, "export it again as .pdf")
    try:
        reader = PdfReader(BytesIO(data[start:]))
        locked = reader.is_encrypted and not reader.decrypt("")
        _ = reader.pages if locked else len(reader.pages)
    except DependencyError as error:
        raise ReadError("reading an encrypted PDF needs cryptography: pip install 'pypdf[crypto]'") from error
    except LimitReachedError as error:
        raise ReadError(BOMB) from error
    except Exception as error:
        raise ReadError(DAMAGED) from error
    if locked:
        raise ReadError(LOCKED)
    return reader
