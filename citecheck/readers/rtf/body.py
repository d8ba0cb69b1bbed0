r"""The body of an RTF file, told to a `Story` token by token: one loop, and a stack for the groups.

Source: RTF 1.9.1; what the words mean is looked up in `tokens`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from citecheck.errors import ReadError
from citecheck.readers.monospaced import is_monospaced
from citecheck.readers.rtf import tokens
from citecheck.readers.rtf.numbers import WORDS, Counters, typed_mark
from citecheck.readers.story import Block, Note, Story, remark
from citecheck.readers.word_fields import Fields

DEEPEST = 2000
"""Groups in each other; Word's own files stay below 60."""
_HIDDEN, _DELETED = 1, 2
_LONGEST_NAME = 100


class _Look(NamedTuple):
    """What holds for text until its group ends."""

    encoding: str | None = None
    """None for that of the default font."""
    skip: int = 1
    """How many characters behind a `\\u` stand for it in other programs."""
    raised: bool = False
    code: bool = False
    """Whether its font is one for program text."""
    unseen: int = 0
    sink: list[str] | None = None
    """Where text goes that is not to be read: an instruction, a name."""
    fonts: bool = False
    """Whether this is the font table."""


_Close = Callable[[], None] | None
"""What a group wants done at its end."""


class Body:
    """Reads a file; `finish` gives what was read."""

    def __init__(self, data: bytes) -> None:
        self.story = Story()
        self._data = data
        self._default = "cp1252"
        self._look = _Look()
        self.groups: list[tuple[_Look, _Close]] = []
        """What is to be as before when each open group ends."""
        self._close: _Close = None
        """Of the group that is open now."""
        self._bytes = bytearray()
        """Characters that are still to be decoded."""
        self._to_skip = 0
        self._high = 0
        """The first half of a character beyond 65,535."""
        self._here = 0
        """Where the token ends that is looked at."""
        self._at = 0
        """Where to go on, if that is not here, else -1."""
        self._fonts: dict[int, str] = {}
        self._font_names: dict[int, str] = {}
        self._font = 0
        self._default_font = 0
        self._fields = Fields()
        self._counters = Counters()
        self._automatic: tuple[Block, int] | None = None
        """Where an automatic number was asked for."""
        self._numbered = [False]
        """Whether the text of a note has its number, for each that is open."""
        self._words: dict[bytes, Callable[[int | None], None]] = {
            b"u": self._unicode,
            b"uc": lambda number: self._set(skip=max(0, min(number or 0, 16))),
            b"plain": lambda _: self._plain(),
            b"f": self._use_font,
            b"super": lambda number: self._set(raised=number != 0),
            b"up": lambda number: self._set(raised=number is None or number > 0),
            b"dn": lambda _: self._set(raised=False),
            b"sub": lambda _: self._set(raised=False),
            b"nosupersub": lambda _: self._set(raised=False),
            b"v": lambda number: self._unseen(_HIDDEN, number),
            b"deleted": lambda number: self._unseen(_DELETED, number),
            b"chftn": lambda _: self._automatic_number(),
            b"footnote": lambda _: self._note(),
            b"field": lambda _: self._field(),
            b"fldinst": lambda _: self._instruction(),
            b"fldrslt": lambda _: self._result(),
            b"bkmkstart": lambda _: self._name(lambda name: self._fields.begin_bookmark(name, self.story)),
            b"bkmkend": lambda _: self._name(lambda name: self._fields.end_bookmark(name, self.story)),
            b"annotation": lambda _: self._name(self._annotation),
            b"listtext": lambda _: self._name(self._list_number),
            b"pntext": lambda _: self._name(self._list_number),
            b"shptxt": lambda _: self._aside(),
            b"dptxbxtext": lambda _: self._aside(),
            b"upr": lambda _: self._skip_next_group(),
            b"fonttbl": lambda _: self._set(fonts=True),
            b"fcharset": lambda number: self._font_has(tokens.charset(number or 0)),
            b"cpg": lambda number: self._font_has(tokens.code_page(number or 0)),
            b"deff": self._set_default_font,
            b"ansicpg": lambda number: self._set_default(tokens.code_page(number or 0)),
            b"mac": lambda _: self._set_default("mac_roman"),
            b"pc": lambda _: self._set_default("cp437"),
            b"pca": lambda _: self._set_default("cp850"),
            **{word: self._counting(word) for word in WORDS},
            b"sectd": lambda _: self._counters.defaults(),
            b"bin": lambda number: self._jump(max(0, number or 0)),
            **{word: lambda _: self._end_paragraph() for word in tokens.PARAGRAPH},
            b"sect": lambda _: self._end_section(),
            **{word: self._character(written) for word, written in tokens.CHARACTERS.items()},
            **{word: lambda _: self._leave_out() for word in tokens.LEFT_OUT},
        }

    def run(self, start: int) -> None:
        """Read the file from the brace that opens it, to the one that closes it."""
        token, words = tokens.TOKEN, self._words
        self._at = start
        while self._at >= 0:
            begin, self._at = self._at, -1
            for match in token.finditer(self._data, begin):
                kind = match.lastindex
                if kind == 1:
                    self._text(match[1])
                elif kind == 2 or kind == 3:
                    word = match[2]
                    if handler := words.get(word):
                        if self._bytes:
                            self._flush()
                        if self._to_skip and word in tokens.FALLBACKS:
                            self._to_skip -= 1
                            continue
                        self._to_skip = 0
                        self._here = match.end()
                        number = match[3]
                        handler(None if number is None else int(number))
                elif kind == 6:
                    if self._bytes:
                        self._flush()
                    self._to_skip = 0
                    if match[6] == b"{":
                        if len(self.groups) >= DEEPEST:
                            raise ReadError("the RTF file is nested too deeply to be a document: save it again")
                        self.groups.append((self._look, self._close))
                        self._close = None
                    elif self._end_group():
                        return
                elif kind == 4:
                    self._byte(int(match[4], 16))
                elif kind == 5:
                    self._here = match.end()
                    self._symbol(match[5])
                if self._at >= 0:
                    break

    def finish(self) -> Story:
        """All that was read; groups that were never closed are closed."""
        self._flush()
        while self.groups:
            self._end_group()
        self.story.close()
        if all(counter.sure for counter in self._counters.of.values()):
            self._fields.settle()
        return self.story

    # ------------------------------------------------------------ groups

    def _end_group(self) -> bool:
        """A group ends; gives whether it was the last."""
        if not self.groups:
            return True
        if self._close:
            self._close()
        self._look, self._close = self.groups.pop()
        return not self.groups

    def _set(self, **changes: object) -> None:
        self._look = self._look._replace(**changes)  # type: ignore[arg-type]

    def _jump(self, length: int) -> None:
        self._at = min(self._here + length, len(self._data))

    def _skip_group(self) -> None:
        self._at = tokens.end_of_group(self._data, self._here)

    def _leave_out(self) -> None:
        """Skip a destination; the same word elsewhere is none."""
        word = self._data.rfind(b"\\", 0, self._here)
        if self._data[max(0, word - 8) : word].rstrip().endswith((b"{", b"\\*")):
            self._skip_group()

    def _skip_next_group(self) -> None:
        """Of a text for two kinds of readers, leave out the first, which is for older ones."""
        opening = self._data.find(b"{", self._here, self._here + 4)
        if opening >= 0:
            self._at = min(tokens.end_of_group(self._data, opening + 1) + 1, len(self._data))

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            word = tokens.STARRED.match(self._data, self._here)
            if not word or word[1] not in tokens.KEPT:
                self._skip_group()
        elif symbol in (b"\n", b"\r"):
            self._flush()
            self._end_paragraph()
        elif self._bytes and symbol in tokens.ESCAPED:
            self._bytes += symbol  # the second half of a character
        elif character := tokens.SYMBOLS.get(symbol):
            self._flush()
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._write(character)

    # ------------------------------------------------------------ characters

    @property
    def _encoding(self) -> str:
        return self._look.encoding or self._fonts.get(self._default_font, self._default)

    def _text(self, data: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if data.isascii() and not self._bytes:
            encoding = self._look.encoding
            if encoding not in tokens.WIDE:  # in which a letter may be the second half of a character
                self._write(data.decode("ascii"))
                return
        if self._encoding in tokens.WIDE:
            self._bytes += data
        else:
            self._write(tokens.decoded(data, self._encoding))

    def _byte(self, byte: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif (encoding := self._encoding) in tokens.WIDE:
            self._bytes.append(byte)
        else:
            self._write(tokens.decoded(bytes((byte,)), encoding))

    def _flush(self) -> None:
        if self._bytes:
            self._write(tokens.decoded(bytes(self._bytes), self._encoding))
            self._bytes.clear()

    def _unicode(self, number: int | None) -> None:
        if number is None:
            return
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000:
            self._write(chr(0x10000 + (self._high - 0xD800) * 0x400 + code - 0xDC00) if self._high else "\ufffd")
            self._high = 0
        else:
            self._write(tokens.character(code))
        self._to_skip = self._look.skip

    def _character(self, written: str) -> Callable[[int | None], None]:
        return lambda _: self._write(written)

    def _write(self, text: str) -> None:
        look = self._look
        if look.sink is not None:
            look.sink.append(text)
        elif look.fonts:
            self._font_names[self._font] = (self._font_names.get(self._font, "") + text)[:_LONGEST_NAME]
        elif look.unseen or not text:
            pass
        elif look.code:
            self.story.block.add_code(text)
        elif look.raised:
            self.story.block.add_raised(text)
        else:
            self.story.block.add(text)

    def _end_paragraph(self) -> None:
        if self._look.sink is not None:
            self._look.sink.append("\n")
        elif not self._look.unseen:  # a hidden or deleted end joins what is before and behind it
            self.story.end_paragraph()

    def _end_section(self) -> None:
        self._end_paragraph()
        self._counters.new_section()

    def _plain(self) -> None:
        look = self._look
        if look.encoding or look.raised or look.unseen or look.code:
            self._set(encoding=None, raised=False, unseen=0, code=False)

    def _unseen(self, bit: int, number: int | None) -> None:
        unseen = self._look.unseen
        self._set(unseen=unseen & ~bit if number == 0 else unseen | bit)

    def _use_font(self, number: int | None) -> None:
        if self._look.fonts:
            self._font = number or 0
        else:
            encoding = self._fonts.get(number or 0, self._default)
            code = is_monospaced(self._font_names.get(number or 0, ""))
            if encoding != self._look.encoding or code != self._look.code:
                self._set(encoding=encoding, code=code)

    def _font_has(self, encoding: str | None) -> None:
        if self._look.fonts and encoding:
            self._fonts[self._font] = encoding

    def _set_default(self, encoding: str | None) -> None:
        self._default = encoding or self._default

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number or 0

    # ------------------------------------------------------------ destinations

    def _name(self, handler: Callable[[str], None]) -> None:
        """Gather the text of this group, and do something with it at its end."""
        if self._close is None:
            sink: list[str] = []
            self._set(sink=sink, unseen=0)
            self._close = lambda: handler("".join(sink).strip())

    def _is_seen(self) -> bool:
        """Whether the text around the group that is open now is to be read."""
        outer = self.groups[-1][0] if self.groups else self._look
        return outer.sink is None and not outer.unseen

    def _annotation(self, text: str) -> None:
        if self._is_seen() and (speaks := remark(text)):
            self.story.block.extra.remarks.append(speaks)

    def _list_number(self, text: str) -> None:
        # A bullet says nothing.
        if self._is_seen() and any(each.isalnum() for each in text):
            self.story.block.add(f"{' '.join(text.split())} ")

    def _aside(self) -> None:
        if self._close is not None or not self._is_seen():
            self._skip_group()
            return
        self.story.begin_aside()
        self._set(raised=False)
        self._close = self.story.end_inner

    def _field(self) -> None:
        if self._close is None:
            self._fields.begin()
            self._close = self._fields.end

    def _instruction(self) -> None:
        if (sink := self._fields.instruction()) is not None:
            self._set(sink=sink, unseen=0)

    def _result(self) -> None:
        if self._close is None and (end := self._fields.result(self.story)):
            self._close = lambda: end() if self._is_seen() else None

    # ------------------------------------------------------------ notes

    def _automatic_number(self) -> None:
        if self.story.in_note:
            self._numbered[-1] = True
        else:
            self._automatic = self.story.block, self.story.block.size

    def _counting(self, word: bytes) -> Callable[[int | None], None]:
        return lambda number: self._counters.say(word, 1 if number is None else number)

    def _note(self) -> None:
        if self._close is not None or not self._is_seen():
            self._skip_group()
            return
        note = Note("endnote" if tokens.ENDNOTE.match(self._data, self._here) else "footnote")
        block = self.story.block
        self._numbered.append(self._automatic == (block, block.size))
        self.story.begin_note(note)
        self._set(raised=False)
        self._close = lambda: self._end_note(note)

    def _end_note(self, note: Note) -> None:
        """The number, or the mark that was typed before the note and at its beginning."""
        self.story.end_inner()
        block = self.story.block
        if self._numbered.pop() or not (label := typed_mark(block, note.block)):
            note.name(self._counters.of[note.kind].next())
            self.story.mark(note)
            return
        note.name(label)
        self.story.mark(note, block.size - len(label))
        body = note.block.text()
        lead = len(body) - len(body.lstrip())
        if body.startswith(label, lead):
            note.block.cut = lead + len(label)
