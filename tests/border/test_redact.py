"""Strangers' text becomes one short, plain line without credentials."""

from __future__ import annotations

import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border.redact import LIMIT, mask, plain, plain_value

KEY = "sk-ant-api03-" + "Ab3_" * 20


@given(st.text())
def test_one_line_within_the_limit(text: str) -> None:
    """No control character, no line end, no bidi control, at most 300 characters."""
    line = plain(text)
    assert len(line) <= LIMIT
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(line) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_key_never_survives(before: str, after: str) -> None:
    """Wherever a key stands in a text, its characters do not come through."""
    assert "Ab3_Ab3_" not in plain(f"{before} {KEY} {after}")


@given(st.integers(1, len(KEY) - 1), st.sampled_from(["\x00", "\x1b[0m", "\u200b", "\u202e", "\r"]))
def test_hidden_characters_do_not_hide_a_key(at: int, hidden: str) -> None:
    """A key with an invisible character or an escape sequence inside is a key."""
    assert "Ab3_Ab3_Ab3_" not in plain(KEY[:at] + hidden + KEY[at:])


@given(st.text(alphabet="abcXYZ019-", min_size=8, max_size=40), st.text(max_size=30))
def test_known_secrets_are_masked_in_any_form(secret: str, around: str) -> None:
    """A credential from the environment is hidden though it has no known form."""
    assert secret not in plain(f"{around}<{secret}>", secrets=(secret,))


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
        "\x1b]0;title\x1b\\",
        "\x9b31mred",
        "\x1bPq#0\x1b\\",
        "\x1b",
        "a\x08b\x7fc\x85d",
        "\x1b]52;c;Zm9v\x07",
    ],
)
def test_escape_sequences_go(text: str) -> None:
    """No ESC, no CSI, no OSC is left, terminated or not."""
    assert not set(plain(text)) & {chr(c) for c in (*range(32), *range(127, 160))}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Authorization: Bearer abc.def-123456789", "abc.def-123456789"),
        ('{"x-api-key": "0123456789abcdef"}', "0123456789abcdef"),
        ("https://user:hunter2hunter@proxy.example:8080/", "hunter2hunter"),
        ("ghp_0123456789abcdefghij", "0123456789abcdefghij"),
        ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
        ("token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "eyJzdWIiOiIxMjM0In0"),
        ("sk-ant-oat01-abcdefghij", "abcdefghij"),
    ],
)
def test_forms_of_credentials(text: str, gone: str) -> None:
    """Keys, tokens and passwords of the usual forms are masked."""
    assert gone not in mask(text)
    assert "[redacted]" in mask(text)


def test_ordinary_words_stay() -> None:
    """What is no credential is not touched."""
    words = "529 overloaded_error req_011CZf8TJf84hAUziB6LuRoc claude-haiku-5-5 task-based key:"
    assert words == plain(words)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=10,
    )
)
def test_values_become_json(value: object) -> None:
    """Whatever a probe puts on its sheet survives a round trip through JSON."""
    import json

    clean = plain_value(value)
    assert clean == json.loads(json.dumps(clean, allow_nan=False))


@pytest.mark.parametrize(
    "secret",
    [
        "ABSKQmVkcm9ja0FQSUtleS1wTGFOdEVkMTIz",
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb24",
        "IQoJb3JpZ2luX2VjEJ3//////////wEaCXVzLWVhc3QtMSJHMEUCIQ",
        "Signature=" + "0f" * 32,
        "ya29.a0AfB_byC-pLaNtEd-token-1234567890",
        "GOCSPX-pLaNtEd-secret-1234567890",
        "1//09pLaNtEd-refresh-1234567890",
        "x-amz-security-token: pLaNtEd/of+no+known/form",
        "-----BEGIN PRIVATE KEY-----\nMIIpLaNtEd\nMIIpLaNtEd2\n-----END PRIVATE KEY-----",
    ],
)
def test_what_clouds_log_in_with(secret: str) -> None:
    """Their keys, tokens and signatures are known by their forms, as a refusal quotes them."""
    line = plain(f"SignatureDoesNotMatch: {secret} was sent")
    assert secret[-12:].strip() not in line
    assert "pLaNtEd" not in line
    assert "SignatureDoesNotMatch" in line


@pytest.mark.parametrize("size", [3, 5, 7, 10, 76])
@pytest.mark.parametrize("between", [" ", "\n    ", "\u200b", " | ", "%20", "%E2%80%8B"])
def test_base64_in_groups_is_masked(size: int, between: str) -> None:
    """A login's Base64 that a peer folds, or cuts into groups too small to be known each by itself:
    of the password no six characters are left, and the words around it are."""
    password = "iV9e51e7xm0oofSDSLEmehtS7MHz"
    coded = base64.b64encode(f"anna:{password}".encode()).decode()
    cut = between.join(coded[at : at + size] for at in range(0, len(coded), size))
    line = plain(f"the model {cut} answers", (password,))
    assert line.startswith("the model ") and line.endswith(" answers")
    left = line.replace("[redacted]", "").replace(between.strip(" "), "").replace(" ", "")
    assert [] == [at for at in range(len(coded) - 7) if coded[at : at + 8] in left and at > 4]


@pytest.mark.parametrize("between", ["%20", "%E2%80%8B", "%0A%20"])
@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_credential_in_groups_in_an_address_is_masked(size: int, between: str) -> None:
    """A redirect to an address with a part of it, whose groups the address writes escaped."""
    secret = "EfiMFJffEdkYbXA4Iowj4T3h9nnz"
    cut = between.join(secret[at : at + size] for at in range(0, 16, size))
    line = plain(f"a redirect to http://127.0.0.1:9/x-key%20{cut}, Amazon%20Gateway", (secret,))
    left = line.replace("[redacted]", "").replace(between, "")
    assert line.startswith("a redirect to http://127.0.0.1:9/x-key%20")
    assert line.endswith(", Amazon%20Gateway")
    assert [] == [at for at in range(len(secret) - 5) if secret[at : at + 6] in left]
