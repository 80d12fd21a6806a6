"""`python -m claude_doctor`."""

from .cli import main

main()
