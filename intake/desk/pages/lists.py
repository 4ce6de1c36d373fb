"""The lists of the desk: drafts, calls of a day, tasks, people. What is chosen stands in the address: it can be kept and sent."""

from typing import Any

from flask import render_template

from intake.callers.queries import restricted_among
from intake.callers.service import search_people
from intake.calls.queries import calls_of_day
from intake.calls.rules import dispositions
from intake.consents.rules import law
from intake.desk import queries, service
from intake.desk.pages.working import pages
from intake.desk.rules import load_lists
from intake.desk.schemas import CallList, DraftList, PeopleForm, PeopleList, TaskList
from intake.followups.rules import load_words
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, may
from intake.intakes.queries import drafts_page
from intake.organisation.queries import today
from intake.web.door import Unit
from intake.web.languages import say

Page = str | tuple[str, int]


@pages.page("GET", "/desk/tasks", permission=Permission.TASKS_READ, query=TaskList())
def tasks(unit: Unit, query: dict[str, Any]) -> str:
    """Mine, those nobody has taken, overdue ones, and (supervisors) all."""
    which, sort, cut = _told(query)
    page = queries.task_lines(unit.session, unit.actor, moment=now(), which=which, latest=sort == "latest", **cut)
    lists = [("mine", say("Mine")), ("unassigned", say("Nobody's")), ("overdue", say("Overdue"))]
    lists += [("all", say("All"))] if may(unit.actor, Permission.TASKS_READ_ALL) else []
    words = load_words()
    return render_template(
        "desk/tasks.html",
        page=page,
        chosen=_chosen(query),
        is_further="cursor" in query,
        lists=lists,
        sorts=[("soonest", say("Soonest due first")), ("latest", say("Latest due first"))],
        kinds=[(kind.code, kind.label) for kind in words.kinds.values()],
        restricted=restricted_among(unit.session, queries.people_in((), (line.task for line in page.items))),
        task_words=words,
    )


@pages.page("GET", "/desk/drafts", permission=Permission.INTAKES_READ, query=DraftList())
def drafts(unit: Unit, query: dict[str, Any]) -> str:
    """What can be resumed: one's own, what was handed over, what nobody has, and what colleagues left for whom one stands in."""
    which, sort, cut = _told(query)
    page = drafts_page(unit.session, unit.actor, which=which, oldest=sort == "oldest", **cut)
    return render_template(
        "desk/drafts.html",
        page=page,
        chosen=_chosen(query),
        is_further="cursor" in query,
        lists=[
            ("all", say("Mine and nobody's")),
            ("mine", say("Mine")),
            ("handed", say("Handed to me")),
            ("unowned", say("Nobody's")),
            ("colleagues", say("Colleagues'")),
        ],
        sorts=_by_age(),
        givers=queries.names_of_staff(unit.session, (draft.handed_by for draft in page.items)),
        owners=queries.names_of_staff(unit.session, (draft.owner_id for draft in page.items)) if which == "colleagues" else {},
        restricted=restricted_among(unit.session, queries.people_in(page.items, ())),
    )


@pages.page("GET", "/desk/calls", permission=Permission.CALLS_READ, query=CallList())
def calls(unit: Unit, query: dict[str, Any]) -> str:
    """The calls of a day, and what each led to."""
    which, sort, cut = _told(query)
    page = calls_of_day(
        unit.session, unit.actor, mine=which == "mine", still_open=which == "open", oldest=sort == "oldest", **cut
    )
    return render_template(
        "desk/calls.html",
        page=page,
        chosen=_chosen(query),
        is_further="cursor" in query,
        day_shown=query.get("day"),
        day=query.get("day") or today(unit.session),
        lists=[("all", say("All")), ("mine", say("Mine")), ("open", say("Still open"))],
        sorts=_by_age(),
        intake_of=queries.intakes_of_calls(unit.session, unit.actor, page.items),
        disposition_words={one.code: one.words for one in dispositions().values()},
    )


@pages.page("GET", "/desk/people", permission=Permission.PEOPLE_READ, query=PeopleList())
def people(unit: Unit, query: dict[str, Any]) -> str:
    """Whom one has to do with. The search is posted, so that no name stands in an address."""
    return _people(unit, query)


@pages.page("POST", "/desk/people", permission=Permission.PEOPLE_READ, takes=PeopleForm())
def find_people(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """The people found by name, or by number."""
    if problems:
        return _people(unit, PeopleList().load({}), typed=data, problems=problems), 422
    found = search_people(unit.session, actor=unit.actor, **data)
    marked = restricted_among(unit.session, [one.id for one in found])
    told = {"typed": data, "problems": {}, "found": found, "restricted": marked}
    return render_template("desk/people.html", **told, neutral_answer=law().neutral_answer)


def _people(unit: Unit, query: dict[str, Any], **more: Any) -> str:
    which, sort, cut = _told(query)
    page = service.list_people(unit.session, actor=unit.actor, which=which, oldest=sort == "oldest", **cut)
    return render_template(
        "desk/people.html",
        **{"typed": {}, "problems": {}, "found": None, **more},
        page=page,
        chosen=_chosen(query),
        is_further="cursor" in query,
        lists=[("mine", say("From my calls")), ("promised", say("I promised something")), ("flagged", say("Flagged"))],
        sorts=_by_age(),
        states=load_lists()["states"],
        restricted=restricted_among(unit.session, [one.id for one in page.items]),
        neutral_answer=law().neutral_answer,
    )


def _told(query: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """The list, the order, and the rest."""
    return query["list"], query["sort"], {name: value for name, value in query.items() if name not in ("list", "sort")}


def _chosen(query: dict[str, Any]) -> dict[str, str]:
    """What stands in the address, but for where the page begins."""
    return {name: str(value) for name, value in query.items() if name not in ("cursor", "limit")}


def _by_age() -> list[tuple[str, str]]:
    return [("newest", say("Newest first")), ("oldest", say("Oldest first"))]
