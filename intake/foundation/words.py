"""Words that are chosen where nobody knows yet in which language they will be read."""

from typing import Any, Self


class Words(str):
    """An English sentence that keeps its places: `Words("At most %(most)s files.", most=50)`. Whoever shows it says it."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        kept = {name: value for name, value in values.items() if f"%({name})" in template}
        told = {name: listed(one) if isinstance(one, list) else one for name, one in kept.items()}
        words = super().__new__(cls, template % told if told else template)
        words.template, words.values = template, kept
        return words

    def format(self, *_: object, **values: Any) -> "Words":
        """The same with its places filled; libraries fill messages in so. What was typed has no place in a message."""
        return Words(self.template, **values)

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (str(self),)


def keep(words: str) -> list[Any]:
    """A sentence as plain data, for whoever shows it later: the sentence, and what stands in its places."""
    return (
        [words.template, {name: _plain(one) for name, one in words.values.items()}] if isinstance(words, Words) else [words, {}]
    )


def kept(template: str, values: dict[str, Any] | None = None) -> str:
    """The sentence that was kept."""
    return Words(template, **values) if values else template


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if isinstance(value, int | float) else str(value)


def listed(parts: list[str]) -> str:
    """Several in a row: sentences after each other, other words with a sign between them."""
    return (" " if all(part.endswith(".") for part in parts) else "; ").join(parts)
