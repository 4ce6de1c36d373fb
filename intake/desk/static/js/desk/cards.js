// @ts-check
/** Substances, policies and numbers as cards, in line with the intake. Each thing that one does with a card has a file of its own. */

import { byId, fromHere } from "../html.js";
import { addCards } from "./adding.js";
import { showArrival } from "./arriving.js";
import { cardWords } from "./cardwords.js";
import { confirmNumber } from "./confirming.js";
import { focusOf } from "./controls.js";
import { showCoverage } from "./coverage.js";
import { proposeNames, takeName } from "./naming.js";
import { offerFirst, putFirst } from "./paysfirst.js";
import { plain } from "./plain.js";
import { removeCard, takeBackAdding } from "./removing.js";
import { strengthInWords } from "./strength.js";

/** @typedef {import("./record.js").Row} Row */

export class Cards {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./answers.js").Answers} answers
   * @param {import("./saver.js").Saver} saver
   * @param {import("./cardwords.js").Names} names
   */
  constructor(intake, answers, saver, names) {
    this.intake = intake;
    this.answers = answers;
    this.saver = saver;
    this.names = names;
    this.path = `/api/v1/intakes/${intake.id}`;
    addCards(this);
    for (const change of ["answer", "findings"]) intake.addEventListener(change, () => this.title());
    saver.addEventListener("progress", (event) => showArrival(this, /** @type {CustomEvent} */ (event).detail));
  }

  /** Bring the cards in line with the intake. */
  fill() {
    const { state } = this.intake;
    this.#list("substances", "substance-use", state.substances);
    this.#list("policies", "policy", state.policies);
    this.#list("contact-points", "contact-point", state.caller.contact_points);
    this.answers.fill();
    this.title();
    for (const control of document.querySelectorAll("#find-substance, #find-payer, [data-no-coverage], [data-add] input, [data-add] button, [data-remove], [data-all-no]")) {
      const isAmended = control.matches("#find-substance, #find-payer") || !!control.closest('[data-record="substance-use"], [data-record="policy"]');
      /** @type {HTMLInputElement} */ (control).disabled = !(isAmended ? this.intake.mayChange : this.intake.isDraft);
    }
  }

  /** @param {string} name @param {string} record @param {Row[]} rows */
  #list(name, record, rows) {
    const list = /** @type {HTMLElement} */ (document.querySelector(`[data-list="${name}"]`));
    const wanted = new Set(rows.map((row) => row.id));
    for (const card of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-record-id]"))) {
      if (!wanted.has(card.dataset.recordId ?? "")) card.remove();
    }
    for (const row of rows) if (!list.querySelector(`[data-record-id="${row.id}"]`)) list.append(this.#card(record, row));
  }

  /** @param {string} record @param {Row} row */
  #card(record, row) {
    const template = /** @type {HTMLTemplateElement} */ (byId(`template-${record}`));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const element of copy.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) if (value.includes("__id__")) element.setAttribute(name, value.replace("__id__", row.id));
    }
    const card = /** @type {HTMLElement} */ (copy.firstElementChild);
    card.querySelector("[data-remove]")?.addEventListener("click", () => removeCard(this, record, card.dataset.recordId ?? ""));
    card.querySelector("[data-first]")?.addEventListener("click", () => putFirst(this, card));
    card.querySelector("[data-confirm]")?.addEventListener("click", () => confirmNumber(this, card.dataset.recordId ?? ""));
    return card;
  }

  /** Names, and what hangs on what was told. */
  title() {
    for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".card-row"))) {
      const { record = "", recordId = "" } = card.dataset;
      const row = this.intake.row(record, recordId);
      if (!row) continue;
      const [title, aside] = cardWords(record, row, this.names, this.intake.cards("substances"));
      /** @type {HTMLElement} */ (card.querySelector("[data-title]")).textContent = title;
      /** @type {HTMLElement} */ (card.querySelector("[data-aside]")).textContent = aside;
      const strength = card.querySelector("[data-strength]");
      if (strength) strength.textContent = strengthInWords(row.dose);
      if (record === "substance-use" && this.intake.mayChange) proposeNames(card, row, (hit) => takeName(this, card, hit));
      if (record !== "policy") continue;
      showCoverage(card, row);
      offerFirst(this, card, row);
    }
  }

  /** @param {any} hit an entry of the catalogue */
  learn(hit) {
    Object.assign(this.names.substances, { [hit.code]: hit.name });
    Object.assign(this.intake.kinds, { [hit.code]: hit.substance_class });
  }

  /** The card stands at once; the desk learns of it as soon as it can. @param {string} list @param {Record<string, unknown>} said @param {(element: Element | null) => void} [goOn] */
  add(list, said, goOn = fromHere()) {
    const id = crypto.randomUUID();
    const content = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, typeof value === "string" ? plain(value) : value]));
    this.show(list, id, content);
    this.saver.add(list, id, content);
    this.added(id, goOn);
    takeBackAdding(this, id);
  }

  /** @param {string} list @param {string} id @param {Record<string, unknown>} content */
  show(list, id, content) {
    this.intake.cards(list).push({ ...content, id, versions: {}, isLocal: true });
  }

  /** @param {string} id @param {(element: Element | null) => void} [goOn] */
  added(id, goOn = fromHere()) {
    this.fill();
    this.intake.tell("answer", { record: "list", id, field: "" });
    const first = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${id}"] .answer`));
    if (first) goOn(focusOf(first));
  }
}
