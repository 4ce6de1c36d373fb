"""People stay out of logs, queues and the trail: calls are played with planted words, and every place is searched for them."""

import base64
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import jellyfish
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from intake.app import create_app
from intake.consents.rules import elements
from intake.foundation.clock import now
from intake.storage.embedded import Cluster
from intake.storage.embedded.programs import installed_programs
from intake.storage.session import Storage
from intake.worker import HANDLERS, relay
from tests.conftest import Member, member
from tests.factories.accounts import a_team, an_account
from tests.factories.attachments import a_pdf, a_png
from tests.factories.facilities import a_place
from tests.factories.followups import a_desk
from tests.factories.intakes import klonopin_call
from tests.factories.partners import a_client, a_key, a_partner, a_push
from tests.insurance.replies import a_271

# Nothing like these words stands anywhere else, so that every hit is a leak.
PLANTED = {
    "caller's name": "Zebulonda",
    "family name": "Quaverstone",
    "name of the person in need": "Oswinther",
    "preferred name": "Pipistrelle",
    "name with accents": "Żółćimira",
    "birth date": "1987-03-29",
    "street": "4471 Marmalade Crescent",
    "number": "5615550147",
    "number as it was typed": "(561) 555-0147",
    "number of a call": "5615550163",
    "e-mail": "zebulonda.q@example.org",
    "whom to ask for": "Grandmother Hyacinth",
    "note on a number": "only behind the bakery",
    "place where they are": "blue cabin by the sluice",
    "narrative": "began after the harvest festival",
    "said as": "the purple moonpills",
    "member id": "QXZ-77-431-908",
    "group number": "GRPX-55120",
    "note of a task": "remind about the violin",
    "note of a call": "mentioned the lighthouse",
    "note of a partner": "met him at the observatory",
    "recipient of a consent": "Cormorant Lagoon Clinic",
    "representative": "Thaddeline",
    "what shows the ground": "guardianship paper seventeen",
    "words in a scan": "marzipan signature",
    "name of a file": "walnut-card-photo",
    "words in a picture": "heliotrope card",
    "medical personnel": "Bartholomina",
    "nature of an emergency": "collapsed beside the carousel",
    "who said it at the insurer": "Philomelda",
    "reference number of the insurer": "VOB-93-TANGERINE",
    "remarks on benefits": "asked over the sound of geese",
    "name in an electronic answer": "QUILLFEATHER",
    "words of a letter": "this is the list you asked for",
    "note during a call": "whispered about the glasshouse",
    "where somebody was treated": "Larkspur Hollow House",
    "what helped there": "the rowing every morning",
    "reason of an amendment": "she rang again from the ferry",
    "reason to refuse a place": "his uncle gardens there",
    "words on a finding": "a midwife sits beside him",
    "name of a sponsor": "Wilhelmarie",
    "note on a flag": "sings before he speaks",
    "matter of a hold": "docket of the lighthouse keepers",
    "reason to break the glass": "they call now from the quarry",
    "name in a file that came in": "Ottokarina",
    "number of another system": "MRN-PLUMTREE-7",
    "name of a file that came in": "tuesday-hyacinths.csv",
}

# Public, but which one was chosen for somebody is not.
PLACE = "Zinnoberwald"
TWICE = "insert into team (id, name) values (gen_random_uuid(), :word), (gen_random_uuid(), :word)"


@dataclass
class Desk:
    """Everybody who types at this desk, and what they have typed."""

    alice: Member
    bob: Member
    partner: Any
    answers: list[Any]

    def ask(self, method: str, path: str, *, status: int, who: Any = None, **request: Any) -> Any:
        answer = (who or self.alice.client).open(f"/api/v1{path}", method=method, **request)
        assert answer.status_code == status, answer.text
        self.answers.append(answer)
        return answer.json


