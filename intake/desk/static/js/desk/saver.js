// @ts-check
/**
 * Saves each answer by itself. One request at a time for one answer, always the newest; without an answer of the desk it is
 * tried again, ever more slowly, and what was typed stays. Nothing is kept outside this page's memory.
 */

import { Refusal, ask, renewToken } from "../api.js";
import { isSame } from "./record.js";

// Saves of one intake wait for each other at the desk: more at once would only keep a search or a page waiting.
const AT_ONCE = 2;
const FIRST_WAIT = 800;
const LONGEST_WAIT = 15_000;

/**
 * @typedef {object} Pending
 * @property {string} record
 * @property {string} id
 * @property {string} field
 * @property {any} answer
 * @property {"waiting" | "sending" | "failed" | "stale" | "refused"} state
 * @property {number} tries
 * @property {boolean} again the answer changed while it was being sent
 */

export class Saver extends EventTarget {
  /** @param {import("./record.js").IntakeRecord} intake */
  constructor(intake) {
    super();
    this.intake = intake;
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
  }

  /** True while something that was typed is not with the desk yet. */
  get isBusy() {
    return [...this.pending.values()].some((one) => one.state !== "refused" && one.state !== "stale");
  }

  /** @param {string} record @param {string} id @param {string} field @param {any} answer */
  save(record, id, field, answer) {
    const key = keyOf(record, id, field);
    const before = this.pending.get(key);
    if (before?.state === "sending") {
      Object.assign(before, { answer, again: true });
      return;
    }
    const one = { record, id, field, answer, state: /** @type {const} */ ("waiting"), tries: 0, again: false };
    this.pending.set(key, one);
    this.#tell(one, "waiting");
    this.#sendSome();
  }

  /** Send what waits, the oldest first. */
  #sendSome() {
    const all = [...this.pending.values()];
    const free = AT_ONCE - all.filter((one) => one.state === "sending").length;
    for (const one of all.filter((one) => one.state === "waiting").slice(0, Math.max(0, free))) this.#send(one);
  }

  /** Resolves when everything typed so far is with the desk, or cannot be for now. */
  async settled() {
    while ([...this.pending.values()].some((one) => one.state === "waiting" || one.state === "sending")) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  retryNow() {
    for (const one of this.pending.values()) if (one.state === "failed") one.state = "waiting";
    this.#sendSome();
  }

  /** @param {Pending} one */
  async #send(one) {
    this.#tell(one, "sending");
    const { record, id, field, answer } = one;
    one.again = false;
    try {
      const path = `/api/v1/intakes/${this.intake.id}/answers/${record}/${id}/${field}`;
      const saved = await ask("PUT", path, { body: { answer, version: this.intake.version(record, id, field) } });
      this.#saved(one, saved);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.#refused(one, error);
    }
    this.#sendSome();
  }

  /** @param {Pending} one @param {any} saved */
  #saved(one, saved) {
    this.intake.state.version = saved.intake_version;
    this.intake.keep(one.record, one.id, one.field, saved.answer, saved.version);
    if (one.again) {
      one.state = "waiting";
      return;
    }
    this.pending.delete(keyOf(one.record, one.id, one.field));
    this.#tell(one, "saved", { saved });
  }

  /** @param {Pending} one @param {Refusal} error */
  async #refused(one, error) {
    const { current } = error.problem;
    if (error.status === 409 && current && isSame(current.answer, one.answer)) {
      // It was saved, and only the desk's word of it was lost on the way.
      this.#saved(one, { ...current, intake_version: this.intake.state.version });
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

  /** @param {Pending} one @param {Refusal} error */
  #later(one, error) {
    one.tries += 1;
    this.#tell(one, "failed", { error });
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (one.tries - 1)) * (0.75 + Math.random() / 2);
    setTimeout(() => {
      const current = this.pending.get(keyOf(one.record, one.id, one.field));
      if (current !== one || one.state !== "failed") return;
      one.state = "waiting";
      this.#sendSome();
    }, wait);
  }

  /**
   * Choose one of two values after a stale save.
   * @param {Pending} one @param {any} current @param {boolean} mine
   */
  resolve(one, current, mine) {
    this.intake.keep(one.record, one.id, one.field, current.answer, current.version);
    this.pending.delete(keyOf(one.record, one.id, one.field));
    if (mine) this.save(one.record, one.id, one.field, one.answer);
    else this.#tell(one, "saved", { saved: current });
  }

  /** @param {Pending} one @param {any} state @param {any} [extra] */
  #tell(one, state, extra = {}) {
    one.state = state;
    this.dispatchEvent(new CustomEvent("progress", { detail: { one, state, ...extra } }));
  }
}

/** @param {string} record @param {string} id @param {string} field */
export const keyOf = (record, id, field) => `${record}/${id}/${field}`;
