// @ts-check
/** Every answer on the page: filled in from the intake, saved when it changes, with its state told beside it. */

import { h } from "../html.js";
import { t } from "../words.js";
import { NotUnderstood, inputOf, kindOf, read, said, show, words } from "./controls.js";
import { dose } from "./dose.js";
import { goToAnswer } from "./keys.js";
import { NOT_ASKED, isAsked, isMissing, isSame, known } from "./record.js";
import { toast, undoable } from "./toast.js";

const TYPING_PAUSE = 350;
const RESTING_PAUSE = 1500;
const SETTLING_PAUSE = 150;
const PHRASE = "phrase/";

export class Answers {
  /**
   * @param {HTMLElement} root
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./saver.js").Saver} saver
   * @param {import("./dose.js").Measures} measures
   */
  constructor(root, intake, saver, measures) {
    this.measures = measures;
    this.root = root;
    this.intake = intake;
    this.saver = saver;
    /** @type {Map<HTMLElement, number>} */
    this.timers = new Map();
    /** Where this browser keeps what was not understood. @type {Set<string>} */
    this.phrases = new Set();
    this.isUndoing = false;
    root.addEventListener("input", (event) => this.#typed(event));
    root.addEventListener("change", (event) => this.#changed(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    // Half-typed words of a page that is left are not lost either.
    for (const leaving of ["beforeunload", "pagehide"]) window.addEventListener(leaving, () => this.commitAll());
    saver.addEventListener("progress", (event) => this.#progress(/** @type {CustomEvent} */ (event).detail));
  }

  all() {
    return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".answer")]);
  }

  /** Fill every control from the intake, but never one in which somebody is typing something unsaved. */
  fill() {
    for (const answer of this.all()) this.fillOne(answer);
    this.showWhatApplies();
  }

  /** @param {HTMLElement} answer */
  fillOne(answer) {
    const { record, id, field } = this.placeOf(answer);
    if (this.saver.pending.has(`${record}/${id}/${field}`)) return;
    // What was not understood stays as it was typed, until somebody mends it.
    if (!this.#isTyped(answer) && answer.dataset.state !== "refused") show(answer, this.intake.row(record, id)?.[field]);
    // Whom a call was for decides whose record it is: that is never amended.
    answer.inert = !this.intake.mayChange || (field === "for_whom" && !this.intake.isDraft);
  }

  /** Hide what only concerns somebody else when the caller calls for themself, and what does not matter as things are. */
  showWhatApplies() {
    const isOther = !(this.intake.state.situation.for_whom === "self");
    for (const answer of this.all()) {
      const { only, askedIf } = answer.dataset;
      if (only === "other") answer.hidden = !isOther;
      if (askedIf) answer.hidden = !this.#matters(answer, askedIf);
    }
  }

  /** What was answered never hides. @param {HTMLElement} answer @param {string} askedIf `pregnant=true`, `kind=opioid|alcohol`, `its_kind=opioid|unknown` or `way=phone` */
  #matters(answer, askedIf) {
    const [what, wanted] = askedIf.split("=");
    const { record, id } = this.placeOf(answer);
    const row = this.intake.row(record, id);
    const told = what === "kind" ? this.intake.kindsUsed() : what === "its_kind" ? [this.intake.kindOf(row)] : [row?.[what === "way" ? "kind" : what]];
    return this.isAsked(answer) || wanted.split("|").some((one) => told.map(String).includes(one));
  }

  /** @param {HTMLElement} answer */
  placeOf(answer) {
    const owner = /** @type {HTMLElement} */ (answer.closest("[data-record]"));
    const { state } = this.intake;
    /** @type {Record<string, string>} */
    const holders = { caller: state.caller.id, subject: state.subject.id, intake: state.id };
    const id = owner.dataset.recordId ?? holders[owner.dataset.holder ?? ""];
    return { record: owner.dataset.record ?? "", id, field: answer.dataset.field ?? "" };
  }

  /**
   * @param {string} record @param {string} id @param {string} field
   * @returns {HTMLElement | undefined} shown ones first: a person's name can stand in two places
   */
  find(record, id, field) {
    const same = this.all().filter((answer) => {
      const place = this.placeOf(answer);
      return place.record === record && place.id === id && place.field === field;
    });
    return same.find((answer) => !answer.hidden) ?? same[0];
  }

  /** What an earlier page could not send stands in its place again. @param {import("./saver.js").Pending} one */
  showWaiting(one) {
    const answer = this.find(one.record, one.id, one.field);
    if (!answer) return;
    if (!this.#isTyped(answer)) show(answer, one.answer);
    this.#note(answer, "saving", "");
  }

  /** Something stands there that the page has not taken down yet: what arrives meanwhile must not write over it. @param {HTMLElement} answer */
  #isTyped(answer) {
    return this.timers.has(answer);
  }