def a_told_call() -> dict[str, Any]:
    p = PLANTED
    return klonopin_call(
        caller={
            "given_name": p["caller's name"],
            "family_name": p["family name"],
            "preferred_name": p["name with accents"],
            "street": p["street"],
            "contact_points": [
                {
                    "kind": "phone",
                    "value": p["number as it was typed"],
                    "ask_for": p["whom to ask for"],
                    "note": p["note on a number"],
                    "may_call": True,
                },
                {"kind": "email", "value": p["e-mail"], "may_email": True, "shared_line": False},
            ],
        },
        subject={
            "given_name": p["name of the person in need"],
            "preferred_name": p["preferred name"],
            "birth_date": p["birth date"],
            "postal_code": "33401",
            "time_zone": "America/New_York",
        },
        situation={
            "present_location": p["place where they are"],
            "narrative": p["narrative"],
            "not_waking": False,
            "past_withdrawal_seizure": {"missing": "unknown"},
            "suicidal_thoughts": False,
            "safe_place_tonight": True,
        },
        substances=[
            {"substance_code": "clonazepam", "stopped_abruptly": True, "days_per_week": 7, "months_of_use": 24},
            {"substance_code": "alcohol", "days_used_in_30": 30},
            {"said_as": p["said as"]},
        ],
        policies=[{"coverage_kind": "commercial", "member_id": p["member id"], "group_number": p["group number"]}],
    )


def play(desk: Desk) -> None:
    """A whole call, and everything that can go wrong on its way."""
    p = PLANTED
    call = desk.ask("POST", "/calls", status=201, json={"from_number": p["number of a call"]})
    told = a_told_call() | {"call_id": call["id"]}
    key = {"Idempotency-Key": "planted-key"}
    intake = desk.ask("POST", "/intakes", status=201, json=told, headers=key)
    desk.ask("POST", "/intakes", status=201, json=told, headers=key)
    place = f"/intakes/{intake['id']}/answers"
    subject, caller = f"{place}/person/{intake['subject']['id']}", f"{place}/person/{intake['caller']['id']}"
    version = intake["subject"]["versions"]["given_name"]
    desk.ask("PUT", f"{subject}/given_name", status=200, json={"answer": p["caller's name"], "version": version})
    desk.ask("PUT", f"{subject}/given_name", status=409, json={"answer": p["family name"], "version": version})
    desk.ask("PUT", f"{caller}/birth_date", status=422, json={"answer": p["narrative"], "version": 0})
    desk.ask("PUT", f"{place}/intake/{intake['id']}/{p['preferred name']}", status=404, json={"answer": 1, "version": 0})
    desk.ask("POST", "/intakes", status=422, json=told | {p["caller's name"]: p["member id"]})
    desk.ask("POST", "/intakes", status=422, json=told | {"caller": {"given_name": p["family name"] + "\0"}})
    desk.ask("POST", "/intakes", status=400, data=f'{{"caller": "{p["narrative"]}', content_type="application/json")
    desk.ask("GET", f"/people/{p['family name']}", status=404)
    desk.ask("POST", f"/people/search?{p['preferred name']}=1", status=422, json={"name": p["family name"], p["narrative"]: 1})
    desk.ask("GET", f"/intakes?cursor={p['family name']}&{p['preferred name']}=1", status=422)
    desk.ask("POST", "/sessions", status=401, json={"email": p["e-mail"], "password": p["narrative"]})
    desk.ask("POST", f"/calls/{call['id']}/end", status=200, json={"disposition": "intake_taken", "note": p["note of a call"]})
    cover(desk, f"/intakes/{intake['id']}/policies/{intake['policies'][0]['id']}")
    complete = desk.ask("GET", f"/intakes/{intake['id']}", status=200)
    desk.ask("POST", f"/intakes/{intake['id']}/complete", status=200, headers={"If-Match": f'"{complete["version"]}"'})
    desk.ask("POST", f"/intakes/{intake['id']}/matches", status=201, json={})
    send_list(desk, intake)
    desk.ask("POST", "/people/search", status=200, json={"name": p["family name"]})
    desk.ask("POST", "/people/search", status=200, json={"phone": p["number"]})
    desk.ask(
        "POST",
        f"/intakes/{intake['id']}/tasks",
        status=201,
        json={
            "kind": "call_back",
            "due_at": (now() + timedelta(days=30)).isoformat(),
            "time_zone": "America/New_York",
            "note": p["note of a task"],
        },
    )
    agree(desk, intake["subject"]["id"])
    go_on(desk, intake)
    person = {"given_name": p["name of the person in need"], "contact_points": [{"kind": "phone", "value": p["number"]}]}
    push = a_push(person=person, note=p["note of a partner"])
    desk.ask("POST", "/partner/referrals", status=201, who=desk.partner, json=push)
    desk.ask("POST", "/partner/referrals", status=422, who=desk.partner, json=push | {"urgency": p["narrative"]})


