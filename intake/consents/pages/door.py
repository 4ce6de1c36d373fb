"""The one door that this room's pages hang on, and what a refusal says in place."""

from werkzeug.wrappers import Response

from intake.consents.rules import law
from intake.foundation.errors import IntakeError, Invalid
from intake.web.door import PageDoor

pages = PageDoor("consents", "intake.consents")
# Also for the rooms above: the notice on paper, what is said to whoever asks.
pages.add_app_template_global(law, "disclosure_law")
Page = str | tuple[str, int] | Response
Problems = dict[str, list[str]]


def problems_of(error: IntakeError) -> Problems:
    """By field, where it names some."""
    if isinstance(error, Invalid) and error.fields:
        return {field.pointer.removeprefix("/").replace("claim/facts/", "fact_"): [field.message] for field in error.fields}
    return {"_form": [error.detail]}
