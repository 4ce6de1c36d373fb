"""Every page that a role may open, with the ids of what the desk holds filled in."""

from contextlib import suppress

from intake.accounts.service import create_account
from intake.cli.demo import SET_UP
from intake.foundation.errors import Conflict
from tests.browser.walk import addresses, pages_of
from tools.console import say
from tools.pictures.album import Album

# Who opens which pages.
ROLES = {"alice": "counselor", "bob": "supervisor", "clara": "clinician", "quinn": "quality_reviewer", "audrey": "auditor"}
# Signs in without a second factor: the one of the demo desk has set one up by now.
ADMINISTRATOR = {"edna": "administrator"}


def take(album: Album) -> None:
    say("· Every page, by role")
    newcomers = {who: role for who, role in {**ROLES, **ADMINISTRATOR}.items() if who not in album.desk.passwords}
    with album.desk.storage.unit_of_work() as session:
        for who, role in newcomers.items():
            album.desk.passwords[who] = f"seven small boats of {who}"
            with suppress(Conflict):
                create_account(
                    session,
                    actor=SET_UP,
                    email=f"{who}@example.org",
                    name=who.capitalize(),
                    role=role,  # type: ignore[arg-type]
                    password=album.desk.passwords[who],
                )
    told = addresses(album.desk)
    seen: set[str] = set()
    for who, role in {**ROLES, **ADMINISTRATOR}.items():
        with album.signed_in(who) as page:
            for path in pages_of(album.desk, role, told):
                answer = page.goto(album.desk.url + path)
                if not (answer and answer.ok):
                    continue
                shown = page.evaluate("""() => document.querySelector("main").innerText""")
                # What one role is shown exactly as another was is not shown again.
                if shown not in seen:
                    album.save(page, f"{role.replace('_', '-')}-{_name(path, told)}", whole="/desk/intakes/" not in path)
                seen.add(shown)
    with album.stranger() as page:
        album.show(page, "/api/docs", "api-docs")


def _name(path: str, told: dict[str, str]) -> str:
    for name, value in told.items():
        path = path.replace(value, name.removesuffix("_id"))
    return path.strip("/").replace("/", "-") or "start"
