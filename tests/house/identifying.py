"""Which columns may hold words about people without being sealed, each with its reason. All others must be bytes."""

import re

# A column whose name speaks of one of these is about somebody, unless it is told otherwise below.
WORDS = re.compile(
    r"name|street|address|birth|dob|ssn|phone|fax|number|mail|member|subscriber|group|narrative|note|remark|comment|location|"
    r"said_as|ask_for|latitude|longitude|city|zip|postal|title|text|words|story|picture|signature|value|ip_"
)

STAFF = "staff at their desk, not callers"
PUBLIC = "published by the directory or the desk itself"
COUNT = "a running number, the reference that people say aloud"
REFERENCE = "reviewed reference data"

ALLOWED = {
    "account.email": STAFF,
    "account.name": STAFF,
    "audit_entry.actor_name": STAFF,
    "accounting_request.number": COUNT,
    "call.number": COUNT,
    "consent.number": COUNT,
    "intake.number": COUNT,
    "referral.number": COUNT,
    "task.number": COUNT,
    "consent.signature_kind": "typed, drawn or scanned",
    "line.number": PUBLIC,
    "line.name": PUBLIC,
    "team.name": PUBLIC,
    "organisation_settings.name": PUBLIC,
    "partner.name": "an organization",
    "outbox_event.name": "the name of the event",
    "person.name_tokens": "keyed buckets, each shared by many names (docs/privacy.md)",
    "person.postal_code": "places and reports need it; thousands of people share one",
    "policy.payer_said_as": "the insurer as it was said; says nothing of the person",
    "policy.payer_phone": "the insurer's line, printed on every card of the plan",
    "policy.plan_name": "the plan, shared by thousands",
    "policy.subscriber": "whether it is the person, a parent, a partner …; no name",
    "import_run.actor_name": STAFF,
    "import_run.file_name": PUBLIC,
    "facility.name": PUBLIC,
    "facility.search_name": PUBLIC,
    "facility.phone": PUBLIC,
    "provider.name": PUBLIC,
    "facility.latitude": PUBLIC,
    "facility.longitude": PUBLIC,
    "facility_credential.number": PUBLIC,
    "place_facts.referral_phone": "of a treatment place, for those who refer",
    "incoming_facility.name": PUBLIC,
    "incoming_facility.phone": PUBLIC,
    "incoming_facility.street": PUBLIC,
    "incoming_facility.city": PUBLIC,
    "incoming_facility.zip": PUBLIC,
    "incoming_facility.latitude": PUBLIC,
    "incoming_facility.longitude": PUBLIC,
    "site.street": PUBLIC,
    "site.city": PUBLIC,
    "site.zip": PUBLIC,
    "site.latitude": PUBLIC,
    "site.longitude": PUBLIC,
    "payer.name": REFERENCE,
    "loaded_reference.name": REFERENCE,
    "substance.name": REFERENCE,
    "service_code.name": REFERENCE,
    "service_code.category_name": REFERENCE,
    "triage_rule.text": REFERENCE,
    "zip_centroid.zip": REFERENCE,
    "zip_centroid.city": REFERENCE,
    "zip_centroid.latitude": REFERENCE,
    "zip_centroid.longitude": REFERENCE,
}