  /** @param {HTMLElement} answer */
  isAsked(answer) {
    const { record, id, field } = this.placeOf(answer);
    return isAsked(this.intake.row(record, id), field);
  }

  /** @param {HTMLElement} answer @param {any} value */
  give(answer, value) {
    show(answer, value);
    this.commit(answer);
  }

  /** @param {HTMLElement} answer @param {boolean} [isQuiet] say nothing yet of what is not understood */
  commit(answer, isQuiet = false) {
    clearTimeout(this.timers.get(answer));
    this.timers.delete(answer);
    if (this.intake.isSettling && answer.closest('[data-holder="subject"]')) {
      this.timers.set(answer, window.setTimeout(() => this.commit(answer, isQuiet), SETTLING_PAUSE));
      return;
    }
    if (kindOf(answer) === "number") this.#splitDose(answer);
    const { record, id, field } = this.placeOf(answer);
    let value;
    try {
      value = read(answer);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      if (!isQuiet) this.#note(answer, "refused", error.message);
      this.#keepPhrase(answer, inputOf(answer).value);
      return;
    }
    this.#keepPhrase(answer, "");
    const waiting = this.saver.pending.get(`${record}/${id}/${field}`);
    const before = waiting ? waiting.answer : (this.intake.row(record, id)?.[field] ?? NOT_ASKED);
    if (isSame(value, before)) {
      if (!waiting) this.#note(answer, "", "");
      return;
    }
    if (waiting?.state === "stale") {
      // Still two answers: what is typed on is mine.
      waiting.answer = value;
      const mine = answer.querySelector('[data-choice="mine"] strong');
      if (mine) mine.textContent = words(answer, value);
      return;
    }
    if (field === "for_whom") this.intake.isSettling = true;
    this.saver.save(record, id, field, value);
    this.#rememberBefore(record, id, field, before);
  }

