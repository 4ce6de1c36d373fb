"""How much slower matching gets with ten times as many places: nine more of each, within some miles of it and in its state."""

from statistics import median

import psycopg

from bench.measure import ROUNDS, Result, Side, once
from bench.ours import find_matches
from bench.servers import Server
from intake.storage.embedded import Cluster

TIMES = 10
_COLUMNS = (
    "created_at, provider_id, site_id, source, name, program, unit, state, phone, intake_lines, codes, categories, answers, "
    "denied, denials, tells_care, listed, listing_format, first_year, last_year, digest, version"
)
_GROW = f"""
insert into facility (id, source_key, latitude, longitude, {_COLUMNS})
select gen_random_uuid(), gen_random_uuid(), latitude + 0.3 * (random() - 0.5), longitude + 0.3 * (random() - 0.5), {_COLUMNS}
from facility, generate_series(2, {TIMES})
"""


def result(product: Server, token: str, cluster: Cluster) -> Result:
    """The medians after and before, one client at a time."""
    side = Side(product, token, find_matches)
    before = _median(side)
    with psycopg.connect(cluster.superuser_url("intake").replace("postgresql+psycopg", "postgresql"), autocommit=True) as db:
        db.execute(_GROW)
        db.execute("vacuum analyze facility")
    after = _median(side)
    return Result("match_growth", round(after, 3), round(before, 3), round(after / before, 2), "ms p50")


def _median(side: Side) -> float:
    return median(once(side, "ms p50") for _ in range(ROUNDS))
