// @ts-check
/**
 * Who calls or is in need is changed elsewhere too, while this page goes on with whom it knew. The desk tells with each answer who they
 * are: then the page reads them again, and what was typed of the person in need and saved of the caller goes where it belongs.
 */

import { t } from "../words.js";
import { NOT_ASKED, isAsked, isSame } from "./record.js";
import { toast } from "./toast.js";

/** @typedef {import("./saver.js").Pending} Pending */

export class Strayed {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./answers.js").Answers} answers
   * @param {{read: () => Promise<void>, settle: () => void}} does
   */
  constructor(intake, answers, does) {
    this.intake = intake;
    this.answers = answers;
    this.does = does;
    /** Saved of the caller, who was the person in need until then. @type {Pending[]} */
    this.all = [];
    this.isReading = false;
  }

  /** What was just saved, and with it who the two are now. @param {Pending} one @param {{caller_id?: string, subject_id?: string}} [saved] */
  async look(one, saved) {
    const { caller, subject } = this.intake.state;
    if (!saved?.subject_id) return;
    if (one.record === "person" && one.holder === "subject" && one.id !== saved.subject_id) this.all.push(one);
    else if (saved.caller_id === caller.id && saved.subject_id === subject.id) return;
    if (this.isReading) return;
    this.isReading = true;
    // What is typed of the person in need meanwhile waits until it is known who that is.
    this.intake.isSettling = true;
    await this.does.read();
    this.isReading = false;
    this.does.settle();
    const moved = this.all.splice(0).filter((other) => this.#bring(other));
    const label = moved.length === 1 && this.answers.find("person", this.intake.state.subject.id, moved[0].field)?.querySelector(".answer-label")?.textContent;
    toast(label ? t("Whom the call is for was changed elsewhere. “{label}” is told of the person in need now: look at it.", { label }) : t("Who calls or is in need was changed elsewhere: look at it."));
  }

  /** The desk does not find what it was told of: that may be another row by now, or none. @param {Pending} one */
  async lookFor(one) {
    await this.does.read();
    const { saver } = this.answers;
    const isOpen = saver.waiting.all.includes(one) && one.state === "refused";
    if (!isOpen || one.record === "add" || this.answers.find(one.record, one.id, one.field)) return;
    saver.drop(one);
    const text = ["string", "number"].includes(typeof one.answer) ? String(one.answer) : "";
    toast(text ? t("“{text}” is not saved: what it was told of is not in this intake any more.", { text }) : t("An answer is not saved: what it was told of is not in this intake any more."));
  }

  /** To whom it was told of; the caller has again what stood there. @param {Pending} one @returns {boolean} */
  #bring({ id, field, answer, stood }) {
    const { subject } = this.intake.state;
    const { saver } = this.answers;
    const row = this.intake.row("person", id);
    if (!row || id === subject.id) return false;
    if (isSame(row[field], answer)) saver.save("person", id, field, stood ?? NOT_ASKED, { holder: "caller" });
    // What was typed there since is newer.
    if (saver.waiting.at("person", subject.id, field)) return false;
    saver.save("person", subject.id, field, answer, { read: isAsked(subject, field) ? 0 : undefined, holder: "subject" });
    this.answers.showWaiting(/** @type {Pending} */ (saver.waiting.at("person", subject.id, field)));
    return true;
  }
}
