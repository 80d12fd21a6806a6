"""A lab that stays: what users really meet, played with the real programs in network namespaces.

    python -m tests.lab [ID…] [--witness] [--json] [--jobs N] [--keep FOLDER] [--file ROWS.py]

plays situations (without ids: all) as root and prints for each: the grade, the verdict, the first
fix, whether that fix cured it when a shell ran it by its letter, and what the official SDK (with
`--witness` also Claude Code) really gets there.

A row is one literal in `tests/lab/rows/`; `situation.py` says what it is made of. Debian's packages
are squid, tinyproxy, nginx, dnsmasq, nftables, microsocks and iproute2. What is no package of
Debian's is found by a variable: LAB_LITELLM (litellm), LAB_MITMDUMP (mitmdump), LAB_CLAUDE
(claude), LAB_SDK_PYTHON (an interpreter with `anthropic`; without it this one is asked).

Nothing leaves: the namespaces have no way out, and every address of the internet is a recording
peer in the last of them. A credential that reaches a host that it is not bound to, a credential or
a part of a proxy's password on the screen, or a missed deadline makes a row wrong, whatever is
said. pytest plays a dozen quick rows, and with --everything every quick one.
"""