def send_list(desk: Desk, intake: dict[str, Any]) -> None:
    """The one place of the desk, to the caller's own address; and what is no address."""
    at = f"/intakes/{intake['id']}/messages"
    (point,) = (one["id"] for one in intake["caller"]["contact_points"] if one["kind"] == "email")
    (place,) = desk.ask("GET", f"/facilities?q={PLACE}", status=200)["items"]
    told = {"contact_point_id": point, "places": [place["id"]]}
    desk.ask("POST", f"{at}/draft", status=200, json=told)
    desk.ask("POST", at, status=201, json=told, headers={"Idempotency-Key": "planted-list"})
    desk.ask("POST", at, status=422, json=told | {"contact_point_id": PLANTED["e-mail"]})
    desk.ask("GET", at, status=200)
    desk.ask("GET", f"{at}/addresses", status=200)


def go_on(desk: Desk, intake: dict[str, Any]) -> None:
    """What is written down beside and after the answers, by the counselor and the supervisor."""
    p, at, person, bob = PLANTED, f"/intakes/{intake['id']}", f"/people/{intake['subject']['id']}", desk.bob.client
    desk.ask("POST", f"{at}/notes", status=201, json={"text": p["note during a call"]})
    treated = {"kind": "residential", "where": p["where somebody was treated"], "what_helped": p["what helped there"]}
    desk.ask("POST", f"{at}/amendments/treatments", status=201, json=treated | {"reason": p["reason of an amendment"]})
    amended = {"record": "intake", "record_id": intake["id"], "field": "pregnant", "answer": False, "version": 0}
    desk.ask("POST", f"{at}/amendments", status=201, json=amended | {"reason": p["reason of an amendment"]})
    (place,) = desk.ask("GET", f"/facilities?q={PLACE}", status=200)["items"]
    refused = {"kind": "refused", "reason": p["reason to refuse a place"]}
    desk.ask("PUT", f"{at}/choices/{place['id']}", status=200, json=refused)
    found = desk.ask("GET", f"{at}/findings", status=200)["findings"]
    danger = next(one["id"] for one in found if one["status"] == "found")
    aside = {"reason": "already_in_care", "words": p["words on a finding"]}
    desk.ask("POST", f"{at}/findings/{danger}/override", who=bob, status=200, json=aside)
    desk.ask(
        "POST", f"{person}/relations", status=201, json={"relation": "sponsor", "person": {"given_name": p["name of a sponsor"]}}
    )
    desk.ask("PUT", f"{person}/flags/repeat", status=200, json={"note": p["note on a flag"]})
    desk.ask("POST", f"{person}/holds", who=bob, status=201, json={"because": "litigation", "matter": p["matter of a hold"]})
    named = {"because": "staff", "named": [str(desk.bob.actor.id)]}
    desk.ask("PUT", f"{person}/restriction", who=bob, status=200, json=named)
    desk.ask("POST", f"{person}/break-glass", status=201, json={"reason": p["reason to break the glass"]})
    sheet = f"number,first name,last name\n{p['number of another system']},{p['name in a file that came in']},Example\n"
    sent = {"kind": "people", "content": packed(sheet.encode()), "label": p["name of a file that came in"]}
    file = desk.ask("POST", "/imports", who=bob, status=201, json=sent)
    desk.ask("GET", f"/imports/{file['id']}", who=bob, status=200)


def cover(desk: Desk, at: str) -> None:
    """An insurer is asked and answers, by mouth and by file, also about somebody else."""
    p = PLANTED
    told = {"said_by": p["who said it at the insurer"], "reference_number": p["reference number of the insurer"]}
    sheet = {"source": "person", "remarks": p["remarks on benefits"], **told}
    desk.ask("POST", f"{at}/inquiries", status=409, json={"way": "phone", "claim": {"basis": "spoke_for_themself"}})
    desk.ask("POST", f"{at}/benefits", status=201, json=sheet, headers={"Idempotency-Key": "planted-benefits"})
    desk.ask("POST", f"{at}/benefits", status=422, json=sheet | {"deductible_cents": p["who said it at the insurer"]})
    member = (f"NM1*IL*1*{p['name in an electronic answer']}*{p['who said it at the insurer']}****MI*{p['member id']}~",)
    reply = {"content": packed(a_271("EB*1**30~", member=member)), "source": "place_x12"}
    desk.ask("POST", f"{at}/replies", status=409, json=reply)
    desk.ask("POST", f"{at}/replies", status=201, json=reply | {"in_spite_of_doubts": True})
    desk.ask("POST", f"{at}/replies", status=422, json=reply | {"content": packed(a_271("EB*1**30", member=member))})
    desk.ask("GET", f"{at}/benefits", status=200)


