// @ts-check
/**
 * Saves each answer by itself. One request at a time for one answer, always the newest; without an answer of the desk it is
 * tried again, ever more slowly, and what was typed stays: on the page, and sealed in this browser until the desk has it.
 * A new card (a substance, a policy, a number) is saved the same way; its answers wait until the desk knows the card.
 */

import { Refusal, accountOf, renewToken } from "../api.js";
import { send } from "./pending.js";
import { SUBJECT, isAsked, isSame } from "./record.js";
import { Waiting } from "./waiting.js";

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
    this.waiting = new Waiting(intake);
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
  }

  /** Whether "for whom" is answered and the desk has not said yes or no to it. */
  get isSettling() {
    const state = this.waiting.at("intake", this.intake.id, "for_whom")?.state;
    return state === "waiting" || state === "sending" || state === "failed";
  }

  /** True while something that was typed is not with the desk yet. */
  get isBusy() {
    return this.waiting.all.some((one) => one.state !== "refused" && one.state !== "stale");
  }

  /** @param {string} record @param {string} id @param {string} field @param {any} answer @param {{read?: number, isTakenUp?: boolean, holder?: string}} [how] `read`: the version upon which it was typed, where that is not the one that stands here */
  save(record, id, field, answer, { read, isTakenUp, holder } = {}) {
    // What was told of the person in need until now was told of whom that was.
    if (field === "for_whom") for (const one of this.waiting.all) if (one.id === this.intake.state.caller.id) this.waiting.keep(Object.assign(one, { holder: "caller" }));
    const before = this.waiting.at(record, id, field);
    if (before?.state === "sending") {
      Object.assign(before, { answer, again: true });
      this.waiting.keep(before);
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
    if (this.waiting.all.some((one) => one.id === id && one.record === "add" && one.state === "sending")) return false;
    this.setAside(id);
    return true;
  }

  /** What is not saved of a card that goes, goes with it. @param {string} id @returns {Pending[]} to be taken back with it */
  setAside(id) {
    const about = this.waiting.all.filter((one) => one.id === id);
    for (const one of about) this.drop(one);
    return about;
  }

  /** @param {Pending[]} aside */
  takeBack(aside) {
    for (const one of aside) this.#take({ ...one, state: "waiting", tries: 0, again: false });
  }

  /** There is nothing any more that it could be saved of. @param {Pending} one */
  drop(one) {
    this.waiting.forget(one);
    this.#tell(one, "gone");
  }

  /** @param {Pending} one */
  #take(one) {
    this.waiting.put(one);
    this.#tell(one, "waiting");
    this.sendSome();
  }

  /** Send what waits, the oldest first; but no answer of a card before the card. */
  sendSome() {
    const all = this.waiting.all;
    const free = AT_ONCE - all.filter((one) => one.state === "sending").length;
    const ready = all.filter((one) => one.state === "waiting" && one.id !== SUBJECT && !this.waiting.cardOf(one));
    for (const one of ready.slice(0, Math.max(0, free))) this.#send(one);
  }

  /** Whether it will be sent by itself, and soon. @param {Pending} one */
  #isOnItsWay(one) {
    const { state } = this.waiting.cardOf(one) ?? one;
    return one.id !== SUBJECT && (one.state === "sending" || (one.state === "waiting" && (state === "waiting" || state === "sending")));
  }

  /** Resolves when everything typed so far is with the desk, or cannot be for now. */
  async settled() {
    do await this.sent();
    while (this.intake.isSettling && !this.waiting.all.some((one) => one.state === "failed") && (await moment()));
  }

  /** The same, but for what waits until it is known who the person in need is. */
  async sent() {
    while (this.waiting.all.some((one) => this.#isOnItsWay(one))) await moment();
  }

  /** It is known now who the person in need is: what was typed of them goes there. @param {string} id */
  settle(id) {
    for (const one of this.waiting.all.filter((one) => one.id === SUBJECT)) this.waiting.move(one, id, this.intake.version("person", id, one.field));
    this.sendSome();
  }

  /** The caller or the person in need is another row now: what is not saved goes where it was told of them, and is a question there when another answer is known. */
  follow() {
    const { state } = this.intake;
    for (const one of this.waiting.all) {
      const person = one.record === "person" && one.holder && one.id !== SUBJECT ? state[one.holder] : null;
      if (!person || person.id === one.id || one.state === "sending") continue;
      // What was typed there since is newer.
      if (this.waiting.at("person", person.id, one.field)) this.drop(one);
      else this.#moveOn(one, person);
    }
    this.sendSome();
  }

  /** @param {Pending} one @param {import("./record.js").Row} person */
  #moveOn(one, person) {
    this.waiting.move(one, person.id, isAsked(person, one.field) ? 0 : (person.versions[one.field] ?? 0));
    one.tries = 0;
    this.#tell(one, "waiting");
  }

  retryNow() {
    for (const one of this.waiting.all) if (one.state === "failed") one.state = "waiting";
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
    this.waiting.forget(one);
    this.#tell(one, "saved", { saved });
    // The desk answers again: the others need not wait their time out.
    this.retryNow();
  }

  /** The desk knows the card now, by another id: what was typed on it meanwhile follows. @param {Pending} one @param {any} row */
  #added(one, row) {
    for (const other of this.waiting.all.filter((other) => other.id === one.id && other !== one)) this.waiting.move(other, row.id, row.versions?.[other.field] ?? 0);
    this.waiting.forget(one);
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
    this.waiting.keep(one);
  }

  /** @param {Pending} one @param {Refusal} error */
  #later(one, error) {
    one.tries += 1;
    this.#tell(one, "failed", { error });
    // Somebody may sign in again in another window at any moment.
    const longest = error.status === 401 ? 2000 : LONGEST_WAIT;
    const wait = Math.min(longest, FIRST_WAIT * 2 ** (one.tries - 1)) * (0.75 + Math.random() / 2);
    setTimeout(() => {
      const current = this.waiting.at(one.record, one.id, one.field);
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
    this.waiting.forget(one);
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
