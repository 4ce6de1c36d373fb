// @ts-check
/** What was typed and is not with the desk: here on the page, and sealed in this browser until the desk has it. */

import { SUBJECT, isSame } from "./record.js";

/** @typedef {import("./pending.js").Pending} Pending */

export class Waiting {
  /** @type {Map<string, Pending>} */
  #places = new Map();

  /** @param {import("./record.js").IntakeRecord} intake */
  constructor(intake) {
    this.intake = intake;
    /** @type {import("./keeper.js").Keeper | null} */
    this.keeper = null;
  }

  /** The oldest first. */
  get all() {
    return [...this.#places.values()];
  }

  /** @param {string} record @param {string} id @param {string} field */
  at(record, id, field) {
    return this.#places.get(keyOf(record, id, field));
  }

  /** The card that the desk does not know yet and has to, before it takes this answer. @param {Pending} one */
  cardOf({ record, id }) {
    return record === "add" ? undefined : this.at("add", id, this.intake.listOf(record));
  }

  /** @param {Pending} one */
  put(one) {
    this.#places.set(placeOf(one), one);
    this.keep(one);
  }

  /** As it is now. @param {Pending} one */
  keep({ record, id, field, answer, version, reason, told, stood, holder }) {
    this.keeper?.keep(this.intake.id, keyOf(record, id, field), { record, id, field, answer, version, reason, told, stood, holder });
  }

  /** @param {Pending} one */
  forget(one) {
    this.#places.delete(placeOf(one));
    this.keeper?.letGo(this.intake.id, placeOf(one));
  }

  /** First in its new place, then out of the old one: a window that closes in between loses nothing. @param {Pending} one @param {string} id @param {number} version */
  move(one, id, version) {
    const before = placeOf(one);
    this.#places.delete(before);
    this.put(Object.assign(one, { id, version }));
    this.keeper?.letGo(this.intake.id, before);
  }

  /**
   * From now on what waits is kept in this browser too; what was left there by an earlier page waits here now.
   * @param {import("./keeper.js").Keeper} keeper
   * @returns {Promise<Pending[]>} what was taken up
   */
  async keepWith(keeper) {
    const left = await keeper.kept(this.intake.id);
    this.keeper = keeper;
    for (const one of this.all) this.keep(one);
    const taken = [];
    for (const { place, content } of left) {
      if (this.#places.has(place) || !content.record) continue;
      const one = { told: [], ...content, isTakenUp: true, state: "waiting", tries: 0, again: false };
      const row = this.intake.row(one.record, one.id);
      if (one.record !== "add" && one.id !== SUBJECT && row && isSame(row[one.field], one.answer)) keeper.letGo(this.intake.id, place);
      else {
        this.#places.set(place, one);
        taken.push(one);
      }
    }
    return taken;
  }
}

/** @param {string} record @param {string} id @param {string} field */
const keyOf = (record, id, field) => `${record}/${id}/${field}`;

/** @param {Pending} one */
const placeOf = (one) => keyOf(one.record, one.id, one.field);
