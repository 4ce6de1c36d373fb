// @ts-check
/** The next step: complete the intake, draft referrals, promise a follow-up, end the call. */

import { Refusal, ask } from "../api.js";
import { byId, h } from "../html.js";
import { inZone, t } from "../words.js";
import { endBegun } from "./begun.js";
import { toast } from "./toast.js";

export class NextStep {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./saver.js").Saver} saver
   * @param {import("./matches.js").Matches} matches
   * @param {() => Promise<void>} reload
   * @param {() => boolean} isLeft whether something is typed and not with the desk; tells so
   */
  constructor(intake, saver, matches, reload, isLeft) {
    this.intake = intake;
    this.saver = saver;
    this.matches = matches;
    this.reload = reload;
    this.path = `/api/v1/intakes/${intake.id}`;
    /** What the desk was asked to keep and has not said yes to: pressed twice on a slow line, it is kept once. @type {Map<string, string>} */
    this.keys = new Map();
    this.isLeft = isLeft;
    this.isHandingOver = false;
    byId("complete").addEventListener("click", () => this.#step("complete", t("The intake is complete.")));
    byId("abandon").addEventListener("click", () => this.#step("abandon", t("Kept for later: it is in your list and can be resumed.")));
    byId("resume").addEventListener("click", () => this.#step("resume", t("Resumed.")));
    matches.addEventListener("refer", (event) => this.#refer(/** @type {CustomEvent} */ (event).detail));
    document.getElementById("hand-over")?.addEventListener("submit", (event) => this.#handOver(event));
    byId("new-task").addEventListener("submit", (event) => this.#promise(event));
    // The second press of a double click is none of its own, however quick the desk was.
    byId("new-task").addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
    document.getElementById("end-call")?.addEventListener("submit", (event) => this.#endCall(event));
  }

  begin() {
    this.showState();
    this.#loadReferrals();
    this.#loadTasks();
  }

  showState() {
    const { state } = this.intake.state;
    byId("intake-state").textContent = this.intake.stateWords;
    byId("intake-state").dataset.state = state;
    byId("intake-state").className = `tag${state === "complete" || state === "closed" ? " tag-good" : ""}`;
    byId("complete").hidden = byId("abandon").hidden = state !== "draft";
    byId("resume").hidden = state !== "abandoned";
    const handOver = /** @type {HTMLElement | null | undefined} */ (document.getElementById("hand-over")?.closest(".group"));
    if (handOver) handOver.hidden = state !== "draft";
  }

  /** @param {string} step @param {string} words */
  async #step(step, words) {
    await this.saver.settled();
    if (step !== "resume" && this.isLeft()) return;
    try {
      await this.#take(step);
      await this.reload();
      toast(words);
      if (document.activeElement === document.body) this.#goOn();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      // The desk that did not answer is not asked for more.
      if (!(error instanceof Refusal) || !error.mayPass) await this.reload();
    }
  }

  /** What was pressed is there no more: what can be done now is in sight. */
  #goOn() {
    const section = byId("section-next");
    section.focus({ preventScroll: true });
    section.scrollIntoView({ block: "start" });
  }

  /** Pressed twice on a slow line it goes once. @param {Event} event */
  async #handOver(event) {
    event.preventDefault();
    if (this.isHandingOver) return;
    this.isHandingOver = true;
    this.isHandingOver = await this.#goesOver(/** @type {HTMLFormElement} */ (event.target));
  }

  /** What is typed goes in first, then the draft goes at its newest version. @param {HTMLFormElement} form @returns {Promise<boolean>} whether it went */
  async #goesOver(form) {
    await this.saver.settled();
    if (this.isLeft()) return false;
    try {
      const { version } = await ask("GET", `${this.path}/findings`);
      /** @type {HTMLInputElement} */ (form.elements.namedItem("version")).value = version;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      return false;
    }
    await endBegun(form, this.saver);
    form.submit();
    return true;
  }

  /** Take the step on the newest version; when another answer came in just then, once more. @param {string} step */
  async #take(step) {
    const send = async () => {
      this.intake.state.version = (await ask("GET", `${this.path}/findings`)).version;
      await ask("POST", `${this.path}/${step}`, { version: this.intake.state.version });
    };
    try {
      await send();
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error;
      await send();
    }
  }

  /** @param {{place: any, run: string}} choice */
  async #refer({ place, run }) {
    if (this.intake.isDraft) return toast(t("Complete the intake first, then draft the referral."));
    try {
      await this.#once(`${this.path}/referrals`, { facility_id: place.facility_id, match_run_id: run });
      toast(t("A referral to {name} is drafted. Nothing is sent yet.", { name: place.name }));
      await this.#loadReferrals();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} path @param {any} body */
  async #once(path, body) {
    const told = path + JSON.stringify(body);
    const key = this.keys.get(told) ?? crypto.randomUUID();
    this.keys.set(told, key);
    await ask("POST", path, { body, key });
    this.keys.delete(told);
  }

  async #loadReferrals() {
    const page = await ask("GET", `/api/v1/referrals?state=draft&intake_id=${this.intake.id}`).catch(() => null);
    if (!page) return this.#notRead("referrals", () => this.#loadReferrals());
    const consents = (/** @type {any} */ one) => ("consents" in byId("referrals").dataset ? h("a", { href: `/people/${one.subject_id}/consents?place=${one.facility.id}` }, t("Ask for consent for this place")) : "");
    const rows = page.items.map((/** @type {any} */ one) => h("div.list-row", { "data-referral": one.id }, h("span.grow", {}, h("span.list-title", {}, one.facility.name), h("br"), h("span.list-note", {}, `${one.facility.city}, ${one.facility.state}`)), consents(one), h("span.tag", {}, t("draft")), h("span.list-note.numbers", {}, one.reference)));
    byId("referrals").replaceChildren(...(rows.length ? rows : [h("p.quiet.small", {}, t("None yet. Choose a place above after the intake is complete."))]));
    this.matches.draw(new Set(page.items.map((/** @type {any} */ one) => one.facility.id)));
  }

  /** Nothing read is not nothing there. @param {string} list @param {() => void} again */
  #notRead(list, again) {
    byId(list).replaceChildren(h("p.quiet.small", {}, t("Could not be read just now."), " ", h("button.btn.btn-sm.btn-plain", { type: "button", onclick: again }, t("Try again"))));
  }

