"""Pure rules about people: safe contact, names as people write them, age, and proposals of a time zone."""

from intake.callers.rules.ages import ADULT, Ages, ages_of, is_of_age, majority_of
from intake.callers.rules.contact import ContactRules, Reason, Verdict, Way, judge_contact, judge_number, words_for
from intake.callers.rules.duplicates import Likely, Likeness, duplicate_words, weigh
from intake.callers.rules.flags import DO_NOT_CONTACT, FlagKind, flag_kinds, usual_end
from intake.callers.rules.holds import hold_words
from intake.callers.rules.merging import PERSON_ANSWERS, Difference, as_seen, differences, proposed
from intake.callers.rules.names import Typed, WordKeys, edition, likeness, name_keys, split_words, word_keys
from intake.callers.rules.people import ZoneProposal, age_on, propose_zone
from intake.callers.rules.reaching import Reach, each_once
from intake.callers.rules.relations import relation_words
from intake.callers.rules.restrictions import restriction_words

__all__ = [
    "ADULT",
    "DO_NOT_CONTACT",
    "PERSON_ANSWERS",
    "Ages",
    "ContactRules",
    "Difference",
    "FlagKind",
    "Likely",
    "Likeness",
    "Reach",
    "Reason",
    "Typed",
    "Verdict",
    "Way",
    "WordKeys",
    "ZoneProposal",
    "age_on",
    "ages_of",
    "as_seen",
    "differences",
    "duplicate_words",
    "each_once",
    "edition",
    "flag_kinds",
    "hold_words",
    "is_of_age",
    "judge_contact",
    "judge_number",
    "likeness",
    "majority_of",
    "name_keys",
    "propose_zone",
    "proposed",
    "relation_words",
    "restriction_words",
    "split_words",
    "usual_end",
    "weigh",
    "word_keys",
    "words_for",
]
