"""What goes out of a run."""

from sqlalchemy.orm import Session

from intake.foundation.actor import SYSTEM
from intake.matching.rules import needs_from
from intake.matching.schemas import MatchOut, MatchRunOut
from intake.matching.service import run_match
from tests.factories.facilities import a_place
from tests.matching.places import klonopin


def test_a_place_is_written_as_its_schema_says(session: Session) -> None:
    a_place(session, "SA BDTX HID PI ADLT")
    a_place(session, "SA BDTX RD PI ADLT SP", at=None)
    a_place(session, "SA BDTX HID PI", categories=("TC", "DETOX", "SET", "PAY"))
    result = run_match(session, actor=SYSTEM, intake_id=None, needs=needs_from(klonopin(wishes=("spanish",))))
    out = MatchRunOut().dump(result)
    assert (len(out["matches"]), len(out["to_find_out"])) == (2, 1)
    as_schema = MatchOut(many=True)
    for written in (out["matches"], out["to_find_out"]):
        assert as_schema.validate(written) == {}
        assert as_schema.dump(as_schema.load(written)) == written