  async #loadTasks() {
    const lists = ["mine", "unassigned"].map((list) => ask("GET", `/api/v1/tasks?list=${list}&intake_id=${this.intake.id}`));
    const pages = await Promise.all(lists).catch(() => null);
    if (!pages) return this.#notRead("tasks", () => this.#loadTasks());
    const tasks = pages.flatMap((page) => page.items);
    const kinds = /** @type {HTMLSelectElement} */ (byId("task-kind")).options;
    const label = (/** @type {string} */ kind) => [...kinds].find((option) => option.value === kind)?.textContent ?? kind;
    const rows = tasks.map((/** @type {any} */ task) => h("div.list-row", { "data-task": task.id }, h("span.grow", {}, h("a.list-title", { href: `/desk/tasks/${task.id}` }, label(task.kind)), task.assignee_id ? "" : h("span.list-note", {}, ` · ${t("nobody has taken it")}`)), h("span.list-note.numbers", {}, inZone(task.due_at, task.time_zone)), h("span.list-note.numbers", {}, task.reference)));
    byId("tasks").replaceChildren(...(rows.length ? rows : [h("p.quiet.small", {}, t("None yet. Leave the time empty for the usual one."))]));
  }

  /** @param {Event} event */
  async #promise(event) {
    event.preventDefault();
    const value = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id)).value.trim();
    const due = value("task-due");
    const body = { kind: value("task-kind"), assignee_id: byId("new-task").dataset.me, ...(due && { due_local: `${due}:00` }), ...(value("task-note") && { note: value("task-note") }) };
    const problem = byId("task-problem");
    problem.hidden = true;
    try {
      await this.#once(`${this.path}/tasks`, body);
      for (const id of ["task-due", "task-note"]) /** @type {HTMLInputElement} */ (byId(id)).value = "";
      await endBegun(/** @type {HTMLFormElement} */ (byId("new-task")), this.saver);
      await this.#loadTasks();
    } catch (error) {
      problem.textContent = /** @type {any} */ (error).problem?.errors?.[0]?.detail ?? /** @type {Error} */ (error).message;
      problem.hidden = false;
    }
  }

  /** @param {Event} event */
  async #endCall(event) {
    event.preventDefault();
    const form = byId("end-call");
    const disposition = /** @type {HTMLSelectElement} */ (byId("disposition")).value;
    try {
      const call = await ask("POST", `/api/v1/calls/${form.dataset.call}/end`, { body: { disposition } });
      byId("call-time").dataset.ended = call.ended_at;
      byId("call-ended").hidden = false;
      form.hidden = true;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
}
