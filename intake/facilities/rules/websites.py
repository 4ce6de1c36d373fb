"""Addresses of websites as people write them."""

import re

_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]{1,5})?(?:[/?#][^\s<>\"']*)?", re.IGNORECASE)
_MOST = 300


def read_website(text: str) -> str | None:
    """`www.example.org/help` -> `https://www.example.org/help`; None for what is no address on the web."""
    found = text.strip()
    if len(found) > _MOST or not _ADDRESS.fullmatch(found):
        return None
    return found if found.lower().startswith(("http://", "https://")) else f"https://{found}"
