"""What all screens are drawn with: signs, styles, links, lines and tables, by display width.

No color carries a meaning alone, because none of the basic ones is readable everywhere. Measured
by WCAG 2's formula over the palettes of xterm, Linux, Windows Terminal, VS Code, Terminal.app,
GNOME and Solarized, on their dark and light backgrounds (text asks for 4.5:1): red 2.4 to 8.9,
green 2.2 to 9.7, yellow 1.7 to 12.3, blue 1.6 to 13.3, magenta 2.4 to 8.0, cyan 2.0 to 10.6.
So color is for signs and bars, which say the same by their form; words are bold, underlined or as
they are. Dim ones are about half as strong as the others: for what need not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..phrases import phrase
from ..records import dataclass
from .screen import Screen

#: Below so many columns details stand under their titles.
STACKED = 70
#: For less no screen is drawn; a terminal that is narrower folds the lines.
NARROWEST = 40
#: Everything beside ASCII that screens draw; where the encoding lacks one, all are ASCII.
SIGNS = "●▲✗✓○·…–—“”’×→─│█░▁▂▃▄▅▆▇"
#: Eight steps of a bar, the lowest first.
BARS = "▁▂▃▄▅▆▇█"
_ASCII = str.maketrans(
    dict(zip("●▲✗✓○·–—“”’×─│█░▁▂▃▄▅▆▇", '*!x+o---""\'x-|#-_..::==', strict=True))
    | {"…": "...", "→": "->"}
)
_KINDS = {
    "good": ("●", "32"), "warn": ("▲", "33"), "bad": ("✗", "1;31"), "unknown": ("?", ""),
    "healthy": ("✓", "32"), "none": ("○", ""),
}  # fmt: skip
#: Each style as a terminal has it.
_STYLES = {
    "bold": "1", "dim": "2", "underline": "4", "green": "32", "yellow": "33", "red": "31",
    "bold red": "1;31",
}  # fmt: skip
_LEAST = 24  # columns for a table's last cell to stand beside the others
_HELD = "\x00"  # a blank at which no line ends: no text has one, `redact.plain` saw to it
_OFF = "\x1b[0m"
_ESCAPE = phrase(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*\x1b\\")
_SGR = phrase(r"\x1b\[[0-9;]*m")
_DEEPEST = 12  # columns before an address
_LEADS = phrase(r"https?://[!-~]+")
_UNIT = phrase(r"(?<=\d) (?=(?:ms|s|min|h|%)(?!\w))")
_QUOTED = phrase(r"`[^`\n]{1,200}`")
#: Letters and signs of one column each; the widths of all others are rich's.
_WIDE = phrase(r"[^\x00\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc✓✗]")


def width_of(text: str) -> int:
    """How many columns the text takes, without its styles."""
    bare = _ESCAPE.sub("", text) if "\x1b" in text else text
    if not _WIDE.search(bare):
        return len(bare)
    from rich.cells import cell_len  # only where it is needed: `explain` has some milliseconds

    return cell_len(bare.replace(_HELD, " "))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, and whether its cells stand at the right."""

    title: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Paint:
    """The pens for one screen. Texts may hold styles made here; widths do not count those."""

    screen: Screen

    @property
    def width(self) -> int:
        """Columns to draw in."""
        return max(NARROWEST, self.screen.width)

    @property
    def stacked(self) -> bool:
        """Whether details stand under their titles."""
        return self.width < STACKED

    def plain(self, text: str) -> str:
        """The text with ASCII in the place of signs, where the screen has no others."""
        return text.translate(_ASCII) if self.screen.ascii else text

    def style(self, text: str, style: str) -> str:
        """The text in a style: bold, dim, underline, or one of a sign's colors."""
        text = self.plain(text)
        return f"\x1b[{_STYLES[style]}m{text}{_OFF}" if self.screen.color and text else text

    def sign(self, kind: str) -> str:
        """The sign of a kind, one column: good, warn, bad, unknown, healthy, none."""
        sign, color = _KINDS[kind]
        sign = self.plain(sign)
        return f"\x1b[{color}m{sign}{_OFF}" if self.screen.color and color else sign

    def bold(self, text: str) -> str:
        """A title, or a word that answers the question."""
        return self.style(text, "bold")

    def command(self, text: str) -> str:
        """A command: bold, and no line ends in it."""
        return self.bold(text.replace(" ", _HELD))

    def whole(self, text: str) -> str:
        """Words of which no line ends in between."""
        return text.replace(" ", _HELD)

    def link(self, url: str, words: str | None = None) -> str:
        """An address, or words that lead to it; without links in the terminal the address. What a
        saved report calls an address, and is none, leads nowhere, and is cut as a text is."""
        if not _LEADS.fullmatch(url):
            return self.cut(url if words is None else words, self.width - _DEEPEST)
        if not self.screen.links:
            return self.style(url if words is None else words, "underline")
        words = self.style(url if words is None else words, "underline").replace(" ", _HELD)
        return f"\x1b]8;;{url}\x1b\\{words}\x1b]8;;\x1b\\"

    def wrap(
        self, text: str, first: str = "", rest: str | None = None, width: int | None = None
    ) -> list[str]:
        """The lines of a text behind their indents. No word is broken, nor a phrase in backticks
        or a number with its unit; only between two wide letters."""
        rest = first if rest is None else rest
        rooms = [(self.width if width is None else width) - width_of(i) for i in (first, rest)]
        lines: list[str] = []
        for word in self._words(text, min(rooms)):
            room = rooms[len(lines) > 1]
            if lines and width_of(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return [f"{rest if n else first}{line}" for n, line in enumerate(_carried(lines))]

    def _words(self, text: str, room: int) -> Iterator[str]:
        def held(match: re.Match[str]) -> str:
            return self.command(match[0])  # behind a style without its backtick no key is found

        text = _UNIT.sub(_HELD, _QUOTED.sub(held, self.plain(text)))
        for word in text.split():
            wide = "\x1b" not in word and width_of(word) > max(room, len(word))
            yield from _chopped(word, room) if wide else (word,)

    def pairs(self, rows: Iterable[tuple[str, str]], indent: str = "  ") -> list[str]:
        """Labels with what belongs to each beside it; on a narrow screen below it."""
        told = [(self.plain(label), words) for label, words in rows]
        left = max((width_of(label) for label, _ in told), default=0) + 2
        lines: list[str] = []
        for label, words in told:
            first = f"{indent}{self.pad(label, left)}"
            made = self.wrap(words, first, " " * width_of(first))
            if self.stacked and (len(made) > 1 or width_of(made[0]) > self.width):
                made = [f"{indent}{label}", *self.wrap(words, f"{indent}  ")]
            lines += made
        return lines

    def cut(self, text: str, room: int) -> str:
        """The text, or as many of its words as there is room for. It has no style yet."""
        text = self.plain(text)
        if width_of(text) <= room:
            return text
        end = self.plain("…")
        kept = next(_chopped(text, room - len(end))).rstrip()
        if " " in kept and text[len(kept)] != " " and width_of(kept[-1]) == 1:
            kept = kept[: kept.rindex(" ")].rstrip(" ,;:(-")
        return kept + end if width_of(kept + end) <= room else end

    def pad(self, text: str, room: int, right: bool = False) -> str:
        """The text in a cell of this width."""
        blank = " " * max(0, room - width_of(text))
        return blank + text if right else text + blank

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], indent: str = "  "
    ) -> list[str]:
        """Lines of rows under their titles; the last cell is wrapped in its column. Where there
        is no room for it, it stands under the others."""
        cells = [tuple(map(self.plain, row)) for row in rows]
        titles = tuple(self.plain(one.title) for one in columns)
        every = [titles, *cells] if any(titles) else cells
        widths = [max((width_of(row[n]) for row in every), default=0) for n in range(len(columns))]
        left = sum(widths[:-1]) + 2 * (len(columns) - 1) + len(indent)
        if self.stacked or self.width - left < min(_LEAST, widths[-1]):
            return [line for row in cells for line in self._stack(row, indent)]
        lines = []
        for number, row in enumerate(every):
            head = number == 0 and any(titles)
            padded = (
                self.pad(self.bold(cell) if head else cell, widths[n], columns[n].right)
                for n, cell in enumerate(row[:-1])
            )
            first = indent + "".join(f"{cell}  " for cell in padded)
            last = self.bold(row[-1]) if head else row[-1]
            if columns[-1].right:
                last = self.pad(last, widths[-1], right=True)
                lines.append(first + last)
            else:
                lines += self.wrap(last, first, " " * left) or [first]
        return lines

    def _stack(self, row: Sequence[str], indent: str) -> list[str]:
        head = "  ".join(cell for cell in row[:-1] if cell)
        return [*self.wrap(head, indent, indent + "  "), *self.wrap(row[-1], indent + "    ")]

    def text(self, lines: Iterable[str]) -> str:
        """The lines as one text, without blanks at their ends."""
        whole = "".join(f"{line.rstrip()}\n" for line in lines)
        return self.plain(whole).replace(_HELD, " ")


def bars(values: Iterable[float], top: float) -> str:
    """The values as bars side by side, none of them empty; one of `top` or more is full."""
    return "".join(BARS[min(7, max(0, round(7 * (max(0, value) / top))))] for value in values)


def column(value: float | None, top: float, row: int, rows: int) -> int:
    """How many eighths of a bar stand in this row of so many, counted from 1 at the foot; one of
    `top` fills them all, and a small one is seen, too."""
    if value is None:
        return 0
    return min(8, max(0, max(1, round(8 * rows * value / top)) - 8 * (row - 1)))


def _carried(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with a style that is open at the end of one taken up in the next."""
    style = ""
    for line in lines:
        found = _SGR.findall(line)
        begun, style = style, (found[-1] if found else style)
        style = "" if style == _OFF else style
        yield f"{begun}{line}{_OFF if style else ''}"


def _chopped(text: str, room: int) -> Iterator[str]:
    """The text in pieces of at most so many columns."""
    piece, taken = "", 0
    for letter in text:
        wide = width_of(letter)
        if piece and taken + wide > room:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + letter, taken + wide
    yield piece
