"""Small files of each type, and files about people."""

import struct
import zlib
from typing import Any

from sqlalchemy.orm import Session

from intake.attachments.models import Attachment
from intake.attachments.service import keep_file
from intake.callers.models import Person
from tests.conftest import Member


def a_pdf(words: str = "signed", inside: str = "") -> bytes:
    """One page that says `words`; `inside` stands in the page's own dictionary."""
    drawn = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> " + inside.encode() + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    told, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(told))
        told += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(told))
    return told + end


def a_png(width: int = 4, height: int = 3, words: str = "") -> bytes:
    """A white picture; `words` stand in it as a comment."""
    raw = b"".join(b"\0" + b"\xff" * min(width, 64) * 3 for _ in range(min(height, 64)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    comment = _chunk(b"tEXt", b"Comment\0" + words.encode("latin-1")) if words else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + comment + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")


def a_jpeg(width: int = 4, height: int = 3) -> bytes:
    """The frame of one: headers, an empty picture, the end."""
    start = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + start + frame + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0?\0" + b"\0\xff\xd9"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def an_attachment(session: Session, member: Member, person: Person, **told: Any) -> Attachment:
    given = {"kind": "insurance_card_front", "content": a_png(words=str(person.id)), "label": "card.png", **told}
    return keep_file(session, actor=member.actor, person_id=person.id, **given)
