// @ts-check
/** Every answer on the page: filled in from the intake, and saved when it changes or when the hand that types it rests. */

import { showWhatApplies } from "./applies.js";
import { note, showMine, showWorking } from "./beside.js";
import { NotUnderstood, OfWhat, inputOf, kindOf, oneOfNone, show, unpress } from "./controls.js";
import { askOfWhat, takeAway } from "./ofwhat.js";
import { refusalOf, showOutcome } from "./outcome.js";
import { afterPress } from "./press.js";
import { meaning } from "./reading.js";
import { NOT_ASKED, SUBJECT, isAsked, isMissing, isSame, known } from "./record.js";
import { TakingBack } from "./takingback.js";
import { Typing } from "./typing.js";

/** @typedef {{isTyping?: boolean, version?: number}} How `isTyping`: nothing is written into the field, nor said of what is not understood; `version`: read when it was typed */

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
    this.typing = new Typing(saver, (answer) => this.#targetOf(answer), (answer) => this.commit(answer, { isTyping: true }));
    this.takingBack = new TakingBack(this);
    root.addEventListener("input", (event) => this.#typed(event));
    root.addEventListener("change", (event) => this.#changed(event));
    root.addEventListener("focusout", (event) => this.#left(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    // Half-typed words of a page that is left are not lost either.
    for (const leaving of ["beforeunload", "pagehide"]) window.addEventListener(leaving, () => this.typing.restAll());
    saver.addEventListener("progress", (event) => showOutcome(this, /** @type {CustomEvent} */ (event).detail));
  }

  all() {
    return /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".answer")]);
  }

  /** Fill every control from the intake, but never one in which somebody is typing something unsaved. */
  fill() {
    for (const answer of this.all()) this.fillOne(answer);
    this.showWhatApplies();
  }

  showWhatApplies() {
    showWhatApplies(this);
  }

  /** @param {HTMLElement} answer */
  fillOne(answer) {
    const { record, id, field } = this.placeOf(answer);
    for (const place of [id, this.#targetOf(answer).id]) if (this.saver.waiting.at(record, place, field)) return;
    // What was not understood stays as it was typed, until somebody mends it.
    if (!this.typing.isIn(answer) && answer.dataset.state !== "refused") show(answer, this.intake.row(record, id)?.[field]);
    // Whom a call was for decides whose record it is: that is never amended.
    answer.inert = !this.intake.mayChange || (field === "for_whom" && !this.intake.isDraft);
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

  /** Where an answer that is given now belongs. @param {HTMLElement} answer */
  #targetOf(answer) {
    const place = this.placeOf(answer);
    return this.intake.isSettling && isOfSubject(answer) ? { ...place, id: SUBJECT } : place;
  }

  /**
   * @param {string} record @param {string} id @param {string} field
   * @returns {HTMLElement | undefined} shown ones first: a person's name can stand in two places
   */
  find(record, id, field) {
    const same = this.all().filter((answer) => {
      const place = this.placeOf(answer);
      return place.record === record && place.field === field && (id === SUBJECT ? isOfSubject(answer) : place.id === id);
    });
    return same.find((answer) => !answer.hidden) ?? same[0];
  }

  /** What an earlier page could not send stands in its place again. @param {import("./saver.js").Pending} one */
  showWaiting(one) {
    const answer = this.find(one.record, one.id, one.field);
    if (!answer) return;
    if (!this.typing.isIn(answer)) show(answer, one.answer);
    note(answer, "saving");
  }

  /** What an earlier page held of what was being typed: what nobody looked at yet is taken down now, the rest is there to be mended. @param {import("./keeper.js").Keeper} keeper */
  async takeUpPhrases(keeper) {
    const { phrases } = this.typing;
    for (const { answer, phrase } of await phrases.left(keeper, (...place) => this.find(...place))) {
      inputOf(answer).value = phrase.text;
      if (phrase.isFresh || !this.#isUnderstood(answer)) this.commit(answer, { version: phrase.version });
      else {
        // Understood by now: what the desk has stands, and nothing is saved that nobody looks at.
        phrases.letGo(answer);
        this.fillOne(answer);
      }
    }
  }

  /** Also when the desk does not know it yet. @param {HTMLElement} answer */
  isAsked(answer) {
    const { record, id, field } = this.#targetOf(answer);
    const waiting = this.saver.waiting.at(record, id, field);
    return waiting ? !isSame(waiting.answer, NOT_ASKED) : isAsked(this.intake.row(record, id), field);
  }

  /** @param {HTMLElement} answer @param {any} value */
  give(answer, value) {
    showWorking(answer, "");
    show(answer, value);
    this.commit(answer);
  }

  /** @param {HTMLElement} answer @param {How} [how] @returns {void} */
  commit(answer, how = {}) {
    const { isTyping = false } = how;
    this.typing.stop(answer, !isTyping);
    try {
      const { value, unit } = this.#meaning(answer);
      this.takingBack.together(() => {
        if (unit) this.give(unit.answer, unit.value);
        takeAway(answer);
        this.#take(answer, value, how);
      }, answer, isTyping);
      // Kept as an answer that is on its way now, where it was kept as it was typed.
      this.typing.phrases.letGo(answer);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      if (isTyping) this.#say(answer);
      else afterPress(() => this.#say(answer, error));
      if (!isTyping && inputOf(answer).value) this.typing.phrases.keep(answer, inputOf(answer).value, false);
    }
  }

  /** What is not understood, of a field that was left and still holds it. @param {HTMLElement} answer @param {NotUnderstood} [error] */
  #say(answer, error) {
    takeAway(answer);
    if (error && this.typing.here === answer) return;
    note(answer, error ? "refused" : "", error?.message);
    if (error instanceof OfWhat) askOfWhat(answer, error.count, (months) => this.give(answer, months));
  }

  /** @param {HTMLElement} answer */
  #meaning(answer) {
    const { record, id } = this.placeOf(answer);
    return meaning(answer, this.measures, known(this.intake.row(record, id), "said_as") ?? "");
  }

  /** @param {HTMLElement} answer */
  #isUnderstood(answer) {
    try {
      return !!this.#meaning(answer);
    } catch {
      return false;
    }
  }

  /** @param {HTMLElement} answer @param {any} value @param {How} how */
  #take(answer, value, { isTyping, version }) {
    const { record, id, field } = this.#targetOf(answer);
    const waiting = this.saver.waiting.at(record, id, field);
    const before = waiting ? waiting.answer : this.#standing(record, id, field);
    // While it is not settled who that is, it may be the caller's answer that stands there.
    if (isSame(value, before) && (id !== SUBJECT || waiting || isMissing(value))) {
      if (!isTyping && inputOf(answer)) show(answer, before);
      if (!waiting) note(answer, "");
      else if (waiting.state === "refused" && !isTyping) note(answer, "refused", refusalOf(answer));
      return;
    }
    if (waiting?.state === "stale") {
      // Still two answers: what is typed on is mine.
      waiting.answer = value;
      this.saver.waiting.keep(waiting);
      showMine(answer, value);
      return;
    }
    this.saver.save(record, id, field, value, { read: version, isTakenUp: version !== undefined, holder: /** @type {HTMLElement | null} */ (answer.closest("[data-holder]"))?.dataset.holder });
    if (!isTyping && kindOf(answer) === "number") show(answer, value);
    this.takingBack.remember({ record, id, field, before });
  }

  /** What stands there; of somebody of whom the desk does not know yet, nothing. @param {string} record @param {string} id @param {string} field */
  #standing(record, id, field) {
    const isNew = id === SUBJECT && this.intake.isOnePerson && this.saver.waiting.at("intake", this.intake.id, "for_whom")?.answer === "other";
    return (isNew ? null : this.intake.row(record, id)?.[field]) ?? NOT_ASKED;
  }

  /** @param {Event} event */
  #typed(event) {
    const answer = answerOf(event);
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (!answer || input.type === "radio" || input.type === "checkbox" || input.tagName === "SELECT") return;
    if (input.value) unpress(answer);
    showWorking(answer, "");
    takeAway(answer);
    this.typing.goesOn(answer, input);
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

  /** @param {Event} event */
  #left(event) {
    const answer = answerOf(event);
    if (answer && answer === this.typing.here) this.commit(answer);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-missing]");
    const answer = answerOf(event);
    if (!button || !answer) return;
    const isPressed = button.getAttribute("aria-pressed") === "true";
    this.give(answer, isPressed ? NOT_ASKED : { missing: /** @type {HTMLElement} */ (button).dataset.missing });
  }
}

/** @param {HTMLElement} answer */
const isOfSubject = (answer) => !!answer.closest('[data-holder="subject"]');

/** @param {Event} event */
const answerOf = (event) => /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest?.(".answer") ?? null);
