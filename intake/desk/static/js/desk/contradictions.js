// @ts-check
/** Two answers that cannot both be so, told beside one of them: which of them holds is asked, never guessed. */

import { byId } from "../html.js";
import { t } from "../words.js";
import { known, yearsSince } from "./record.js";

// A birthday near by, and a guess.
const NEAR = 1;
const GUESSED = 5;

/** @param {import("./record.js").Row} subject */
export function showContradictions(subject) {
  const born = known(subject, "birth_date");
  const told = known(subject, "age_years");
  const age = born ? yearsSince(born) : told;
  const near = known(subject, "age_is_estimate") ? GUESSED : NEAR;
  tell("subject-age_years", born && told !== null && Math.abs(yearsSince(born) - told) > near ? t("Does not fit the birth date: ask.") : "");
  const adult = known(subject, "is_adult");
  tell("subject-is_adult", age !== null && adult !== null && adult !== age >= 18 ? t("Does not fit the age: ask again.") : "");
}

/** @param {import("./record.js").Row} subject @param {string} town of the ZIP code: "West Palm Beach, FL" */
export function showStateOfTown(subject, town) {
  const state = known(subject, "state");
  const its = /, ([A-Z]{2})$/.exec(town)?.[1];
  tell("subject-state", state && its && state !== its ? t("The ZIP code is in {state}: ask again.", { state: its }) : "");
}

/** @param {string} id @param {string} words */
function tell(id, words) {
  const note = byId(`${id}-note`);
  note.dataset.help = words;
  note.toggleAttribute("data-contradicts", !!words);
  if (!note.parentElement?.dataset.state) note.textContent = words;
}
