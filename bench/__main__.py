"""`python -m bench [name …]`: set both sides up, measure them in turn, print the table and write build/bench.json."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import directory, growth, ours, search, triage
from bench.calls import a_call
from bench.floor import prepare as floor
from bench.load import Connection
from bench.measure import Measure, Result, Side, compare
from bench.servers import ROOT, Server, a_cluster, serve
from config import Config
from intake.matching.rules import Needs
from intake.storage.embedded import Cluster

SEEDED = 400
FIRST = 100_000
SIZE = int(os.environ.get("SIZE") or 20_000)
GOALS = {
    "intake_record_cpu": 3.0,
    "field_save_cpu": 3.0,
    "field_save_triage_cpu": 3.0,
    "phone_lookup_cpu": 2.0,
    "match_p50": 3.0,
    "match_growth": 3.0,
    "trust_record": 1.4,
    "trust_save": 1.4,
    "name_search_growth": 4.0,
    "phone_lookup_growth": 1.5,
}
# Of ours alone: searches at a million people in milliseconds, an import in seconds and MB, at most; percent at least.
MOST = {
    "name_search_typo": 12.0,
    "name_search_last": 40.0,
    "duplicates": 30.0,
    "import_seconds": 15.0,
    "import_memory": 250.0,
    "triage_one": 500.0,
}
LEAST = {"name_search_typo_found": 99.0, "duplicates_found": 99.0}


def main(wanted: list[str]) -> None:
    results = []
    for result in _all(wanted):
        results.append(result)
        print(_line(result), flush=True)
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
    print(f"\nWritten to {target.relative_to(ROOT)}.")


def _all(wanted: list[str]) -> Iterator[Result]:
    """What needs no server first, and alone when nothing else is wanted."""
    if not wanted or set(wanted) & set(triage.NAMES):
        yield from triage.results()
    if not wanted or set(wanted) - set(triage.NAMES):
        with both_sides() as sides:
            yield from measured(sides, wanted)


@dataclass(frozen=True)
class Sides:
    """Both applications, serving, and what stands behind them."""

    product: Server
    desk: ours.Desk
    bare: Server
    needs: Needs
    cluster: Cluster
    home: Path


def measured(sides: Sides, wanted: list[str]) -> Iterator[Result]:
    """Every line, or those wanted."""

    def wants(*names: str) -> bool:
        return not wanted or bool(set(names) & set(wanted))

    for measure in measures(sides.product, sides.desk.token, sides.bare, sides.needs):
        if wants(measure.name):
            yield compare(measure)
    if wants("trust_record", "trust_save"):
        yield from (compare(measure) for measure in trust(sides) if wants(measure.name))
    if wants(*directory.NAMES):
        yield from directory.results(sides.cluster, sides.desk.settings, ours.DIRECTORY)
    if wants("match_growth"):
        yield growth.result(sides.product, sides.desk.token, sides.cluster)
    if wants(*search.NAMES):
        config = Config.from_env(sides.desk.settings)
        yield from search.results(
            search.Searched(sides.product, sides.desk.token, sides.bare, sides.cluster, floor.DATABASE, config, SIZE)
        )


def trust(sides: Sides) -> Iterator[Measure]:
    """The product beside itself without sealing and trail, on a desk of its own."""
    sides.cluster.create_database("without_trust")
    desk = ours.set_up(sides.cluster, sides.home, "without_trust", directory=False)
    with serve("bench.without_trust:app", desk.settings, sides.cluster, sides.home / "without_trust.log") as without:
        for name, client in (
            ("trust_record", ours.record_intakes),
            ("trust_save", ours.save_fields("narrative", "They tell of a hard week.", "They are calmer.")),
        ):
            yield Measure(name, "CPU s / 1,000", Side(sides.product, sides.desk.token, client), Side(without, desk.token, client))


@contextmanager
def both_sides() -> Iterator[Sides]:
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
        yield Sides(product, desk, bare, needs, cluster, home)


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
    if result.name in GOALS:
        goal, reached = f"{GOALS[result.name]:g} x", result.ratio <= GOALS[result.name]
    elif result.name in MOST:
        unit = "ms of ours at a million" if result.unit.startswith("ms") else f"{result.unit} of ours"
        goal, reached = f"{MOST[result.name]:g} {unit}", result.ours <= MOST[result.name]
    else:
        goal, reached = f"{LEAST[result.name]:g} % of ours", result.ours >= LEAST[result.name]
    return (
        f"{result.name:22} ours {result.ours:8.3f}  floor {result.floor:8.3f}  {result.ratio:5.2f} x  {result.unit}"
        f"   goal {goal}: {'reached' if reached else 'not yet'}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
