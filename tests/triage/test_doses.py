"""Dose bands at the published cut-offs, and the riskier table where there are none."""

from decimal import Decimal

import pytest

from intake.foundation.answers import Missing
from intake.triage.rules import Band, diazepam_equivalent, dose_band, dose_of
from intake.triage.rules.doses import band_together


@pytest.mark.parametrize(
    ("drug", "low", "moderate"),
    [
        ("diazepam", 10, 15),
        ("clonazepam", 0.5, 1.5),
        ("lorazepam", 2, 3),
        ("alprazolam", 1, 2),
        ("chlordiazepoxide", 25, 37.5),
        ("temazepam", 15, 22.5),
        ("oxazepam", 20, 30),
        ("triazolam", 0.25, 0.375),
        ("quazepam", 10, 15),
        ("estazolam", 1, 1.5),
        ("flurazepam", 15, 22.5),
        ("clorazepate", 15, 22.5),
        ("bromazepam", 5, 7.5),
        ("clobazam", 20, 30),
        ("flunitrazepam", 1, 1.5),
        ("lormetazepam", 1, 1.5),
        ("nitrazepam", 10, 15),
        ("prazepam", 10, 15),
    ],
)
def test_the_band_changes_just_above_each_cut_off(drug: str, low: float, moderate: float) -> None:
    amounts = (low, low * 1.01, moderate, moderate * 1.01)
    assert [dose_band(drug, mg) for mg in amounts] == [Band.LOW, Band.MODERATE, Band.MODERATE, Band.HIGH]


def test_several_count_together_each_as_its_share_of_its_own_bounds() -> None:
    assert band_together([("clonazepam", 0.25), ("diazepam", 5)]) == Band.LOW
    assert band_together([("clonazepam", 0.5), ("diazepam", 10)]) == Band.MODERATE
    assert band_together([("clonazepam", 0.75), ("diazepam", 7.5)]) == Band.MODERATE
    assert band_together([("clonazepam", 0.8), ("diazepam", 7.5)]) == Band.HIGH
    # what nobody can say adds nothing, and does not take away
    assert band_together([("clonazepam", 0.5), ("bromazolam", 2), ("diazepam", Missing.UNKNOWN)]) == Band.LOW
    assert band_together([("bromazolam", 2)]) is Missing.UNKNOWN


def test_the_two_tables_give_a_range() -> None:
    assert diazepam_equivalent("clonazepam", 2) == (20, 40)
    assert diazepam_equivalent("diazepam", 7) == (7, 7)
    assert diazepam_equivalent("clonazepam", Decimal("0.5")) == (5, 10)


@pytest.mark.parametrize(
    ("drug", "amount", "missing"),
    [
        ("bromazolam", 1, Missing.UNKNOWN),
        ("clonazepam", 0, Missing.UNKNOWN),
        ("clonazepam", -1, Missing.UNKNOWN),
        ("clonazepam", float("nan"), Missing.UNKNOWN),
        ("clonazepam", float("inf"), Missing.UNKNOWN),
        ("clonazepam", Missing.DECLINED, Missing.DECLINED),
        (Missing.NOT_ASKED, 1, Missing.NOT_ASKED),
    ],
)
def test_what_cannot_be_known_stays_missing(drug: str | Missing, amount: float | Missing, missing: Missing) -> None:
    assert dose_band(drug, amount) is missing
    assert diazepam_equivalent(drug, amount) is missing


def test_a_dose_tells_its_band_its_range_and_where_they_come_from() -> None:
    dose = dose_of("clonazepam", 2)
    assert dose is not None
    assert (dose.mg_per_day, dose.band, dose.diazepam_mg_least, dose.diazepam_mg_most) == (2, Band.HIGH, 20, 40)
    assert dose.sources == ("American Society of Addiction Medicine (2025)",)
    by_table = dose_of("temazepam", 15)
    assert by_table is not None
    assert [source[-5:] for source in by_table.sources] == ["2021)", "2002)"]
    assert by_table.diazepam_mg_least < by_table.diazepam_mg_most
    in_one_table = dose_of("clobazam", 10)
    assert in_one_table is not None
    assert [source[-5:] for source in in_one_table.sources] == ["2002)"]


@pytest.mark.parametrize(("drug", "amount"), [("bromazolam", 1), (Missing.UNKNOWN, 1), ("clonazepam", Missing.NOT_ASKED)])
def test_what_no_table_holds_has_no_dose(drug: str | Missing, amount: float | Missing) -> None:
    assert dose_of(drug, amount) is None
