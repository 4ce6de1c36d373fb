"""`python -m bench [name …]`: set both sides up, measure them in turn, print the table and write build/bench.json."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from bench import ours
from bench.calls import a_call
from bench.floor import prepare as floor
from bench.load import Connection
from bench.measure import Measure, Result, Side, compare
from bench.servers import ROOT, Server, a_cluster, serve
from intake.matching.rules import Needs

SEEDED = 400
FIRST = 100_000
GOALS = {"intake_record_cpu": 3.0, "field_save_cpu": 3.0, "field_save_triage_cpu": 3.0, "phone_lookup_cpu": 2.0, "match_p50": 3.0}


def main(wanted: list[str]) -> None:
    with both_sides() as (product, token, bare, needs):
        results = []
        for measure in measures(product, token, bare, needs):
            if not wanted or measure.name in wanted:
                results.append(compare(measure))
                print(_line(results[-1]), flush=True)
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
    print(f"\nWritten to {target.relative_to(ROOT)}.")


@contextmanager
def both_sides() -> Iterator[tuple[Server, str, Server, Needs]]:
    """Both applications, serving, each with some people to find."""
    with ExitStack() as open_things:
        home = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="intake-bench-")))
        cluster = open_things.enter_context(a_cluster())
        print("Setting up: the directory, some people, both applications …", flush=True)
        desk = ours.set_up(cluster, home)
        product = open_things.enter_context(serve("wsgi:app", desk.settings, cluster, home / "ours.log"))
        found, needs = _learn(Connection(product.port, desk.token))
        settings = {
            "FLOOR_URL": floor.set_up(cluster),
            "FLOOR_FINDINGS": found,
            "FLOOR_MATCH": floor.match_statement(needs),
        }
        bare = open_things.enter_context(serve("bench.floor.app:app", settings, cluster, home / "floor.log"))
        for connection, path in (
            (Connection(product.port, desk.token), "/api/v1/intakes"),
            (Connection(bare.port, None), "/intakes"),
        ):
            for n in range(FIRST, FIRST + SEEDED):
                connection.ask("POST", path, a_call(n, complete=True))
        yield product, desk.token, bare, needs


def _learn(connection: Connection) -> tuple[str, Needs]:
    """What ours finds and needs for such a call: the floor writes the same findings and asks the same of the places."""
    intake = connection.ask("POST", "/api/v1/intakes", a_call(1, complete=False))
    matched = connection.ask("POST", f"/api/v1/intakes/{intake['id']}/matches", {})
    return ours.findings_of(connection), Needs.from_json(matched["needs"])


def measures(product: Server, token: str, bare: Server, needs: Needs) -> Iterator[Measure]:
    origin = needs.origin
    assert origin is not None  # noqa: S101  (the calls have a ZIP code)
    for name, mine, floors in (
        ("intake_record_cpu", ours.record_intakes, floor.record_intakes),
        ("field_save_cpu", ours.save_fields("narrative", "They tell of a hard week.", "They are calmer."), floor.save_fields),
        ("field_save_triage_cpu", ours.save_fields("past_overdose", True, False), floor.save_fields),
        ("phone_lookup_cpu", ours.look_up_numbers(FIRST, SEEDED), floor.look_up_numbers(FIRST, SEEDED)),
        ("match_p50", ours.find_matches, floor.find_matches(origin.latitude, origin.longitude)),
    ):
        unit = "ms p50" if name.endswith("p50") else "CPU s / 1,000"
        yield Measure(name, unit, Side(product, token, mine), Side(bare, None, floors))  # type: ignore[arg-type]


def _line(result: Result) -> str:
    verdict = "reached" if result.ratio <= GOALS[result.name] else "not yet"
    return (
        f"{result.name:20} ours {result.ours:8.3f}  floor {result.floor:8.3f}  {result.ratio:5.2f} x  {result.unit}"
        f"   goal {GOALS[result.name]:g} x: {verdict}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
