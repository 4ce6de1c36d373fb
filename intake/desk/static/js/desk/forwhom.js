// @ts-check
/**
 * "Calling for themself" makes one person of two. By a slip of the hand it is pressed too: when somebody else is in need after all,
 * what was told of them before stands there again, and what had moved to the caller goes from there.
 */

import { NOT_ASKED, SUBJECT, isMissing, isSame, known } from "./record.js";

/** @typedef {Record<string, {theirs: any, callers: any}>} Kept by field, of the person in need and of the caller */

export class ForWhom {
  /** @param {import("./answers.js").Answers} answers */
  constructor(answers) {
    this.answers = answers;
    /** @type {Kept | null} */
    this.kept = null;
  }

  /** Whom the call is for was just answered; the desk does not know it yet. @param {any} whom */
  changed(whom) {
    const { intake } = this.answers;
    if (whom === "self" && !intake.isOnePerson) this.kept = this.#told();
    if (whom !== "other" || !this.kept) return;
    const kept = this.kept;
    this.kept = null;
    if (intake.isOnePerson || intake.isSettling) for (const [field, told] of Object.entries(kept)) this.#putBack(field, told);
  }

  /** @returns {Kept} */
  #told() {
    const { caller, subject } = this.answers.intake.state;
    const fields = Object.keys(subject).filter((field) => !isMissing(this.#answerOf(subject, field)) && this.answers.find("person", SUBJECT, field));
    return Object.fromEntries(fields.map((field) => [field, { theirs: this.#answerOf(subject, field), callers: this.#answerOf(caller, field) }]));
  }

  /** Also what is on its way. @param {import("./record.js").Row} person @param {string} field */
  #answerOf(person, field) {
    const waiting = this.answers.saver.pending.get(`person/${person.id}/${field}`);
    return waiting ? waiting.answer : (known(person, field) ?? NOT_ASKED);
  }

  /** @param {string} field @param {{theirs: any, callers: any}} told */
  #putBack(field, { theirs, callers }) {
    const { answers } = this;
    const { caller } = answers.intake.state;
    const own = answers.find("person", caller.id, field);
    // The caller had said nothing of it: what stands there came from the other person.
    const hasMoved = isMissing(callers) && isSame(this.#answerOf(caller, field), theirs);
    if (own && hasMoved && own.closest('[data-holder="caller"]')) answers.give(own, NOT_ASKED);
    else if (hasMoved) answers.saver.save("person", caller.id, field, NOT_ASKED);
    const place = answers.find("person", SUBJECT, field);
    if (place) answers.give(place, theirs);
  }
}
