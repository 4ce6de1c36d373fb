"""The same operations as plain SQL behind bare Flask views on a pool of connections."""

import json
import os
from functools import cache
from typing import Any

from flask import Flask, Response, jsonify, request
from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

app = Flask(__name__)

Row = dict[str, Any]


@cache
def pool() -> ConnectionPool[Connection[Any]]:
    return ConnectionPool(os.environ["FLOOR_URL"], min_size=1, max_size=16, open=True)


@cache
def findings() -> list[Row]:
    """What ours found for the same call, so that both write the same rows."""
    found: list[Row] = json.loads(os.environ["FLOOR_FINDINGS"])
    return found


@app.post("/intakes")
def record_intake() -> tuple[Response, int]:
    call = request.get_json()
    with pool().connection() as db:
        person = _person(db, call["caller"])
        intake = _one(
            db,
            "insert into intake (caller_id, subject_id, state, situation, narrative, completed_at) "
            "values (%s, %s, 'complete', %s, %s, now()) returning id",
            (person, person, Jsonb(call["situation"]), call["situation"].get("narrative")),
        )
        _substances(db, intake, call["substances"])
        _policies(db, intake, person, call["policies"])
        rows = [(intake, finding["rule_id"], finding["severity"], Jsonb(finding["content"])) for finding in findings()]
        db.cursor().executemany("insert into finding (intake_id, rule_id, severity, content) values (%s, %s, %s, %s)", rows)
        db.execute(
            "insert into task (intake_id, person_id, kind, due_at) values (%s, %s, %s, now() + interval '2 days')",
            (intake, person, "follow_up_call"),
        )
        _tell(db, "intakes.complete", intake)
        db.execute("insert into outbox (name, record_id) values ('intakes.completed', %s)", (intake,))
    return jsonify(id=intake), 201


def _person(db: Connection[Any], told: Row) -> int:
    person = _one(
        db,
        "insert into person (given_name, family_name, birth_date, street, postal_code, state) "
        "values (%s, %s, %s, %s, %s, %s) returning id",
        [told.get(name) for name in ("given_name", "family_name", "birth_date", "street", "postal_code", "state")],
    )
    for point in told["contact_points"]:
        db.execute(
            "insert into contact_point (person_id, kind, value, may_call, may_leave_voicemail, may_text) "
            "values (%s, %s, %s, %s, %s, %s)",
            (
                person,
                point["kind"],
                point["value"],
                point.get("may_call"),
                point.get("may_leave_voicemail"),
                point.get("may_text"),
            ),
        )
    return person


def _substances(db: Connection[Any], intake: int, told: list[Row]) -> None:
    names = ("substance_code", "route", "amount_per_day", "amount_unit", "days_used_in_30", "months_of_use", "prescribed",
             "prescriber_count")  # fmt: skip
    db.cursor().executemany(
        f"insert into substance_use (intake_id, {', '.join(names)}) values (%s{', %s' * len(names)})",
        [(intake, *(use.get(name) for name in names)) for use in told],
    )


def _policies(db: Connection[Any], intake: int, person: int, told: list[Row]) -> None:
    names = ("coverage_kind", "payer_code", "plan_type", "member_id")
    for policy in told:
        db.execute(
            f"insert into policy (intake_id, person_id, {', '.join(names)}) values (%s, %s{', %s' * len(names)})",
            (intake, person, *(policy.get(name) for name in names)),
        )


@app.post("/drafts")
def start_draft() -> tuple[Response, int]:
    with pool().connection() as db:
        person = _person(db, request.get_json()["caller"])
        intake = _one(
            db, "insert into intake (caller_id, subject_id, situation) values (%s, %s, '{}') returning id", (person, person)
        )
    return jsonify(id=intake), 201


@app.put("/intakes/<int:intake>/past-overdose")
def save_field(intake: int) -> Response:
    told = request.get_json()
    with pool().connection() as db:
        version = _one(
            db,
            "update intake set past_overdose = %s, version = version + 1 where id = %s and version = %s returning version",
            (told["answer"], intake, told["version"]),
        )
        _tell(db, "intakes.save_answer", intake)
    return jsonify(version=version)


@app.get("/people")
def find_number() -> Response:
    with pool().connection() as db:
        rows = db.execute(
            "select p.id, p.given_name, p.family_name, c.value, p.state, (select json_agg(x) from (select i.id, i.state, "
            "i.created_at from intake i where i.caller_id = p.id order by i.id desc limit 5) x) "
            "from contact_point c join person p on p.id = c.person_id where c.value = %s limit 10",
            (request.args["phone"],),
        ).fetchall()
    return jsonify(rows)


@app.post("/people/names")
def find_name() -> Response:
    """pg_trgm on plain text: both words for a full name, the nearest word for one alone."""
    name = request.get_json()["name"]
    like = "%%" if " " in name else "%%>"
    order = "similarity(given_name || ' ' || family_name, %(name)s) desc"
    with pool().connection() as db:
        rows = db.execute(
            f"select given_name || ' ' || family_name as name from bench_person "
            f"where (given_name || ' ' || family_name) {like} %(name)s order by {order} limit 50",
            {"name": name},
        ).fetchall()
    return jsonify(items=[{"name": row[0]} for row in rows])


@app.post("/matches")
def find_places() -> Response:
    with pool().connection() as db:
        rows = db.execute(os.environ["FLOOR_MATCH"], request.get_json()).fetchall()
    return jsonify(rows)


def _one(db: Connection[Any], statement: Any, values: Any) -> int:
    row = db.execute(statement, values).fetchone()
    if row is None:
        raise LookupError
    return int(row[0])


def _tell(db: Connection[Any], action: str, record: int) -> None:
    db.execute("insert into trail (action, record_id, detail) values (%s, %s, %s)", (action, record, Jsonb({"by": "bench"})))