def agree(desk: Desk, person_id: str) -> None:
    """Consents on paper, what is disclosed, an emergency, files; and what is refused of them."""
    p, path = PLANTED, f"/people/{person_id}"
    clinic = {"kind": "facility", "name": p["recipient of a consent"]}
    share = {"recipient": clinic, "purpose": "treatment", "information": ["identity"]}
    consent = desk.ask("POST", f"{path}/consents", status=201, json=share, headers={"Idempotency-Key": "planted-consent"})
    signer = {"representative": p["representative"], "ground": "lacks_capacity", "evidence": p["what shows the ground"]}
    scan = {
        "content": packed(a_pdf(p["words in a scan"])),
        "label": p["name of a file"],
        "signed_on": "2026-01-05",
        "signer": signer,
    }
    at = f"/consents/{consent['id']}"
    desk.ask("POST", f"{at}/scan", status=422, json=scan | {"seen": []}, headers={"If-Match": '"1"'})
    desk.ask("POST", f"{at}/offer", status=200, json={"signer": signer}, headers={"If-Match": '"1"'})
    desk.ask("POST", f"{at}/scan", status=200, json=scan | {"seen": list(elements())}, headers={"If-Match": '"2"'})
    desk.ask("POST", f"{path}/disclosures", status=201, json=share)
    desk.ask("POST", f"{path}/disclosures", status=409, json=share | {"purpose": "payment"})
    facts = {
        "affiliation": "EMS",
        "disclosed_by": "Alice",
        "happened_at": "2026-01-05T09:00:00+00:00",
        "nature": p["nature of an emergency"],
    }
    told = {"recipient": {"kind": "medical_personnel", "name": p["medical personnel"]}, "purpose": "emergency"}
    claim = {"basis": "medical_emergency", "facts": facts}
    desk.ask("POST", f"{path}/disclosures", status=201, json=told | {"information": ["health"], "claim": claim})
    card = {"kind": "insurance_card_front", "content": packed(a_png(words=p["words in a picture"])), "label": p["name of a file"]}
    desk.ask("POST", f"{path}/attachments", status=201, json=card, headers={"Idempotency-Key": "planted-card"})
    desk.ask("POST", f"{path}/attachments", status=422, json=card | {"content": packed(p["words in a picture"].encode())})
    for kept in desk.ask("GET", f"{path}/attachments", status=200)["items"]:
        desk.ask("GET", f"/attachments/{kept['id']}/content", status=200)
        desk.answers.append(desk.alice.client.get(f"/attachments/{kept['id']}"))
    (notice,) = desk.ask("POST", f"{at}/revoke", status=200, headers={"If-Match": '"3"'})["notices"]
    desk.ask("POST", f"/revocation-notices/{notice['id']}/told", status=200, json={"way": "phone"})
    asked = desk.ask("POST", f"{path}/accounting-requests", status=201, json={"kind": "part2"})
    desk.ask("POST", f"/accounting-requests/{asked['id']}/answered", status=200, json={"way": "letter"})


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def forms(word: str) -> Iterator[str]:
    """As text, as PostgreSQL prints bytes, and as base64 at each of its three places in a longer text."""
    raw = word.encode()
    yield word.lower()
    yield word.encode("unicode_escape").decode().lower()
    yield raw.hex()
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + raw).decode()
        # The letters at both ends also hold bits of their neighbors.
        yield packed[(0, 2, 3)[shift] : len(packed) - 4].lower()


def leaks(place: str, content: str) -> list[str]:
    """What of the planted words `content` holds, in any form."""
    searched = content.lower()
    return [f"{what} in {place}" for what, word in PLANTED.items() if any(form in searched for form in every_form(word))]


def every_form(word: str) -> Iterator[str]:
    yield from forms(word)
    yield from other_forms(word)


