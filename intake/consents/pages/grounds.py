"""Which grounds this desk uses, for who runs it: each is switched on or off by somebody who just proved who they are."""

from typing import Any

from flask import redirect, render_template, url_for

from intake.consents import queries, service
from intake.consents.pages.door import Page, Problems, pages
from intake.consents.rules import law
from intake.consents.schemas.forms import SwitchForm
from intake.foundation.errors import Invalid
from intake.foundation.permissions import Permission
from intake.web.door import Unit


@pages.page("GET", "/disclosure-grounds", permission=Permission.SETTINGS_EDIT, fresh=True)
def grounds(unit: Unit) -> Page:
    """The closed list, with what each needs to know, and whether this desk uses it."""
    return render_template("consents/grounds.html", law=law(), on=queries.switched_on(unit.session))


@pages.page("POST", "/disclosure-grounds/<string:basis>", permission=Permission.SETTINGS_EDIT, takes=SwitchForm(), fresh=True)
def switch(unit: Unit, data: dict[str, Any], problems: Problems, basis: str) -> Page:
    """From now on it is used, or not."""
    if problems:
        raise Invalid.field("/is_on", "Say yes or no.")
    service.switch_basis(unit.session, actor=unit.actor, basis=basis, is_on=data["is_on"] == "yes")
    return redirect(url_for("consents.grounds"), 303)
