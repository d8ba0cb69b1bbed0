"""The kinds of values that options have: how each is read from TOML and from text, and its JSON schema.

`read` and `from_text` raise ValueError with what is wrong and what to do, without the name of the option.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_MOST = 10**9
"""No number of an option is greater: some are counted with, others slept for."""
_STARS = 4
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})
Schema = dict[str, Any]


class Flag:
    """Yes or no."""

    schema: Schema = {"type": "boolean"}  # noqa: RUF012  # nobody changes it

    def read(self, value: object) -> bool:
        """A boolean."""
        if not isinstance(value, bool):
            raise ValueError(f"{_shown(value)} is neither true nor false")
        return value

    def from_text(self, text: str) -> bool:
        """`1`, `true`, `yes` or `on`, and their opposites."""
        word = text.strip().lower()
        if word not in _YES | _NO:
            raise ValueError(f"{text!r} is neither 1 nor 0")
        return word in _YES


class Number:
    """A number with a least value, whole or not."""

    def __init__(self, least: float, *, whole: bool = False) -> None:
        self._least = least
        self._whole = whole
        self.schema: Schema = {"type": "integer" if whole else "number", "minimum": least, "maximum": _MOST}

    def read(self, value: object) -> float:
        """A number; whole ones as int."""
        wrong = isinstance(value, bool) or not isinstance(value, int | float)
        if wrong or (isinstance(value, float) and not math.isfinite(value)) or (self._whole and value % 1 != 0):  # type: ignore[operator]
            raise ValueError(f"{_shown(value)} is no {'whole ' if self._whole else ''}number")
        assert isinstance(value, int | float)  # noqa: S101  # seen above
        if value < self._least:
            raise ValueError(f"{_shown(value)} is less than {self._least:g}")
        if value > _MOST:
            raise ValueError(f"{_shown(value)} is more than {_MOST}")
        return int(value) if self._whole else float(value)

    def from_text(self, text: str) -> float:
        """A number in decimal digits."""
        try:
            return self.read(int(text) if self._whole else float(text))
        except ValueError as error:
            if "is less" in str(error) or "is more" in str(error):
                raise
            raise ValueError(f"{text!r} is no {'whole ' if self._whole else ''}number") from error


class Span:
    """A span of time, in seconds: `90s`, `30m`, `12h`, `1d`, `2w`, or a number of seconds."""

    schema: Schema = {  # noqa: RUF012
        "anyOf": [{"type": "string", "pattern": "^[0-9]+[smhdw]$"}, {"type": "number", "minimum": 0, "maximum": _MOST}]
    }

    def read(self, value: object) -> float:
        """Seconds."""
        if isinstance(value, str):
            return self.from_text(value)
        return Number(0).read(value)

    def from_text(self, text: str) -> float:
        """Seconds."""
        number, unit = text[:-1], text[-1:]
        if not number.isdecimal() or unit not in _UNITS:
            raise ValueError(f"{text!r} is no span of time: write it as 30m, 12h or 1d")
        return min(int(number[:18]) * _UNITS[unit], _MOST)


class Text:
    """A text without control characters."""

    def __init__(self, description: str = "text") -> None:
        self._description = description
        self.schema: Schema = {"type": "string"}

    def read(self, value: object) -> str:
        """A string."""
        if not isinstance(value, str):
            raise ValueError(f"{_shown(value)} is no {self._description}: put it in quotation marks")
        return self.from_text(value)

    def from_text(self, text: str) -> str:
        """The text itself."""
        if not text.isprintable():
            raise ValueError("control characters are of no use here: leave them out")
        return text


class Choice:
    """One of a few words, or "" where that is one of the choices."""

    def __init__(self, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)
        self.schema: Schema = {"enum": list(self.choices)}
        self._named = tuple(filter(None, choices))

    def read(self, value: object) -> str:
        """The word."""
        if not isinstance(value, str):
            raise ValueError(f"{_shown(value)} is none of {', '.join(self._named)}")
        return self.from_text(value)

    def from_text(self, text: str) -> str:
        """The word."""
        if text not in self.choices:
            hint = did_you_mean(text, self._named) or f": choose one of {', '.join(self._named)}"
            raise ValueError(f"no {text!r}{hint}")
        return text


class Patterns:
    """A list of texts; in the environment one a line."""

    schema: Schema = {"type": "array", "items": {"type": "string"}}  # noqa: RUF012

    def read(self, value: object) -> tuple[str, ...]:
        """The texts."""
        if isinstance(value, str):
            raise ValueError(f"{value!r} is no list: write [{value!r}]")  # one kind of error
        return tuple(Text("pattern").read(each) for each in _list(value))

    def from_text(self, text: str) -> tuple[str, ...]:
        """The lines of a text."""
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class Globs(Patterns):
    """A list of gitignore patterns."""

    def read(self, value: object) -> tuple[str, ...]:
        """The patterns, each of which can be matched."""
        return tuple(map(glob, super().read(value)))

    def from_text(self, text: str) -> tuple[str, ...]:
        """The lines of a text, each of which can be matched."""
        return tuple(map(glob, super().from_text(text)))


class Expressions(Patterns):
    """A list of regular expressions."""

    schema: Schema = {"type": "array", "items": {"type": "string", "format": "regex"}}  # noqa: RUF012

    def read(self, value: object) -> tuple[str, ...]:
        """The expressions, each of which compiles."""
        return self._compiling(super().read(value))

    def from_text(self, text: str) -> tuple[str, ...]:
        """The lines of a text, each of which compiles."""
        return self._compiling(super().from_text(text))

    def _compiling(self, expressions: tuple[str, ...]) -> tuple[str, ...]:
        import re

        for each in expressions:
            try:
                re.compile(each)
            except (re.error, RecursionError, OverflowError) as error:
                raise ValueError(f"{each!r} is not a regular expression: {error}") from error
        return expressions


class Codes:
    """Rules, by code, by the beginning of codes or by name; in text with commas between them."""

    schema: Schema = {  # noqa: RUF012
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    }

    def read(self, value: object) -> tuple[str, ...]:
        """Codes or beginnings of codes."""
        if isinstance(value, str):
            return self.from_text(value)
        return tuple(code for each in _list(value) for code in self.from_text(Text("code").read(each)))

    def from_text(self, text: str) -> tuple[str, ...]:
        """Codes or beginnings of codes."""
        return tuple(code_of(word.strip()) for word in text.split(",") if word.strip())


def code_of(word: str) -> str:
    """The code, or the beginning of codes, that a word stands for; raises ValueError."""
    from citecheck.rules import rules

    known = rules()
    names = {rule.name: code for code, rule in known.items()}
    code = names.get(word.lower(), word.upper())
    if not any(each.startswith(code) for each in known):
        raise ValueError(f"no rule {word!r}{did_you_mean(word, [*known, *names])}")
    return code


def glob(pattern: str) -> str:
    """The gitignore pattern itself, if it is one and matches in time; raises ValueError."""
    import re

    from pathspec import GitIgnoreSpec

    if len(re.findall(r"\*+", pattern)) > _STARS:
        raise ValueError(f"{pattern!r} has more than {_STARS} runs of *: such patterns take too long to match")
    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        raise ValueError(f"{pattern!r} is no gitignore pattern: correct it") from error
    return pattern


Kind = Flag | Number | Span | Text | Choice | Patterns | Codes


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint at the nearest of what is known, with a colon before it; empty if none is near."""
    from difflib import get_close_matches

    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f": did you mean {by_folded[close[0]]}?" if close else ""


def _list(value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise ValueError(f"{_shown(value)} is no list")  # one kind of error
    return value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > 10**20:
        return "this"  # as many digits as there may be take long, and Python refuses
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else repr(value)