@pytest.fixture
def desk(app: Flask, session: Session, alice: Member, bob: Member) -> Desk:
    a_desk(session)
    a_place(session, name=PLACE)
    partner = a_client(app, a_key(session, a_partner(session)))
    session.commit()
    return Desk(alice, bob, partner, [])


def test_a_planted_word_is_found_in_every_form() -> None:
    for word in PLANTED.values():
        for told in (word, word.upper(), f"x{word}y".encode().hex(), base64.b64encode(f"it says {word}!".encode()).decode()):
            assert leaks("here", told), (word, told)


def test_no_log_line_tells_of_a_person(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    play(desk)
    out, err = capfd.readouterr()
    assert out.count('"event": "request"') == len(desk.answers), "the log must have been heard to prove anything"
    assert leaks("standard output", out) + leaks("standard error", err) == []


def test_no_table_tells_of_a_person(desk: Desk, session: Session, storage: Storage) -> None:
    play(desk)
    assert relay(storage, HANDLERS) >= 1
    session.flush()
    tables = session.scalars(
        text("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'procrastinate')")
    ).all()
    rows = {table: "\n".join(session.scalars(text(f"select t::text from {table} t"))) for table in tables}
    for table in ("public.outbox_event", "procrastinate.procrastinate_jobs", "public.audit_entry", "public.idempotency_record"):
        assert rows[table], f"{table} is empty, and proves nothing"
    assert [leak for table, content in rows.items() for leak in leaks(table, content)] == []


def test_what_was_planted_can_be_read_by_those_who_may(desk: Desk) -> None:
    play(desk)
    told = "\n".join(answer.get_data().decode(errors="replace") for answer in desk.answers)
    read = {leak.removesuffix(" in an answer") for leak in leaks("an answer", told)}
    assert {
        "caller's name",
        "narrative",
        "member id",
        "place where they are",
        "said as",
        "words in a scan",
        "words in a picture",
    } <= read


def test_the_database_s_own_log_tells_of_nobody(desk: Desk, session: Session, cluster: Cluster) -> None:
    play(desk)
    for wrong in ("select cast(:word as int)", "select cast(:word as date)", TWICE):
        with pytest.raises(Exception, match=re.compile("invalid|cannot|duplicate", re.I)), session.begin_nested():
            session.execute(text(wrong), {"word": PLANTED["narrative"]})
    logs = "\n".join(file.read_text(errors="replace") for file in (cluster.place / "log").rglob("*") if file.is_file())
    assert "ready to accept connections" in logs
    assert leaks("PostgreSQL's log", logs) == []


def other_forms(word: str) -> Iterator[str]:
    """Without what a search key leaves out, and as it sounds."""
    plain = "".join(letter for letter in word.lower() if letter.isalnum())
    yield plain
    yield plain.encode().hex()
    yield "".join(letter for letter in unicodedata.normalize("NFKD", plain) if letter.isascii())
    if word.isalpha() and len(jellyfish.metaphone(word)) > 3:
        yield jellyfish.metaphone(word).lower()


def test_a_dump_of_a_played_day_tells_of_nobody(cluster: Cluster, template: str, config: Config) -> None:
    cluster.create_database("dumped", template=template)
    app = create_app(replace(config, database_url=cluster.app_url("dumped"), metrics_token="m" * 32))
    storage: Storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        a_desk(session)
        a_place(session, name=PLACE)
        days = a_team(session, "Days")
        alice = member(app, session, an_account(session, "Alice", "counselor", days))
        bob = member(app, session, an_account(session, "Bob", "supervisor", days))
        partner = a_client(app, a_key(session, a_partner(session)))
    play(Desk(alice, bob, partner, []))
    assert relay(storage, HANDLERS) >= 1
    metrics = app.test_client().get("/metrics", headers={"Authorization": f"Bearer metrics_{'m' * 32}"}).text
    assert "/people/<uuid:person_id>/disclosures" in metrics and leaks("metrics", metrics) == []
    storage.engine.dispose()
    url = cluster.superuser_url("dumped").replace("+psycopg", "")
    done = subprocess.run([installed_programs() / "pg_dump", "--dbname", url], capture_output=True, text=True, check=True)
    cluster.drop_database("dumped")
    dump = done.stdout.lower()
    assert "copy public.person " in dump
    assert leaks("the dump", dump) == []
