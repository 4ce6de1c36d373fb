// @ts-check
/** Which questions matter as things are: the others are hidden, but never one that was answered. */

/** @param {import("./answers.js").Answers} answers */
export function showWhatApplies(answers) {
  // What only concerns somebody else has no place when the caller calls for themself.
  const isOther = !(answers.intake.state.situation.for_whom === "self");
  for (const answer of answers.all()) {
    const { only, askedIf } = answer.dataset;
    if (only === "other") answer.hidden = !isOther;
    if (askedIf) answer.hidden = !matters(answers, answer, askedIf);
  }
}

/**
 * @param {import("./answers.js").Answers} answers
 * @param {HTMLElement} answer @param {string} askedIf `pregnant=true`, `kind=opioid|alcohol`, `its_kind=opioid|unknown` or `way=phone`
 */
function matters(answers, answer, askedIf) {
  const { intake } = answers;
  const [what, wanted] = askedIf.split("=");
  const { record, id } = answers.placeOf(answer);
  const row = intake.row(record, id);
  const told = what === "kind" ? intake.kindsUsed() : what === "its_kind" ? [intake.kindOf(row)] : [row?.[what === "way" ? "kind" : what]];
  return answers.isAsked(answer) || wanted.split("|").some((one) => told.map(String).includes(one));
}
