"""Setting up a second factor: the QR code to read with an app, the first code, and the recovery codes, shown once."""

import io

import segno
from flask import redirect, render_template, url_for
from markupsafe import Markup

from intake.accounts import service
from intake.accounts.models import Account
from intake.accounts.pages.browser import Page, origin_of, pages, status_of, words_of
from intake.accounts.schemas import CodeForm
from intake.foundation.errors import Invalid, NotFound, TooMany
from intake.foundation.permissions import Permission
from intake.web.door import Unit


@pages.page("POST", "/account/second-factor", permission=Permission.SIGNED_IN, fresh=True)
def propose_factor(unit: Unit) -> Page:
    service.propose_factor(unit.session, _own_account(unit))
    return redirect(url_for("accounts.own_factor"), 303)


@pages.page("GET", "/account/second-factor", permission=Permission.SIGNED_IN, fresh=True)
def own_factor(unit: Unit) -> Page:
    account = _own_account(unit)
    if service.proposed_factor(unit.session, account.id) is None:
        return redirect(url_for("accounts.sessions"))
    return enroll_page(unit, account, "accounts.confirm_own_factor", url_for("accounts.sessions"))


@pages.page("POST", "/account/second-factor/confirm", permission=Permission.SIGNED_IN, fresh=True, takes=CodeForm())
def confirm_own_factor(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    account, onward = _own_account(unit), url_for("accounts.sessions")
    origin, code = origin_of(unit, account.email), data.get("code", "")
    try:
        codes = service.confirm_factor(unit.session, actor=unit.actor, account=account, code=code, origin=origin)
    except (Invalid, TooMany) as error:
        return enroll_page(unit, account, "accounts.confirm_own_factor", onward, words_of(error)), status_of(error)
    return render_template("accounts/recovery.html", codes=codes, onward=onward)


def enroll_page(unit: Unit, account: Account, endpoint: str, onward: str, problem: str = "") -> str:
    """The proposed secret as a picture and as text, and the field for its first code."""
    factor = service.proposed_factor(unit.session, account.id)
    if factor is None:
        raise NotFound
    address = service.app_address(factor, account)
    return render_template(
        "accounts/enroll.html",
        picture=_picture(address),
        address=address,
        secret=factor.secret,
        target=url_for(endpoint),
        onward=onward,
        problem=problem,
    )


def _picture(address: str) -> Markup:
    out = io.BytesIO()
    segno.make(address, micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, border=3, omitsize=True, svgclass="qr", lineclass=None, light="#fff"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn here, from an address that is escaped into squares


def _own_account(unit: Unit) -> Account:
    if unit.actor.id is None:
        raise NotFound
    return service.account_of(unit.session, unit.actor.id)
