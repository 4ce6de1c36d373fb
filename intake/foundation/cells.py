"""Cells of files for spreadsheets."""


def safe_cell(text: str) -> str:
    """The text, so that a spreadsheet shows it and never runs it as a formula."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r", "\n")) else text
