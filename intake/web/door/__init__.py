"""A door: the permission, input and output of a route in one declaration, for JSON and for pages.

A view gets the open unit of work and what was declared, calls one service verb or query, and returns what it got. The door
signs in, checks, loads, dumps, commits before it answers, and rolls back on any error.
"""

from intake.web.door.api import ApiDoor
from intake.web.door.declaration import DECIDED, Declaration, Unit, WithStatus
from intake.web.door.pages import PageDoor

__all__ = ["DECIDED", "ApiDoor", "Declaration", "PageDoor", "Unit", "WithStatus"]
