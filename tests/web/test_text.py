"""Text that people send: what nobody sees is refused or left out, so that nothing is read backwards."""

import pytest
from marshmallow import ValidationError

from intake.web.schema import Schema, Text


class NameIn(Schema):
    name = Text(most=20)


def test_text_is_kept_as_it_reads() -> None:
    # Overrides and embeddings turn what stands around them; the mark that Hebrew needs is its own.
    said = {
        " Ann ": "Ann",
        "\u202eevil\u202c": "evil",
        "\u2066Ann\u2069": "Ann",
        "שלום\u200f!": "שלום\u200f!",
        "e\u0301": "é",
        "👩‍👧": "👩‍👧",
    }
    assert {text: NameIn().load({"name": text})["name"] for text in said} == said


@pytest.mark.parametrize("text", ["a\0b", "a\x0bb", "\ud83d", "\u202e", "  ", "x" * 21])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        NameIn().load({"name": text})
