"""Consent and disclosure as plain data."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from intake.consents.rules import (
    Agreement,
    Claim,
    Recipient,
    check_elements,
    check_signer,
    judge_claim,
    judge_consents,
    law,
    possible_birth_years,
    standing,
    wording,
)
from intake.foundation.errors import Invalid

TODAY = date(2026, 11, 23)
ALL = frozenset(law().bases)
CLINIC = Recipient("facility", "Example Clinic", UUID(int=1))
GIVEN: dict[str, Any] = {
    "id": uuid4(),
    "state": "signed",
    "recipient_kind": "facility",
    "recipient_id": UUID(int=1),
    "recipient_name": "Example Clinic",
    "purpose": "treatment",
    "information": frozenset({"identity", "substance_use"}),
    "expires_on": TODAY,
}


def judged(
    recipient: Recipient = CLINIC, purpose: str = "treatment", what: tuple[str, ...] = ("identity",), **changed: object
) -> bool:
    agreement = Agreement(**{**GIVEN, **changed})
    return judge_consents([agreement], recipient, purpose, what, today=TODAY, switched_on=ALL).allowed


def test_a_signed_consent_opens_the_way_for_what_it_names_until_its_last_day() -> None:
    assert judged()
    assert judged(what=("identity", "substance_use"))


@pytest.mark.parametrize("state", ["verbal_intent_recorded", "offered", "revoked"])
def test_only_a_signature_opens_the_way(state: str) -> None:
    assert not judged(state=state)


def test_nothing_beyond_the_consent_leaves() -> None:
    assert not judged(what=("identity", "health"))
    assert not judged(what=())
    assert not judged(purpose="payment")
    assert not judged(expires_on=date(2026, 11, 22))
    assert not judged(Recipient("facility", "Example Clinic", UUID(int=2)))
    assert not judged(Recipient("facility", "Example Clinic"))
    assert not judged(Recipient("insurer", "Example Clinic", UUID(int=1)))
    assert not judge_consents(
        [Agreement(**GIVEN)], CLINIC, "treatment", ["identity"], today=TODAY, switched_on=ALL - {"signed_consent"}
    ).allowed


def test_counseling_notes_need_a_consent_of_their_own() -> None:
    with pytest.raises(Invalid):
        check_elements(["counseling_notes", "identity"], TODAY, TODAY)
    check_elements(["counseling_notes"], TODAY, TODAY)


def test_a_consent_ends_and_not_too_late() -> None:
    for day in (date(2026, 11, 22), date(2032, 1, 1)):
        with pytest.raises(Invalid):
            check_elements(["identity"], day, TODAY)
    assert standing("signed", TODAY, TODAY) == "signed"
    assert standing("signed", TODAY, date(2026, 11, 24)) == "expired"
    assert standing("revoked", TODAY, date(2026, 11, 24)) == "revoked"


@pytest.mark.parametrize("adult", [True, None])
def test_the_mother_of_a_capable_adult_cannot_sign(adult: bool | None) -> None:
    for ground, evidence in ((None, None), ("minor", None), ("minor", "she is his mother"), ("lacks_capacity", None)):
        with pytest.raises(Invalid):
            check_signer(representative="Dolores Marin", ground=ground, evidence=evidence, adult=adult)


def test_a_representative_signs_for_a_minor_or_with_what_shows_the_ground() -> None:
    check_signer(representative="Dolores Marin", ground="minor", evidence=None, adult=False)
    check_signer(representative="Dolores Marin", ground="lacks_capacity", evidence="Guardianship order 12", adult=True)
    check_signer(representative=None, ground=None, evidence=None, adult=True)


def facts_of(basis: str) -> dict[str, str]:
    return dict.fromkeys(law().bases[basis].facts, "told")


OTHERS = sorted(ALL - {"signed_consent", "self"})


@pytest.mark.parametrize("basis", OTHERS)
def test_each_ground_needs_all_of_its_facts_and_to_be_switched_on(basis: str) -> None:
    told, recipient = law().bases[basis], Recipient(law().bases[basis].recipients[0], "Somebody")
    full = Claim(basis, facts_of(basis))
    assert judge_claim(full, recipient, told.purposes[0], switched_on=ALL).allowed
    assert not judge_claim(full, recipient, told.purposes[0], switched_on=ALL - {basis}).allowed
    assert not judge_claim(full, Recipient("self", "", uuid4()), told.purposes[0], switched_on=ALL).allowed
    wrong = next(purpose for purpose in law().purposes if purpose not in told.purposes)
    assert not judge_claim(full, recipient, wrong, switched_on=ALL).allowed
    for code in told.facts:
        lacking = Claim(basis, {**facts_of(basis), code: "  "})
        assert not judge_claim(lacking, recipient, told.purposes[0], switched_on=ALL).allowed


def test_signed_consent_cannot_be_claimed() -> None:
    assert not judge_claim(Claim("signed_consent"), CLINIC, "treatment", switched_on=ALL).allowed
    assert not judge_claim(Claim("because"), CLINIC, "treatment", switched_on=ALL).allowed


def test_only_the_person_asks_as_themself() -> None:
    person = uuid4()
    for asking, allowed in ((person, True), (uuid4(), False), (None, False)):
        decision = judge_claim(Claim("self"), Recipient("self", "", asking), "own_request", switched_on=ALL, subject_id=person)
        assert decision.allowed is allowed


def test_what_is_not_reviewed_by_law_is_off_until_somebody_switches_it_on() -> None:
    on = {code for code, basis in law().bases.items() if basis.on}
    assert on == {"self", "spoke_for_themself", "signed_consent", "medical_emergency"}


def test_the_year_of_birth_as_far_as_it_is_known() -> None:
    assert possible_birth_years(date(1991, 5, 4), 20, TODAY) == {1991}
    assert possible_birth_years(None, 30, TODAY) == {1996, 1995}
    assert possible_birth_years(None, None, TODAY) == frozenset()


def test_the_words_hold_every_element_of_the_rule() -> None:
    assert set(wording()["sections"]) == {
        "who",
        "discloser",
        "information",
        "recipient",
        "purpose",
        "revoke",
        "expiry",
        "majority",
        "redisclosure",
        "refusal",
        "representative",
    }
    assert "pending legal review" in wording()["reviewed_by"]
