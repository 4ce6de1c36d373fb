// @ts-check
/** What is said beside an answer: on its way, not saved, not understood, how it was understood; and the choice between two answers. */

import { byId, h } from "../html.js";
import { t } from "../words.js";
import { focusOf, inputOf, kindOf, read, words } from "./controls.js";
import { isMissing } from "./record.js";

/** @param {HTMLElement} answer */
const noteOf = (answer) => /** @type {HTMLElement} */ (answer.querySelector(".answer-note"));

/** @param {HTMLElement} answer @param {string} state @param {string} [text] */
export function note(answer, state, text = "") {
  answer.dataset.state = state;
  const place = noteOf(answer);
  const said = text || understood(answer) || place.dataset.worked || place.dataset.help || "";
  if (place.textContent !== said) {
    place.textContent = said;
    // That nothing goes in is told once for all of them.
    if (state !== "failed" && said !== place.dataset.help) hear(answer, said);
  }
  inputOf(answer)?.setAttribute("aria-invalid", String(state === "refused"));
}

/** Who does not see what stands beside an answer hears it. @param {HTMLElement} answer @param {string} said */
export function hear(answer, said) {
  if (said) byId("heard").textContent = `${answer.querySelector(".answer-label")?.textContent?.trim()}: ${said}`;
}

/** How an amount was worked out; empty: it stands there as it was said. @param {HTMLElement} answer @param {string} worked */
export function showWorking(answer, worked) {
  noteOf(answer).dataset.worked = worked;
}

/** What was understood from a phrase, while the phrase still stands there. @param {HTMLElement} answer */
function understood(answer) {
  if (kindOf(answer) !== "ago" && kindOf(answer) !== "months") return "";
  try {
    const value = read(answer);
    return isMissing(value) || words(answer, value) === inputOf(answer).value ? "" : `= ${words(answer, value)}`;
  } catch {
    return "";
  }
}

/**
 * Two people answered: both stand there until one is chosen.
 * @param {HTMLElement} answer @param {any} theirs @param {any} mine @param {(isMine: boolean) => void} chosen
 */
export function askWhich(answer, theirs, mine, chosen) {
  const pick = (/** @type {boolean} */ isMine) => () => {
    const isHere = !!answer.querySelector(".conflict")?.contains(document.activeElement);
    chosen(isMine);
    takeChoiceAway(answer);
    if (isHere) focusOf(answer)?.focus({ preventScroll: true });
  };
  answer.append(
    h("div.conflict", { role: "group", "aria-label": t("Two answers: choose one") },
      h("p", {}, t("Somebody else saved another answer meanwhile. Which one stands?")),
      h("button.btn.btn-plain", { type: "button", onclick: pick(false), "data-choice": "theirs", "aria-keyshortcuts": "Alt+T" }, h("kbd", {}, "Alt T"), h("span", {}, t("Theirs:"), " ", h("strong", {}, words(answer, theirs)))),
      h("button.btn.btn-plain", { type: "button", onclick: pick(true), "data-choice": "mine", "aria-keyshortcuts": "Alt+M" }, h("kbd", {}, "Alt M"), h("span", {}, t("Mine:"), " ", h("strong", {}, words(answer, mine))))),
  );
}

/** @param {HTMLElement} answer */
export const takeChoiceAway = (answer) => answer.querySelector(".conflict")?.remove();

/** What is typed on is mine. @param {HTMLElement} answer @param {any} value */
export function showMine(answer, value) {
  const mine = answer.querySelector('[data-choice="mine"] strong');
  if (mine) mine.textContent = words(answer, value);
}
