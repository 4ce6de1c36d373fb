// @ts-check
/**
 * Where somebody is typing. What stands there is kept in this browser from the first letter on, and taken down within half a second
 * after the last; nothing is written into the field meanwhile, nor said of what is not understood yet.
 */

import { Phrases } from "./phrases.js";

const PAUSE = 350;

export class Typing {
  /**
   * @param {import("./saver.js").Saver} saver
   * @param {(answer: HTMLElement) => {record: string, id: string, field: string}} placeOf
   * @param {(answer: HTMLElement) => void} rests the hand rests: what stands there is taken down
   */
  constructor(saver, placeOf, rests) {
    this.rests = rests;
    this.phrases = new Phrases(saver, placeOf);
    /** @type {Map<HTMLElement, number>} */
    this.timers = new Map();
    /** @type {HTMLElement | null} */
    this.here = null;
  }

  /** What arrives meanwhile must not write over it. @param {HTMLElement} answer */
  isIn(answer) {
    return this.timers.has(answer) || this.phrases.has(answer) || this.here === answer;
  }

  /** @param {HTMLElement} answer @param {HTMLInputElement} input */
  goesOn(answer, input) {
    this.here = answer;
    // Half a date is nothing to the browser, which must not be kept as nothing.
    if (input.validity.badInput) this.phrases.letGo(answer);
    else this.phrases.keep(answer, input.value, true);
    this.later(answer, PAUSE, () => this.rests(answer));
  }

  /** @param {HTMLElement} answer @param {number} pause @param {() => void} work */
  later(answer, pause, work) {
    clearTimeout(this.timers.get(answer));
    this.timers.set(answer, window.setTimeout(work, pause));
  }

  /** It is being taken down. @param {HTMLElement} answer @param {boolean} isLeft and nobody types there any more */
  stop(answer, isLeft) {
    clearTimeout(this.timers.get(answer));
    this.timers.delete(answer);
    if (isLeft && this.here === answer) this.here = null;
  }

  /** The page is left: what is being typed counts as said. */
  restAll() {
    for (const answer of [...this.timers.keys()]) this.rests(answer);
  }
}
