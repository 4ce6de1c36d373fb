"""What a file is, by its content alone."""

import pytest

from intake.attachments.rules import JPEG, PDF, PNG, bounds, check_content
from intake.foundation.errors import Invalid
from tests.factories.attachments import a_jpeg, a_pdf, a_png


@pytest.mark.parametrize(("content", "told"), [(a_pdf(), PDF), (a_png(), PNG), (a_jpeg(), JPEG)], ids=["pdf", "png", "jpeg"])
def test_the_three_types_are_known(content: bytes, told: str) -> None:
    assert check_content(content) == told


REFUSED = {
    "nothing": b"",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a picture that is a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "a program": b"MZ\x90\0\3",
    "another picture": b"GIF89a\1\0\1\0",
    "a page before a PDF": b"<html>" + a_pdf(),
    "half a PDF": a_pdf()[:200],
    "half a PNG": a_png()[:30],
    "no header in the PNG": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0JUNK" + a_png(),
    "half a JPEG": a_jpeg()[:24],
    "a JPEG without a frame": b"\xff\xd8\xff\xda\0\2\xff\xd9" + b"\0" * 20,
    "a PDF that runs something": a_pdf(inside="/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"),
    "a PDF that hides that it does": a_pdf(inside="/AA << /O << /S /J#61vaScript >> >>"),
    "a PDF with a file inside": a_pdf(inside="/Names << /EmbeddedFiles 5 0 R >>"),
    "a PNG of impossible size": a_png(width=100_000),
    "a JPEG of impossible size": a_jpeg(height=60_000),
    "a PNG without any size": a_png(width=0),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        check_content(content)
    (field,) = refused.value.fields
    assert field.pointer == "/content" and field.message.endswith(".")


def test_what_is_too_big_is_refused() -> None:
    fits = a_png().ljust(bounds().most_bytes, b"\0")
    assert check_content(fits) == PNG
    with pytest.raises(Invalid):
        check_content(fits + b"\0")


def test_a_picture_by_telephone_is_kept() -> None:
    """They often carry something after their end, and long headers with a preview before the frame."""
    preview = b"\xff\xe1" + (40_000).to_bytes(2, "big") + b"\0" * 39_998
    picture = a_jpeg(4032, 3024)
    assert check_content(picture[:2] + preview + picture[2:] + b"SEFT trailer") == JPEG
