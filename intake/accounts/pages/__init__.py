"""The pages of this room, one file a subject; all hang on one door."""

from intake.accounts.pages import account, factors, set_up, sign_in, staff
from intake.accounts.pages.browser import browser_of, pages

__all__ = ["account", "browser_of", "factors", "pages", "set_up", "sign_in", "staff"]
