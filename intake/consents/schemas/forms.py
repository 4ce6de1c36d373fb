"""What the pages' forms send."""

from typing import Any, cast

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from intake.consents.rules import elements, law, wording
from intake.foundation.words import Words
from intake.web.schema import Choice, Day, FormFile, QueryWhole, Schema, Text


class YearForm(Schema):
    birth_year = QueryWhole(required=True, least=1900, most=2100)


def _path(value: str) -> None:
    """Refuse what is no drawn line: points as `M x y` and `L x y`, whole numbers."""
    raise_unless = validate.Regexp(
        r"(M \d{1,4} \d{1,4}( L \d{1,4} \d{1,4})+ ?){1,200}\Z", error=Words("Draw your signature again.")
    )
    raise_unless(value)


class SignForm(YearForm):
    """Typed, or drawn: one of the two. `shown`: the digest of the words that stood above it."""

    shown = Text(most=64, required=True)
    typed = Text(most=200)
    drawn = Text(most=40_000, validate=[_path])
    agree = Choice("yes", required=True, error_messages={"required": Words("Say that you agree, or leave this page.")})

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("typed" in data) == ("drawn" in data):
            raise ValidationError("Type your name, or draw your signature.", "typed")

    @post_load
    def one(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        kind = "typed" if "typed" in data else "drawn"
        return {"birth_year": data["birth_year"], "shown": data["shown"], "kind": kind, "signature": data[kind]}


_ASKED = law().bases["signed_consent"]


class _SignerForm(Schema):
    """Who signs, when it is not the person themself: all three, or none."""

    representative = Text(most=200)
    ground = Choice(*wording()["grounds"])
    evidence = Text(most=500)


def signer_of(data: dict[str, Any]) -> dict[str, str] | None:
    """The signer's fields, taken out of a form's values."""
    told: dict[str, str] = {key: data.pop(key) for key in ("representative", "ground", "evidence") if key in data}
    return told or None


class _ConsentForm(Schema):
    recipient_kind = Choice(*_ASKED.recipients, required=True)
    recipient_name = Text(most=200)
    # A place of the person's referrals; its name is the directory's, whatever was written.
    recipient_id = fields.UUID()
    # Somebody around the person; their name is the record's.
    recipient_person_id = fields.UUID()
    purpose = Choice(*_ASKED.purposes, required=True)
    expires_on = Day()


def _boxes(prefix: str, codes: Any) -> dict[str, Any]:
    return {f"{prefix}_{code}": Choice("yes") for code in codes}


def ticked(data: dict[str, Any], prefix: str) -> list[str]:
    """The codes of the boxes that were ticked, taken out of a form's values."""
    return [key.removeprefix(f"{prefix}_") for key in sorted(data) if key.startswith(f"{prefix}_") and data.pop(key)]


CONSENT_FORM = cast(Schema, _ConsentForm.from_dict(_boxes("share", law().information), name="ConsentForm")())


class PlaceQuery(Schema):
    """The place, or somebody around the person, that the page begins with."""

    place = fields.UUID()
    who = fields.UUID()


class VersionForm(Schema):
    version = QueryWhole(required=True, least=1, most=10**9)


class OfferForm(VersionForm, _SignerForm):
    pass


class _ScanForm(OfferForm):
    file = FormFile(required=True, error_messages={"required": Words("Choose the scan.")})
    signed_on = Day(required=True, error_messages={"required": Words("Say which day is written on it.")})


SCAN_FORM = cast(Schema, _ScanForm.from_dict(_boxes("seen", elements()), name="ScanForm")())


class _DisclosureForm(Schema):
    """`once`: made with the page, so that two presses record one disclosure."""

    once = fields.UUID(required=True)
    happened_at = fields.NaiveDateTime(format="%Y-%m-%dT%H:%M", required=True, error_messages={"required": Words("Say when.")})


class _EmergencyForm(_DisclosureForm):
    """What 42 CFR 2.51 wants written down at once."""

    name = Text(required=True, most=200, error_messages={"required": Words("Say who was told.")})
    affiliation = Text(required=True, most=200, error_messages={"required": Words("Say to which facility they belong.")})
    disclosed_by = Text(required=True, most=200, error_messages={"required": Words("Say who told them.")})
    nature = Text(required=True, most=500, error_messages={"required": Words("Say what the emergency was.")})


class _RecordForm(_DisclosureForm):
    """On a signed consent, which names recipient and purpose; or on another ground, with both and its facts."""

    basis = Choice(*(code for code in law().bases if code != "medical_emergency"), required=True)
    consent_id = fields.UUID()
    recipient_kind = Choice(*law().recipient_kinds)
    recipient_name = Text(most=200)
    purpose = Choice(*law().purposes)


_FACTS = {f"fact_{code}": Text(most=500) for basis in law().bases.values() for code in basis.facts}
EMERGENCY_FORM = cast(Schema, _EmergencyForm.from_dict(_boxes("share", law().information), name="EmergencyForm")())
RECORD_FORM = cast(Schema, _RecordForm.from_dict({**_boxes("share", law().information), **_FACTS}, name="RecordForm")())


class SwitchForm(Schema):
    is_on = Choice("yes", "no", required=True)


class BasisQuery(Schema):
    """The ground that the page asks for; none: a signed consent."""

    basis = Choice(*(code for code in law().bases if code != "medical_emergency"), load_default="signed_consent")


def facts_of(data: dict[str, Any]) -> dict[str, str]:
    """The facts of a ground, taken out of a form's values."""
    return {key.removeprefix("fact_"): data.pop(key) for key in sorted(data) if key.startswith("fact_")}
