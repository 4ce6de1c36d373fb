// @ts-check
/** What is typed and not with the desk yet: nobody else would read it, so no step is taken over it. */

import { t } from "../words.js";
import { goToAnswer } from "./keys.js";
import { toast } from "./toast.js";

/** Not understood or refused, not sent, or answered by somebody else meanwhile. @param {HTMLElement} answer */
const isOpen = (answer) => ["failed", "refused", "saving"].includes(answer.dataset.state ?? "") || !!answer.querySelector(".conflict");

/**
 * Whether something is not saved; then it is told, and the hand is brought to it.
 * @param {import("./answers.js").Answers} answers @param {import("./saver.js").Saver} saver
 */
export function isUnsaved(answers, saver) {
  const open = answers.all().find((answer) => isOpen(answer) && answer.checkVisibility());
  if (open) goToAnswer(open);
  if (open) toast(t("“{label}” is not saved: look at it first.", { label: open.querySelector(".answer-label")?.textContent?.trim() ?? "" }));
  else if (saver.isBusy) toast(t("Something is not saved yet. Try again in a moment."));
  return !!open || saver.isBusy;
}
