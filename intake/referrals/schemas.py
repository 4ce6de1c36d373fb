"""What comes in and goes out."""

from marshmallow import fields

from intake.consents.schemas.messages import information
from intake.referrals.rules import load_reasons
from intake.web.schema import Choice, PageQuery, Schema, page_of

STATES = ("draft", "requested", "cancelled", "entered-in-error")


class ReferralIn(Schema):
    facility_id = fields.UUID(required=True)
    match_run_id = fields.UUID()


class SendReferralIn(Schema):
    """What would leave with it."""

    information = information(required=True)


class CancelReferralIn(Schema):
    reason = Choice(*load_reasons(), required=True)


class ReferralQuery(PageQuery):
    intake_id = fields.UUID()
    state = Choice(*STATES)


class PlaceOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True, attribute="full_name")
    phone = fields.String(required=True, allow_none=True)
    city = fields.String(required=True, attribute="site.city")
    state = fields.String(required=True, attribute="site.state")


class StepOut(Schema):
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    by = fields.UUID(required=True, allow_none=True)


class ReferralOut(Schema):
    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    state = fields.String(required=True)
    intake_id = fields.UUID(required=True)
    subject_id = fields.UUID(required=True)
    facility = fields.Nested(PlaceOut(), required=True)
    match_run_id = fields.UUID(required=True, allow_none=True)
    basis = fields.String(required=True, allow_none=True)
    consent_id = fields.UUID(required=True, allow_none=True)
    information = fields.List(fields.String(), required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    steps = fields.List(fields.Nested(StepOut()), required=True)
    version = fields.Integer(required=True)


REFERRAL_PAGE = page_of(ReferralOut())
