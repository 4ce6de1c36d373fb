// @ts-check
/**
 * Saves each answer by itself. One request at a time for one answer, always the newest; without an answer of the desk it is
 * tried again, ever more slowly, and what was typed stays: on the page, and sealed in this browser until the desk has it.
 * A new card (a substance, a policy, a number) is saved the same way; its answers wait until the desk knows the card.
 */

import { Refusal, accountOf, renewToken } from "../api.js";
import { keyOf, placeOf, send } from "./pending.js";
import { SUBJECT, isAsked, isSame } from "./record.js";

// Saves of one intake wait for each other at the desk: more at once would only keep a search or a page waiting.
const AT_ONCE = 2;
const FIRST_WAIT = 800;
// A desk that was started again is noticed within seconds; a try costs it next to nothing.
const LONGEST_WAIT = 5_000;

/** @typedef {import("./pending.js").Pending} Pending */

export class Saver extends EventTarget {
  /** @param {import("./record.js").IntakeRecord} intake */
  constructor(intake) {
    super();
    this.intake = intake;
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
    /** @type {import("./keeper.js").Keeper | null} */
    this.keeper = null;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
  }

  /** Whether "for whom" is answered and the desk has not said yes or no to it. */
  get isSettling() {
    const state = this.pending.get(keyOf("intake", this.intake.id, "for_whom"))?.state;
    return state === "waiting" || state === "sending" || state === "failed";
  }

  /** True while something that was typed is not with the desk yet. */
  get isBusy() {
    return [...this.pending.values()].some((one) => one.state !== "refused" && one.state !== "stale");
  }

  /**
   * From now on what waits is kept in this browser too; what was left there by an earlier page goes in now.
   * @param {import("./keeper.js").Keeper} keeper
   * @returns {Promise<Pending[]>} what was taken up
   */
  async keepWith(keeper) {
    const left = await keeper.kept(this.intake.id);
    this.keeper = keeper;
    for (const one of this.pending.values()) this.#keep(one);
    const taken = [];
    for (const { place, content } of left) {
      if (this.pending.has(place) || !content.record) continue;
      const one = { told: [], ...content, isTakenUp: true, state: "waiting", tries: 0, again: false };
      const row = this.intake.row(one.record, one.id);
      if (one.record !== "add" && one.id !== SUBJECT && row && isSame(row[one.field], one.answer)) keeper.letGo(this.intake.id, place);
      else {
        this.pending.set(place, one);
        taken.push(one);
      }
    }
    return taken;
  }

  /** @param {string} record @param {string} id @param {string} field @param {any} answer @param {{read?: number, isTakenUp?: boolean, holder?: string}} [how] `read`: the version upon which it was typed, where that is not the one that stands here */
  save(record, id, field, answer, { read, isTakenUp, holder } = {}) {
    // What was told of the person in need until now was told of whom that was.
    if (field === "for_whom") for (const one of this.pending.values()) if (one.id === this.intake.state.caller.id) this.#keep(Object.assign(one, { holder: "caller" }));
    const before = this.pending.get(keyOf(record, id, field));
    if (before?.state === "sending") {
      Object.assign(before, { answer, again: true });
      this.#keep(before);
      return;
    }
    const version = before?.version ?? read ?? this.intake.version(record, id, field);
    const { told, stood } = before ?? { told: [], stood: this.intake.row(record, id)?.[field] };
    this.#take({ record, id, field, answer, version, told, stood, isTakenUp, holder: holder ?? before?.holder, reason: this.#reason(), state: "waiting", tries: 0, again: false });
  }

