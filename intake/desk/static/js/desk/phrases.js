// @ts-check
/** What is being typed, in this browser from the first letter on: sealed, until it is an answer that is saved, or was taken away again. */

const PLACE = "phrase/";

/** @typedef {{text: string, version: number, isFresh: boolean}} Phrase `isFresh`: nobody has seen yet whether it is understood; `version`: what was read when it was typed */

export class Phrases {
  /**
   * @param {import("./saver.js").Saver} saver
   * @param {(answer: HTMLElement) => {record: string, id: string, field: string}} placeOf
   */
  constructor(saver, placeOf) {
    this.saver = saver;
    this.placeOf = placeOf;
    /** Where each stands in the browser, and what. @type {Map<HTMLElement, {place: string, phrase: Phrase}>} */
    this.held = new Map();
  }

  /** @param {HTMLElement} answer */
  has(answer) {
    return this.held.has(answer);
  }

  /** @param {HTMLElement} answer @param {string} text @param {boolean} isFresh */
  keep(answer, text, isFresh) {
    const { keeper, intake } = this.saver.waiting;
    const { record, id, field } = this.placeOf(answer);
    const place = `${PLACE}${record}/${id}/${field}`;
    const phrase = { text, isFresh, version: intake.version(record, id, field) };
    const before = this.held.get(answer)?.place;
    this.held.set(answer, { place, phrase });
    keeper?.keep(intake.id, place, phrase);
    // First in its new place, then out of the old one.
    if (before && before !== place) keeper?.letGo(intake.id, before);
  }

  /** @param {HTMLElement} answer */
  letGo(answer) {
    const held = this.held.get(answer);
    if (!held) return;
    this.held.delete(answer);
    this.saver.waiting.keeper?.letGo(this.saver.intake.id, held.place);
  }

  /** The desk has another version now, or knows the card by another id: what stands there was typed upon that. @param {HTMLElement} [only] */
  renew(only) {
    for (const [answer, { phrase }] of this.held) if (answer.isConnected && (!only || only === answer)) this.keep(answer, phrase.text, phrase.isFresh);
  }

  /**
   * What an earlier page held and nobody saved; what no answer stands for any more goes.
   * @param {import("./keeper.js").Keeper} keeper
   * @param {(record: string, id: string, field: string) => HTMLElement | undefined} find
   * @returns {Promise<{answer: HTMLElement, phrase: Phrase}[]>}
   */
  async left(keeper, find) {
    this.renew();
    const left = [];
    for (const { place, content } of await keeper.kept(this.saver.intake.id)) {
      if (!place.startsWith(PLACE)) continue;
      const [record, id, field] = place.slice(PLACE.length).split("/");
      const answer = find(record, id, field);
      if (!answer || answer.inert) keeper.letGo(this.saver.intake.id, place);
      else if (!this.has(answer)) {
        this.held.set(answer, { place, phrase: content });
        left.push({ answer, phrase: content });
      }
    }
    return left;
  }
}
