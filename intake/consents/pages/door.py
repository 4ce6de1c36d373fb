"""The one door that this room's pages hang on."""

from werkzeug.wrappers import Response

from intake.web.door import PageDoor

pages = PageDoor("consents", "intake.consents")
Page = str | tuple[str, int] | Response
