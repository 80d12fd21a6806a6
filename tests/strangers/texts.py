"""Texts that would be more than text on some screen, and a strict reading of what was printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from claude_doctor.render.paint import width_of

MARK = "zqx"  # no word of ours
TEXTS = (
    f"\x1b[2J\x1b[31m{MARK}\x1b[0m\x1b[10;10H",
    f"\x1b]8;;https://evil.invalid/\x1b\\{MARK}\x1b]8;;\x1b\\",
    f"\x1b]52;c;ZXZpbA==\x07{MARK}\x1b]0;{MARK}\x07",
    f"\x1bPq#0;2;0;0;0#0~~\x1b\\{MARK}\x1b_G{MARK}\x1b\\\x1bc\x1b(0",
    f"\x9b31m{MARK}\x9d0;{MARK}\x9c\x90{MARK}\x9c\x85",
    f"\x1b[200~rm -rf ~\x1b[201~{MARK}",
    f"\u202e{MARK}\u202c\u2066{MARK}\u2069\u200f\u061c",
    f"z\u200bq\u200dx\u2060\ufeff\u00ad{MARK}\u180e\u034f\u3164\U000e0041",
    f"[bold red]{MARK}[/bold red] [link=https://evil.invalid]x[/link] :skull:",
    f"[{MARK}](https://evil.invalid) ![x](https://evil.invalid/x.png) <b>{MARK}</b>",
    f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)>",
    f"::error::{MARK} ##vso[task.complete]{MARK} ##[error]{MARK} \n::set-output name=a::{MARK}",
    f"{MARK}\r\r\noverwritten\rhidden\x08\x08\x7f\x00{MARK}",
    f"\ud800{MARK}\udfff",
    "z" + "\u0301\u0489\u20dd" * 40 + MARK,
    MARK + "A" * 10_000,
    f"{MARK}\t\tnext\x0b\x0c\u2028{MARK}\u2029",
    f"\U0001f468\u200d\U0001f469\u200d\U0001f467 {MARK} \U0001f1e9\U0001f1ea 漢字漢字 ﷽",
    f'=HYPERLINK("https://evil.invalid";"{MARK}")',
    f"@SUM(1+1)*cmd|'/C calc'!A0 {MARK}",
    f'"}} 1\n# EOF\n{MARK}{{a="b"}} 1',
    f"MESSAGE={MARK}\nPRIORITY=0\n<0>{MARK}",
    f"@everyone <!channel> <@U024BE7LH> @here {MARK}",
    f"'; DROP TABLE checks; -- {MARK} $(reboot) `reboot` ${{HOME}} %s %n {{0}}",
)
_OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;(?:https://(?!evil)[^\x07\x1b]*)?\x1b\\")


def stray(printed: str, columns: int | None = None) -> Iterator[str]:
    """What a terminal would take for more than letters, but our own colors and links; and each
    line that is wider than the screen though a blank is in it: no word is broken."""
    bare = _OWN.sub("", printed)
    for sign in sorted(set(bare) - {"\n"}):
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            yield f"U+{ord(sign):04X}"
    if re.search(r"[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{5}", bare):
        yield "a flood of marks"
    for line in bare.split("\n") if columns else ():
        wide = width_of(line)
        if wide > (columns or 0) and max(map(width_of, line.split())) < (columns or 0) - 20:
            yield f"{wide} columns: {line[:60]!r}"