  /** @param {string} record @param {string} id @param {string} field @param {any} before */
  #rememberBefore(record, id, field, before) {
    if (this.isUndoing) return;
    undoable(() => {
      const answer = this.find(record, id, field);
      if (!answer || !this.intake.isDraft) return;
      this.isUndoing = true;
      this.give(answer, before);
      this.isUndoing = false;
      goToAnswer(answer);
      toast(t("Taken back: {label}", { label: answer.querySelector(".answer-label")?.textContent ?? "" }));
    });
  }

  /** What is not understood is no answer yet, and is not lost with this window either. @param {HTMLElement} answer @param {string} text */
  #keepPhrase(answer, text) {
    const { keeper, intake } = this.saver;
    const { record, id, field } = this.placeOf(answer);
    const place = `${PHRASE}${record}/${id}/${field}`;
    if (text) {
      this.phrases.add(place);
      keeper?.keep(intake.id, place, { text });
    } else if (this.phrases.delete(place)) keeper?.letGo(intake.id, place);
  }

  /** What an earlier page did not understand stands in its field again, to be mended. @param {import("./keeper.js").Keeper} keeper */
  async takeUpPhrases(keeper) {
    for (const { place, content } of await keeper.kept(this.intake.id)) {
      if (!place.startsWith(PHRASE)) continue;
      const [record, id, field] = place.slice(PHRASE.length).split("/");
      const answer = this.find(record, id, field);
      if (!answer || answer.inert) keeper.letGo(this.intake.id, place);
      else if (!this.#isTyped(answer)) this.#showPhrase(answer, place, content.text);
    }
  }

  /** @param {HTMLElement} answer @param {string} place @param {string} text */
  #showPhrase(answer, place, text) {
    this.phrases.add(place);
    inputOf(answer).value = text;
    try {
      read(answer);
      // Understood by now: what the desk has stands, and nothing is saved that nobody looks at.
      this.#keepPhrase(answer, "");
      this.fillOne(answer);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.#note(answer, "refused", error.message);
    }
  }

  /** What is being typed counts as said. */
  commitAll() {
    for (const answer of [...this.timers.keys()]) this.commit(answer, true);
  }

  /** "2 mg twice a day" is an amount and its unit: each goes where it belongs, and what was worked out stands below. @param {HTMLElement} answer */
  #splitDose(answer) {
    const beside = /** @type {HTMLElement | null} */ (answer.parentElement?.querySelector('[data-field="amount_unit"]'));
    if (!beside) return;
    const units = [.../** @type {HTMLSelectElement} */ (inputOf(beside)).options].map((option) => option.value).filter(Boolean);
    const { record, id } = this.placeOf(answer);
    const told = dose(said(inputOf(answer).value), units, this.measures, known(this.intake.row(record, id), "said_as") ?? "");
    if (!told || (told.unit === null && !told.words)) return;
    const note = /** @type {HTMLElement} */ (answer.querySelector(".answer-note"));
    note.dataset.help = told.words ? `= ${told.amount} ${told.unit ?? ""} (${told.words})`.replace("  ", " ") : "";
    inputOf(answer).value = String(told.amount);
    if (told.unit) this.give(beside, told.unit);
  }

  /** @param {Event} event */
  #typed(event) {
    const answer = answerOf(event);
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (!answer || input.type === "radio" || input.type === "checkbox" || input.tagName === "SELECT") return;
    if (input.value) unpress(answer);
    clearTimeout(this.timers.get(answer));
    // Half a phrase, or the 2 of 29, means something else: these wait until the field is left or the hand rests.
    const isSlow = ["ago", "months", "number", "whole", "states", "day", "time", "zip"].includes(kindOf(answer));
    this.timers.set(answer, window.setTimeout(() => this.commit(answer, isSlow), isSlow ? RESTING_PAUSE : TYPING_PAUSE));
  }

  /** @param {Event} event */
  #changed(event) {
    const answer = answerOf(event);
    if (!answer) return;
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.type === "checkbox" && box.checked) oneOfNone(answer, box);
    if (box.type !== "radio") unpress(answer);
    this.commit(answer);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-missing]");
    const answer = answerOf(event);
    if (!button || !answer) return;
    const isPressed = button.getAttribute("aria-pressed") === "true";
    this.give(answer, isPressed ? NOT_ASKED : { missing: /** @type {HTMLElement} */ (button).dataset.missing });
  }

  /** @param {{one: import("./saver.js").Pending, state: string, current?: any, error?: any}} detail */
  #progress({ one, state, current, error }) {
    const answer = this.find(one.record, one.id, one.field);
    if (!answer) return;
    answer.querySelector(".conflict")?.remove();
    if (state === "saved") {
      if (!this.#isTyped(answer) && (!answer.contains(document.activeElement) || kindOf(answer) === "yesno")) show(answer, this.intake.row(one.record, one.id)?.[one.field]);
      this.#note(answer, "", "");
    } else if (state === "stale") {
      this.#note(answer, "", "");
      this.#choose(answer, one, current);
    } else if (state === "failed") {
      this.#note(answer, "failed", error.status === 401 ? t("Not saved: sign in again.") : t("Not saved yet: trying again."));
    } else if (state === "refused") {
      this.#note(answer, "refused", error.problem.errors?.[0]?.detail ?? error.message);
    } else if (state === "sending" || state === "waiting") this.#note(answer, "saving", "");
  }

  /** @param {HTMLElement} answer @param {import("./saver.js").Pending} one @param {any} current */
  #choose(answer, one, current) {
    const pick = (/** @type {boolean} */ mine) => () => {
      this.saver.resolve(one, current, mine);
      show(answer, mine ? one.answer : current.answer);
      answer.querySelector(".conflict")?.remove();
    };
    answer.append(
      h("div.conflict", { role: "group", "aria-label": t("Two answers: choose one") },
        h("p", {}, t("Somebody else saved another answer meanwhile. Which one stands?")),
        h("button.btn.btn-plain", { type: "button", onclick: pick(false), "data-choice": "theirs", "aria-keyshortcuts": "Alt+T" }, h("kbd", {}, "Alt T"), h("span", {}, t("Theirs:"), " ", h("strong", {}, words(answer, current.answer)))),
        h("button.btn.btn-plain", { type: "button", onclick: pick(true), "data-choice": "mine", "aria-keyshortcuts": "Alt+M" }, h("kbd", {}, "Alt M"), h("span", {}, t("Mine:"), " ", h("strong", {}, words(answer, one.answer))))),
    );
  }

  /** @param {HTMLElement} answer @param {string} state @param {string} text */
  #note(answer, state, text) {
    answer.dataset.state = state;
    const note = /** @type {HTMLElement} */ (answer.querySelector(".answer-note"));
    note.textContent = text || this.#understood(answer) || note.dataset.help || "";
    inputOf(answer)?.setAttribute("aria-invalid", String(state === "refused"));
  }

  /** What was understood from a phrase, while the phrase still stands there. @param {HTMLElement} answer */
  #understood(answer) {
    if (kindOf(answer) !== "ago" && kindOf(answer) !== "months") return "";
    try {
      const value = read(answer);
      return isMissing(value) || words(answer, value) === inputOf(answer).value ? "" : `= ${words(answer, value)}`;
    } catch {
      return "";
    }
  }
}

/** @param {Event} event */
const answerOf = (event) => /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest?.(".answer") ?? null);

/** @param {HTMLElement} answer */
function unpress(answer) {
  answer.classList.remove("is-missing");
  for (const button of answer.querySelectorAll(".missing button")) button.setAttribute("aria-pressed", "false");
}

/** "None of these" and the others exclude each other. @param {HTMLElement} answer @param {HTMLInputElement} box */
function oneOfNone(answer, box) {
  for (const other of /** @type {NodeListOf<HTMLInputElement>} */ (answer.querySelectorAll("input:checked"))) {
    if (other !== box && ("none" in other.dataset) !== ("none" in box.dataset)) other.checked = false;
  }
}
