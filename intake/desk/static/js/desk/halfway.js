// @ts-check
/** What somebody began to write beside the answers and did not send: nobody else would read it, so no step is taken over it. */

import { t } from "../words.js";
import { toast } from "./toast.js";

/** @type {[string, string][]} */
const PLACES = [
  ["#note-text", t("The note is not kept yet: press Enter here, or empty it.")],
  ["#circle input:not([type=hidden])", t("Somebody around them is typed here and not added yet: add them, or empty it.")],
  ["#treatments input:not([type=hidden])", t("A treatment is typed here and not added yet: add it, or empty it.")],
  ["#task-due, #task-note", t("The follow-up is not added yet: press Enter here, or empty it.")],
];

/** Whether something is left so; then it is told, and the hand is brought to it. */
export function isHalfWritten() {
  for (const [place, words] of PLACES) {
    const inputs = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (document.querySelectorAll(place));
    const left = [...inputs].find((input) => isLeft(input));
    if (!left) continue;
    left.closest("details")?.setAttribute("open", "");
    left.scrollIntoView({ block: "center", behavior: "instant" });
    left.focus({ preventScroll: true });
    toast(words);
    return true;
  }
  return false;
}

/** Half a date is nothing to the browser, but somebody began to say when. @param {HTMLInputElement | HTMLTextAreaElement} input */
const isLeft = (input) => !input.disabled && (!!input.value.trim() || input.validity.badInput);
