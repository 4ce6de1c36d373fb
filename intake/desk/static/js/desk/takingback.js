// @ts-check
/** What was answered in one go is taken back in one go: all that was typed into a field, a dose with its unit, "none of these" with every no. */

import { goToAnswer } from "./keys.js";
import { t } from "../words.js";
import { SUBJECT } from "./record.js";
import { toast, undoable } from "./toast.js";

// More are counted, not named.
const NAMED = 2;

/** @typedef {{record: string, id: string, field: string, before: any}} Was */
/** @typedef {{answer: HTMLElement | null, all: Was[]}} Step `answer`: in which somebody is typing */

export class TakingBack {
  /** @param {import("./answers.js").Answers} answers */
  constructor(answers) {
    this.answers = answers;
    /** What is being done. @type {Step | null} */
    this.step = null;
    /** What is still being typed. @type {Step | null} */
    this.open = null;
    this.isUndoing = false;
    /** Cards by the id that this page gave them: the one of the desk. @type {Map<string, string>} */
    this.known = new Map();
    answers.saver.addEventListener("progress", (event) => {
      const { one, row } = /** @type {CustomEvent} */ (event).detail;
      if (row) this.known.set(one.id, row.id);
    });
  }

  /** Everything that `work` changes is one step. @param {() => void} work @param {HTMLElement | null} [answer] in which somebody types @param {boolean} [goesOn] and may type on */
  together(work, answer = null, goesOn = false) {
    if (this.step) return work();
    const step = (answer && this.open?.answer === answer && this.open) || { answer, all: [] };
    const isNew = !step.all.length;
    this.step = step;
    try {
      work();
    } finally {
      this.step = null;
      this.open = goesOn ? step : null;
      if (isNew && step.all.length) undoable(() => this.#takeBack(step));
    }
  }

  /** @param {Was} was */
  remember(was) {
    // What of the person in need was put back with "for whom" goes with it again.
    if (this.isUndoing || !this.step || (was.id === SUBJECT && this.step.answer?.dataset.field === "for_whom")) return;
    // What stood there first.
    if (!this.step.all.some((one) => one.record === was.record && one.id === was.id && one.field === was.field)) this.step.all.push(was);
  }

  /** @param {Step} step */
  #takeBack(step) {
    const { answers } = this;
    const found = step.all.map((was) => ({ answer: answers.find(was.record, this.known.get(was.id) ?? was.id, was.field), before: was.before })).filter(({ answer }) => answer);
    if (!found.length || !answers.intake.isDraft) return;
    this.open = null;
    this.isUndoing = true;
    for (const { answer, before } of found.toReversed()) answers.give(/** @type {HTMLElement} */ (answer), before);
    this.isUndoing = false;
    // What was typed comes first, then what followed from it.
    const all = /** @type {HTMLElement[]} */ (found.map(({ answer }) => answer)).sort((one, other) => Number(other === step.answer) - Number(one === step.answer));
    goToAnswer(all[0]);
    const labels = all.map((answer) => answer.querySelector(".answer-label")?.textContent ?? "");
    toast(all.length > NAMED ? t("Taken back: {count} answers", { count: all.length }) : t("Taken back: {label}", { label: labels.join(", ") }));
  }
}
