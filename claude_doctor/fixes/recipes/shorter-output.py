# What it does: works through a long text in small requests, and keeps each part on disk.
# Not when: the parts need each other, as a proof or a plot does: stream it instead.
# Needs: pip install "anthropic>=2"; ANTHROPIC_API_KEY is set. Run: python FILE TEXT.txt

# A short answer is done before a time-out or an overload can cut it, and a failed part costs
# one part: run it again, and it goes on where it stopped. An answer that reaches max_tokens
# is incomplete, too, although nothing failed: its piece is halved and asked again.

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import anthropic

TASK = "Translate this part of a longer text into French. Answer with nothing else."
MODEL = "claude-sonnet-5-5"
PIECE = 4000  # characters
MAX_TOKENS = 4000  # room for the answer to one piece, thinking included

client = anthropic.Anthropic(max_retries=5)


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole paragraphs, as long as they may be."""
    piece = ""
    for paragraph in text.split("\n\n"):
        if piece and len(piece) + len(paragraph) > PIECE:
            yield piece
            piece = ""
        piece += ("\n\n" if piece else "") + paragraph
    if piece.strip():
        yield piece


def halves(piece: str) -> tuple[str, str]:
    """The piece in two, at the blank that is nearest to its middle."""
    middle = len(piece) // 2
    cut = piece.find(" ", middle)
    cut = cut if cut > 0 else middle
    return piece[:cut], piece[cut:]


def done(piece: str) -> str:
    """The answer to one piece."""
    answer = client.messages.create(
        model=MODEL,
        max_tokens=MAX_TOKENS,
        messages=[{"role": "user", "content": f"{TASK}\n\n<text>\n{piece}\n</text>"}],
    )
    if answer.stop_reason == "max_tokens":
        if len(piece) < 200:
            raise ValueError("MAX_TOKENS has no room for the answer to 200 characters")
        return " ".join(done(half) for half in halves(piece))
    return "".join(block.text for block in answer.content if block.type == "text")


def work(source: Path) -> Path:
    """Do all pieces of the file; where the whole is then. Parts that are there stay."""
    parts = source.with_suffix(".parts")
    parts.mkdir(exist_ok=True)
    made = []
    for piece in pieces(source.read_text("utf-8")):
        # Named by what was asked, so that a changed text or task is asked anew.
        asked = hashlib.sha256(f"{MODEL}\0{TASK}\0{piece}".encode()).hexdigest()[:16]
        part = parts / f"{asked}.txt"
        if not part.exists():
            draft = part.with_suffix(".draft")
            draft.write_text(done(piece), "utf-8")
            draft.replace(part)  # whole, or not there
        made.append(part)
    goal = source.with_suffix(".out.txt")
    goal.write_text("\n\n".join(part.read_text("utf-8") for part in made), "utf-8")
    return goal


if __name__ == "__main__":
    print(work(Path(sys.argv[1])))
