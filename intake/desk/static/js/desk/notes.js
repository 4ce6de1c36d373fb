// @ts-check
/** Free notes with their times: kept by Enter, sent like an answer, and in this browser until the desk has them. */

import { byId, h } from "../html.js";
import { LOCALE } from "../words.js";
import { plain } from "./plain.js";

/** @typedef {{id: string, text: string | null, recorded_at: string, recorded_by: string | null}} Note */

const DRAFT = "note";

export class Notes {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./saver.js").Saver} saver
   * @param {Note[]} notes
   * @param {Record<string, string>} staff names by id
   */
  constructor(intake, saver, notes, staff) {
    this.intake = intake;
    this.saver = saver;
    this.staff = staff;
    this.text = /** @type {HTMLTextAreaElement} */ (byId("note-text"));
    this.showState();
    for (const note of notes) this.#show(note);
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#add();
    });
    this.text.addEventListener("input", () => this.#keepDraft());
    saver.addEventListener("progress", (event) => this.#progress(/** @type {CustomEvent} */ (event).detail));
  }

  /** Whether one may jot something down now. */
  showState() {
    this.text.disabled = !["draft", "complete"].includes(this.intake.state.state);
  }

  /**
   * Notes of an earlier page that are on their way only now, and the one that was being written.
   * @param {import("./saver.js").Pending[]} taken @param {import("./keeper.js").Keeper} keeper
   */
  async takeUp(taken, keeper) {
    for (const one of taken) if (one.field === "notes") this.#show(noteOf(one));
    const draft = (await keeper.kept(this.saver.intake.id)).find((one) => one.place === DRAFT);
    if (draft && !this.text.value) this.text.value = draft.content.text;
  }

  /** Half a note is not lost when this window is. */
  #keepDraft() {
    const { keeper, intake } = this.saver.waiting;
    if (this.text.value) keeper?.keep(intake.id, DRAFT, { text: this.text.value });
    else keeper?.letGo(intake.id, DRAFT);
  }

  #add() {
    const text = plain(this.text.value);
    if (!text) return;
    this.text.value = "";
    this.#keepDraft();
    const id = crypto.randomUUID();
    this.#show({ id, text, recorded_at: new Date().toISOString(), recorded_by: null });
    this.saver.add("notes", id, { text });
  }

  /** @param {Note} note */
  #show({ id, text, recorded_at: at, recorded_by: by }) {
    const when = new Date(at);
    const time = when.toLocaleTimeString(LOCALE, { hour: "numeric", minute: "2-digit" });
    // Of another day the day as well.
    const day = when.toDateString() === new Date().toDateString() ? null : h("span.note-day", {}, when.toLocaleDateString(LOCALE, { month: "short", day: "numeric" }), " ");
    const who = by && this.staff[by] ? h("span", {}, this.staff[by]) : null;
    byId("notes").append(h("li", { "data-note": id }, h("time.numbers", { datetime: at }, day, time), who, h("p", {}, text ?? "")));
    byId("notes").scrollTop = byId("notes").scrollHeight;
  }

  /** @param {{one: import("./saver.js").Pending, state: string, error?: Error}} detail */
  #progress({ one, state, error }) {
    if (one.record !== "add" || one.field !== "notes") return;
    const line = /** @type {HTMLElement | null} */ (document.querySelector(`[data-note="${one.id}"]`));
    if (!line) return;
    line.dataset.state = state === "saved" ? "" : state;
    line.title = state === "refused" ? (error?.message ?? "") : "";
  }
}

/** @param {import("./saver.js").Pending} one @returns {Note} */
const noteOf = (one) => ({ id: one.id, text: one.answer.text, recorded_at: new Date().toISOString(), recorded_by: null });
