// @ts-check
/** What became of an answer that was sent: saved, answered by somebody else meanwhile, to be tried again, refused. */

import { accountOf } from "../api.js";
import { t } from "../words.js";
import { askWhich, note, takeChoiceAway } from "./beside.js";
import { kindOf, show } from "./controls.js";

/** Why the desk refused what stands there. @type {WeakMap<HTMLElement, string>} */
const refusals = new WeakMap();

/** @param {HTMLElement} answer */
export const refusalOf = (answer) => refusals.get(answer);

/**
 * @param {import("./answers.js").Answers} answers
 * @param {{one: import("./saver.js").Pending, state: string, current?: any, error?: any}} detail
 */
export function showOutcome(answers, { one, state, current, error }) {
  const { intake, saver, typing } = answers;
  // A card that the desk knows now has another id, in a moment: what is being typed on it is kept there.
  if (one.record === "add" && state === "saved") queueMicrotask(() => typing.phrases.renew());
  const answer = answers.find(one.record, one.id, one.field);
  if (!answer) return;
  takeChoiceAway(answer);
  if (state === "saved") {
    typing.phrases.renew(answer);
    if (!typing.isIn(answer) && (!answer.contains(document.activeElement) || kindOf(answer) === "yesno")) show(answer, intake.row(one.record, one.id)?.[one.field]);
    note(answer, "");
  } else if (state === "stale" && isTypedOn(answer, one, current)) {
    saver.resolve(one, current, false);
    show(answer, current.answer);
  } else if (state === "stale") {
    note(answer, "");
    askWhich(answer, current.answer, one.answer, (isMine) => {
      saver.resolve(one, current, isMine);
      show(answer, isMine ? one.answer : current.answer);
    });
  } else if (state === "failed") {
    note(answer, "failed", error.status === 401 ? t("Not saved: sign in again.") : t("Not saved yet: trying again."));
  } else if (state === "refused") {
    refusals.set(answer, error.problem.errors?.[0]?.detail ?? error.message);
    // Said once the field is left: until then it may be half of what is meant.
    if (typing.here === answer) note(answer, "");
    else note(answer, "refused", refusals.get(answer));
  } else if (state === "sending" || state === "waiting") note(answer, "saving");
}

/**
 * A window that was closed sent more than it could still keep: the words that it left are the beginning of what the same account has there.
 * @param {HTMLElement} answer @param {import("./saver.js").Pending} one @param {any} current
 */
function isTypedOn(answer, one, current) {
  const isOurs = one.isTakenUp && !one.again && current.recorded_by === accountOf();
  return isOurs && ["text", "long"].includes(kindOf(answer)) && [one.answer, current.answer].every((text) => typeof text === "string") && current.answer.startsWith(one.answer);
}
