"""Pure rules about people: safe contact, names as people write them, age, and proposals of a time zone."""

from intake.callers.rules.contact import ContactRules, Reason, Verdict, Way, judge_contact, words_for
from intake.callers.rules.holds import hold_words
from intake.callers.rules.names import likeness, name_keys, search_keys
from intake.callers.rules.people import ZoneProposal, age_on, propose_zone
from intake.callers.rules.restrictions import restriction_words

__all__ = [
    "ContactRules",
    "Reason",
    "Verdict",
    "Way",
    "ZoneProposal",
    "age_on",
    "hold_words",
    "judge_contact",
    "likeness",
    "name_keys",
    "propose_zone",
    "restriction_words",
    "search_keys",
    "words_for",
]
