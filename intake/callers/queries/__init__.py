"""Reads. Doors do not call these for a person's whole record: they call the verb that also writes the trail."""

from intake.callers.queries.around import Around, drafted_around, people_around, relations_around
from intake.callers.queries.duplicates import Duplicate, PersonTold, duplicates_of
from intake.callers.queries.flags import flag_set, flags_of, must_not_contact, standing_flags
from intake.callers.queries.holding import held, held_among, hold, holds_of, is_held
from intake.callers.queries.names import TOKEN_BITS, Named, named_people, people_by_name, tokens
from intake.callers.queries.people import (
    PersonFile,
    PersonShort,
    contact_point,
    digest,
    people_by_digest,
    people_by_number,
    person,
    person_file,
    relationship_between,
    relationships_of,
)
from intake.callers.queries.seeing import (
    hidden_people,
    person_behind_glass,
    readers,
    restricted_among,
    standing_restriction,
    unrestricted,
    visible_to,
    within_reach,
)

__all__ = [
    "TOKEN_BITS",
    "Around",
    "Duplicate",
    "Named",
    "PersonFile",
    "PersonShort",
    "PersonTold",
    "contact_point",
    "digest",
    "drafted_around",
    "duplicates_of",
    "flag_set",
    "flags_of",
    "held",
    "held_among",
    "hidden_people",
    "hold",
    "holds_of",
    "is_held",
    "must_not_contact",
    "named_people",
    "people_around",
    "people_by_digest",
    "people_by_name",
    "people_by_number",
    "person",
    "person_behind_glass",
    "person_file",
    "readers",
    "relations_around",
    "relationship_between",
    "relationships_of",
    "restricted_among",
    "standing_flags",
    "standing_restriction",
    "tokens",
    "unrestricted",
    "visible_to",
    "within_reach",
]