  /** Of a draft none. */
  #reason() {
    return this.intake.isDraft ? undefined : this.intake.amendReason;
  }

  /** A new card, under the id that this page gave it. @param {string} list @param {string} id @param {Record<string, unknown>} content */
  add(list, id, content) {
    this.#take({ record: "add", id, field: list, answer: content, version: 0, told: [], reason: this.#reason(), state: "waiting", tries: 0, again: false });
  }

  /** Forget a card that the desk does not know yet. @param {string} id @returns {boolean} false while it is on its way */
  dropCard(id) {
    if ([...this.pending.values()].some((one) => one.id === id && one.record === "add" && one.state === "sending")) return false;
    this.setAside(id);
    return true;
  }

  /** What is not saved of a card that goes, goes with it. @param {string} id @returns {Pending[]} to be taken back with it */
  setAside(id) {
    const about = [...this.pending.values()].filter((one) => one.id === id);
    for (const one of about) this.drop(one);
    return about;
  }

  /** @param {Pending[]} aside */
  takeBack(aside) {
    for (const one of aside) this.#take({ ...one, state: "waiting", tries: 0, again: false });
  }

  /** There is nothing any more that it could be saved of. @param {Pending} one */
  drop(one) {
    this.#forget(one);
    this.#tell(one, "gone");
  }

  /** @param {Pending} one */
  #take(one) {
    this.pending.set(placeOf(one), one);
    this.#keep(one);
    this.#tell(one, "waiting");
    this.sendSome();
  }

  /** @param {Pending} one */
  #keep({ record, id, field, answer, version, reason, told, stood, holder }) {
    this.keeper?.keep(this.intake.id, keyOf(record, id, field), { record, id, field, answer, version, reason, told, stood, holder });
  }

  /** @param {Pending} one */
  #forget(one) {
    this.pending.delete(placeOf(one));
    this.keeper?.letGo(this.intake.id, placeOf(one));
  }

  /** Send what waits, the oldest first; but no answer of a card before the card. */
  sendSome() {
    const all = [...this.pending.values()];
    const free = AT_ONCE - all.filter((one) => one.state === "sending").length;
    const ready = all.filter((one) => one.state === "waiting" && one.id !== SUBJECT && !this.#cardOf(one));
    for (const one of ready.slice(0, Math.max(0, free))) this.#send(one);
  }

  /** The card that the desk does not know yet and has to, before it takes this answer. @param {Pending} one */
  #cardOf({ record, id }) {
    return record === "add" ? undefined : this.pending.get(keyOf("add", id, this.intake.listOf(record)));
  }

  /** Whether it will be sent by itself, and soon. @param {Pending} one */
  #isOnItsWay(one) {
    const { state } = this.#cardOf(one) ?? one;
    return one.id !== SUBJECT && (one.state === "sending" || (one.state === "waiting" && (state === "waiting" || state === "sending")));
  }

  /** Resolves when everything typed so far is with the desk, or cannot be for now. */
  async settled() {
    do await this.sent();
    while (this.intake.isSettling && ![...this.pending.values()].some((one) => one.state === "failed") && (await moment()));
  }

  /** The same, but for what waits until it is known who the person in need is. */
  async sent() {
    while ([...this.pending.values()].some((one) => this.#isOnItsWay(one))) await moment();
  }

  /** It is known now who the person in need is: what was typed of them goes there. @param {string} id */
  settle(id) {
    for (const one of [...this.pending.values()].filter((one) => one.id === SUBJECT)) this.#move(one, id, this.intake.version("person", id, one.field));
    this.sendSome();
  }

  /** The caller or the person in need is another row now: what is not saved goes where it was told of them, and is a question there when another answer is known. */
  follow() {
    const { state } = this.intake;
    for (const one of [...this.pending.values()]) {
      const person = one.record === "person" && one.holder && one.id !== SUBJECT ? state[one.holder] : null;
      if (!person || person.id === one.id || one.state === "sending") continue;
      // What was typed there since is newer.
      if (this.pending.has(keyOf("person", person.id, one.field))) this.drop(one);
      else this.#moveOn(one, person);
    }
    this.sendSome();
  }

  /** @param {Pending} one @param {import("./record.js").Row} person */
  #moveOn(one, person) {
    this.#move(one, person.id, isAsked(person, one.field) ? 0 : (person.versions[one.field] ?? 0));
    one.tries = 0;
    this.#tell(one, "waiting");
  }

  /** First in its new place, then out of the old one: a window that closes in between loses nothing. @param {Pending} one @param {string} id @param {number} version */
  #move(one, id, version) {
    const before = placeOf(one);
    this.pending.delete(before);
    Object.assign(one, { id, version });
    this.pending.set(placeOf(one), one);
    this.#keep(one);
    this.keeper?.letGo(this.intake.id, before);
  }

  retryNow() {
    for (const one of this.pending.values()) if (one.state === "failed") one.state = "waiting";
    this.sendSome();
  }

  /** @param {Pending} one */
  async #send(one) {
    this.#tell(one, "sending");
    one.again = false;
    one.sent = one.answer;
    one.told.push(one.sent);
    try {
      if (one.record === "add") this.#added(one, await send(this.intake, one));
      else this.#saved(one, await send(this.intake, one));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.#refused(one, error);
    }
    this.sendSome();
  }

  /** @param {Pending} one @param {any} saved */
  #saved(one, saved) {
    this.intake.moves(saved.intake_version, 1);
    this.intake.keep(one.record, one.id, one.field, saved.answer, saved.version);
    if (one.again) {
      this.#sendUpon(one, saved.version);
      return;
    }
    this.#forget(one);
    this.#tell(one, "saved", { saved });
    // The desk answers again: the others need not wait their time out.
    this.retryNow();
  }

  /** The desk knows the card now, by another id: what was typed on it meanwhile follows. @param {Pending} one @param {any} row */
  #added(one, row) {
    for (const other of [...this.pending.values()].filter((other) => other.id === one.id && other !== one)) this.#move(other, row.id, row.versions?.[other.field] ?? 0);
    this.#forget(one);
    this.#tell(one, "saved", { row });
  }

  /** @param {Pending} one @param {Refusal} error */
  async #refused(one, error) {
    const { current } = error.problem;
    if (error.status === 409 && current && isSame(current.answer, one.sent)) {
      // It was saved, and only the desk's word of it was lost on the way.
      this.#saved(one, { ...current, intake_version: this.intake.state.version });
    } else if (error.status === 409 && current?.recorded_by === accountOf() && one.told.some((told) => isSame(current.answer, told))) {
      // So was what was sent before, upon which this was typed.
      this.#sendUpon(one, current.version);
    } else if (error.status === 409 && current) {
      this.#tell(one, "stale", { current });
    } else if (error.mayPass || error.status === 401 || error.status === 403) {
      if (error.status === 403) await renewToken();
      this.#later(one, error);
    } else {
      this.#tell(one, "refused", { error });
      if (one.again) one.state = "waiting";
    }
  }

  /** What is typed by now, upon what the desk has. @param {Pending} one @param {number} version */
  #sendUpon(one, version) {
    Object.assign(one, { version, told: [], state: "waiting" });
    this.#keep(one);
  }

  /** @param {Pending} one @param {Refusal} error */
  #later(one, error) {
    one.tries += 1;
    this.#tell(one, "failed", { error });
    // Somebody may sign in again in another window at any moment.
    const longest = error.status === 401 ? 2000 : LONGEST_WAIT;
    const wait = Math.min(longest, FIRST_WAIT * 2 ** (one.tries - 1)) * (0.75 + Math.random() / 2);
    setTimeout(() => {
      const current = this.pending.get(keyOf(one.record, one.id, one.field));
      if (current !== one || one.state !== "failed") return;
      one.state = "waiting";
      this.sendSome();
    }, wait);
  }

  /**
   * Choose one of two values after a stale save.
   * @param {Pending} one @param {any} current @param {boolean} mine
   */
  resolve(one, current, mine) {
    this.intake.keep(one.record, one.id, one.field, current.answer, current.version);
    this.#forget(one);
    if (mine) this.save(one.record, one.id, one.field, one.answer, { holder: one.holder });
    else this.#tell(one, "saved", { saved: current });
  }

  /** @param {Pending} one @param {any} state @param {any} [extra] */
  #tell(one, state, extra = {}) {
    one.state = state;
    this.dispatchEvent(new CustomEvent("progress", { detail: { one, state, ...extra } }));
  }
}

/** @returns {Promise<true>} */
const moment = () => new Promise((resolve) => setTimeout(() => resolve(true), 30));
