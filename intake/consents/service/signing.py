"""The page that a person signs on: opened by a link that works once, after they confirmed the year of birth.

Year of birth, because the counselor need not tell it on the phone, everybody knows their own, and the record has it. It keeps
out whoever finds a link by chance, not a relative who knows the person well: the link is what must be kept safe.
"""

import hashlib
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from babel.dates import get_timezone_name
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries as callers
from intake.callers.models import Person
from intake.callers.rules import is_of_age
from intake.consents import queries
from intake.consents.models import Consent, SigningLink
from intake.consents.rules import Claim, Recipient, check_signer, law, possible_birth_years, render, standing, wording
from intake.consents.service.agreeing import end_links
from intake.consents.service.disclosing import decide_disclosure
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.events import event
from intake.foundation.words import Words
from intake.organisation.queries import desk_zone, settings, today
from intake.storage.outbox import record_event

SIGNER = Actor(role=Role.SYSTEM, id=None, name=Words("Whoever signed by the link"))


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What the signer sees: every line of what is signed."""

    consent: Consent
    link: SigningLink
    words: str

    @property
    def digest(self) -> str:
        return _digest(self.words)


class WordsChanged(Conflict):
    """The record was changed while they read: nobody signs what they have not seen."""

    title = Words("What stands here has changed since you opened it. Please read it again.")

    def __init__(self, opened: OpenLink) -> None:
        super().__init__()
        self.opened = opened


def open_link(session: Session, *, token: str, birth_year: int) -> OpenLink | None:
    """The consent behind a link; None alike for a wrong, used or late link, a wrong year, too many tries, or who may not sign."""
    consent_id = queries.consent_behind(session, token)
    # The consent first, as whoever takes it back does; then the link, so that two tries at once count as two.
    consent = None if consent_id is None else queries.consent(session, consent_id, lock=True)
    link = queries.link_by_token(session, token)
    if link is None or link.used_at or link.expires_at <= now() or link.failures >= wording()["tries"]:
        return None
    person = None if consent is None else callers.person(session, SIGNER, consent.subject_id)
    if (
        consent is None
        or person is None
        or person.is_erased
        or standing(consent.state, consent.expires_on, today(session)) != "offered"
        or not _may_still_sign(session, consent, person)
    ):
        return None
    if birth_year not in possible_birth_years(person.birth_date, person.age_years, today(session)):
        link.failures += 1
        record(session, SIGNER, "consents.wrong_year", consent, person_id=person.id)
        return None
    if not _may_show(session, person):
        return None
    return OpenLink(consent, link, words_to_sign(session, consent, person))


def sign_by_link(session: Session, *, token: str, birth_year: int, shown: str, kind: str, signature: str) -> OpenLink | None:
    """Signed: the words as shown, their hash, the time and the signature are kept sealed, and the link is used up.

    `shown`: the digest of what the signer has read. Refuses with WordsChanged when it would say something else by now.
    """
    opened = open_link(session, token=token, birth_year=birth_year)
    if opened is None:
        return None
    if not compare_digest(opened.digest.encode(), shown.encode()):
        raise WordsChanged(opened)
    keep_signature(session, opened.consent, words=opened.words, kind=kind, signature=signature, actor=SIGNER)
    return opened


def keep_signature(session: Session, consent: Consent, *, words: str, kind: str, signature: str | None, actor: Actor) -> None:
    consent.signed_words, consent.signed_hash = words, _digest(words)
    consent.signature_kind, consent.signature = kind, signature
    consent.signed_at, consent.state, consent.version = now(), "signed", consent.version + 1
    end_links(session, consent.id)
    session.flush()
    record(session, actor, "consents.sign", consent, person_id=consent.subject_id, kind=kind)
    record_event(session, event("consents.signed", consent_id=consent.id, person_id=consent.subject_id))


def words_to_sign(session: Session, consent: Consent, person: Person) -> str:
    """The whole text, with this person's values in it."""
    facts: dict[str, Any] = {
        "person": person.full_name or "the person who called",
        "desk": settings(session).name,
        "information": "; ".join(law().information[code] for code in consent.information),
        "recipient": consent.recipient_name or "",
        "purpose": law().purposes[consent.purpose],
        "expires_on": f"{consent.expires_on:%B} {consent.expires_on.day}, {consent.expires_on.year}",
        "zone": get_timezone_name(desk_zone(session), locale="en"),
        "signer": consent.representative or "",
        "ground": wording()["grounds"].get(consent.ground, ""),
    }
    return render(facts=facts, ground=consent.ground)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _may_still_sign(session: Session, consent: Consent, person: Person) -> bool:
    """Whether it may be signed by whom it was offered to: the record may have learned since that the person is of age."""
    signer = {"representative": consent.representative, "ground": consent.ground, "evidence": consent.evidence}
    try:
        check_signer(**signer, adult=is_of_age(person, today(session)))
    except Invalid:
        return False
    return True


def _may_show(session: Session, person: Person) -> bool:
    themself = Recipient("self", "", person.id)
    return decide_disclosure(
        session, subject_id=person.id, recipient=themself, purpose="own_request", information=["identity"], claim=Claim("self")
    ).allowed
