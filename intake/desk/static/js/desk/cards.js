// @ts-check
/** Substances, policies and numbers: cards that are added, removed and put back. */

import { ask } from "../api.js";
import { makeFinder } from "../finder.js";
import { byId, fromHere } from "../html.js";
import { t } from "../words.js";
import { focusOf } from "./controls.js";
import { showCoverage } from "./coverage.js";
import { proposeNames } from "./naming.js";
import { NOT_ASKED, isAsked, known } from "./record.js";
import { strengthInWords } from "./strength.js";
import { toast } from "./toast.js";

/** @typedef {import("./record.js").Row} Row */

export class Cards {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./answers.js").Answers} answers
   * @param {import("./saver.js").Saver} saver
   * @param {{substances: Record<string, string>, payers: Record<string, string>}} names by code
   */
  constructor(intake, answers, saver, names) {
    this.intake = intake;
    this.answers = answers;
    this.saver = saver;
    this.names = names;
    this.path = `/api/v1/intakes/${intake.id}`;
    this.#findSubstances();
    this.#findPayers();
    this.#addNumbers();
    for (const change of ["answer", "findings"]) intake.addEventListener(change, () => this.#title());
    saver.addEventListener("progress", (event) => this.#progress(/** @type {CustomEvent} */ (event).detail));
  }

  /** Bring the cards in line with the intake. */
  fill() {
    const { state } = this.intake;
    this.#list("substances", "substance-use", state.substances);
    this.#list("policies", "policy", state.policies);
    this.#list("contact-points", "contact-point", state.caller.contact_points);
    this.answers.fill();
    this.#title();
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
    card.querySelector("[data-remove]")?.addEventListener("click", () => this.#remove(record, card.dataset.recordId ?? ""));
    card.querySelector("[data-first]")?.addEventListener("click", () => this.#putFirst(card));
    card.querySelector("[data-confirm]")?.addEventListener("click", () => this.#confirm(card.dataset.recordId ?? ""));
    return card;
  }

  /** Somebody has just made sure of the number and of what is safe there. @param {string} id */
  async #confirm(id) {
    await this.saver.settled();
    try {
      const sure = await ask("POST", `/api/v1/people/${this.intake.state.caller.id}/contact-points/${id}/confirmation`);
      Object.assign(this.intake.row("contact-point", id) ?? {}, { confirmed_at: sure.confirmed_at });
      this.#title();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }

  /** This policy pays before the others. @param {HTMLElement} card */
  async #putFirst(card) {
    const goOn = fromHere();
    await this.saver.settled();
    const row = /** @type {Row} */ (this.intake.row("policy", card.dataset.recordId ?? ""));
    try {
      await ask("POST", `${this.path}/policies/${row.id}/first`);
    } catch (error) {
      return toast(/** @type {Error} */ (error).message);
    }
    this.intake.state.policies = [row, ...this.intake.state.policies.filter((/** @type {Row} */ one) => one !== row)];
    // The others go below it: what is being typed on this one goes on.
    const others = [...(card.parentElement?.children ?? [])];
    card.after(...others.slice(0, others.indexOf(card)));
    this.#title();
    goOn(card.querySelector("[data-remove]"));
    this.intake.tell("changed");
  }

  #title() {
    for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".card-row"))) {
      const { record = "", recordId = "" } = card.dataset;
      const row = this.intake.row(record, recordId);
      if (!row) continue;
      const [title, aside] = this.#words(record, row);
      /** @type {HTMLElement} */ (card.querySelector("[data-title]")).textContent = title;
      /** @type {HTMLElement} */ (card.querySelector("[data-aside]")).textContent = aside;
      const strength = card.querySelector("[data-strength]");
      if (strength) strength.textContent = strengthInWords(row.dose);
      if (record === "substance-use" && this.intake.mayChange) proposeNames(card, row, (hit) => this.#itIs(card, hit));
      if (record !== "policy") continue;
      showCoverage(card, row);
      /** @type {HTMLElement} */ (card.querySelector("[data-first]")).hidden = !this.intake.isDraft || !!row.isLocal || this.intake.state.policies[0] === row;
    }
  }

  /** @param {string} record @param {Row} row @returns {[string, string]} */
  #words(record, row) {
    if (record === "contact-point") return [phoneWords(row.value), row.confirmed_at ? t("Confirmed {day}", { day: new Date(row.confirmed_at).toLocaleDateString() }) : row.kind === "email" ? t("E-mail") : ""];
    if (record === "policy") {
      const payer = known(row, "payer_code");
      const kind = known(row, "coverage_kind");
      const words = kind && optionWords(row.id, kind);
      return [(payer && this.names.payers[payer]) || known(row, "payer_said_as") || words || t("Coverage"), t("Not verified: as told on the phone")];
    }
    const code = known(row, "substance_code");
    const said = known(row, "said_as");
    const name = code && this.names.substances[code];
    return [name || said || t("Not known what it is"), name && said && said.toLowerCase() !== name.toLowerCase() ? t("said as “{words}”", { words: said }) : code ? "" : t("not in the catalogue")];
  }

  #findSubstances() {
    makeFinder(finderOf("find-substance"), {
      address: (text) => `/api/v1/substances?q=${encodeURIComponent(text)}`,
      hits: (answer) => answer.items,
      words: (hit) => ({ title: hit.name, note: hit.matched.toLowerCase() === hit.name.toLowerCase() ? classWords(hit.substance_class) : `${hit.matched} · ${classWords(hit.substance_class)}` }),
      otherwise: t("as they say it, not in the catalogue"),
      choose: (hit, text) => {
        if (hit) this.#learn(hit);
        const unit = hit?.usual_units[0];
        this.#add("substances", { said_as: text, ...(hit && { substance_code: hit.code }), ...(unit && { amount_unit: unit }) });
      },
    });
  }

  /** @param {any} hit an entry of the catalogue */
  #learn(hit) {
    Object.assign(this.names.substances, { [hit.code]: hit.name });
    Object.assign(this.intake.kinds, { [hit.code]: hit.substance_class });
  }

  /** What they called it by a name of their own is this. @param {HTMLElement} card @param {any} hit */
  #itIs(card, hit) {
    this.#learn(hit);
    const id = () => card.dataset.recordId ?? "";
    const put = (/** @type {string} */ field, /** @type {any} */ answer) => {
      const row = this.intake.row("substance-use", id());
      if (!row) return;
      row[field] = answer;
      this.saver.save("substance-use", id(), field, answer);
      this.intake.tell("answer", { record: "substance-use", id: id(), field });
    };
    put("substance_code", hit.code);
    const [unit] = hit.usual_units;
    const row = this.intake.row("substance-use", id());
    if (unit && row && !isAsked(row, "amount_unit")) put("amount_unit", unit);
    this.answers.fill();
    const first = /** @type {HTMLElement | null} */ (card.querySelector(".answer"));
    if (first) focusOf(first)?.focus();
    if (this.intake.isDraft) toast(t("Noted as {name}.", { name: hit.name }), async () => put("substance_code", NOT_ASKED));
  }

  #findPayers() {
    makeFinder(finderOf("find-payer"), {
      address: (text) => `/api/v1/payers?q=${encodeURIComponent(text)}`,
      hits: (answer) => answer.items,
      words: (hit) => ({ title: hit.name, note: hit.states.length && hit.states.length < 4 ? hit.states.join(", ") : "" }),
      otherwise: t("as they say it"),
      choose: (hit, text) => {
        if (hit) this.names.payers[hit.code] = hit.name;
        const state = hit?.states.length === 1 ? { state: hit.states[0] } : {};
        this.#add("policies", hit ? { payer_code: hit.code, payer_said_as: text, coverage_kind: hit.kind, ...state } : { payer_said_as: text });
      },
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-no-coverage]"))) {
      const said = button.dataset.noCoverage ?? "";
      button.addEventListener("click", () => this.#add("policies", { coverage_kind: said.startsWith("?") ? { missing: said.slice(1) } : said }));
    }
  }

  #addNumbers() {
    const form = /** @type {HTMLFormElement} */ (document.querySelector('[data-add="contact-point"]'));
    const input = /** @type {HTMLInputElement} */ (byId("new-number"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const value = input.value.trim();
      if (!value) return;
      input.value = "";
      this.#add("contact-points", { kind: value.includes("@") ? "email" : "phone", value });
    });
  }

  /** The card stands at once; the desk learns of it as soon as it can. @param {string} list @param {Record<string, unknown>} content */
  #add(list, content) {
    const id = crypto.randomUUID();
    this.#show(list, id, content);
    this.saver.add(list, id, content);
    this.#added(id);
  }

  /** @param {string} list @param {string} id @param {Record<string, unknown>} content */
  #show(list, id, content) {
    this.intake.cards(list).push({ ...content, id, versions: {}, isLocal: true });
  }

  /** Cards that were added on an earlier page and are on their way only now. @param {import("./saver.js").Pending[]} taken */
  takeUp(taken) {
    for (const one of taken) if (isCard(one)) this.#show(one.field, one.id, one.answer);
    this.fill();
    for (const one of taken) if (one.record !== "add") this.answers.showWaiting(one);
  }

  /** @param {{one: import("./saver.js").Pending, state: string, row?: Row, error?: Error}} detail */
  #progress({ one, state, row, error }) {
    if (!isCard(one)) return;
    const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${one.id}"]`));
    if (row) this.#known(one, row, card);
    else if (state === "refused" && one.field === "contact-points") this.#takeBack(one, error);
    else if (card) card.dataset.state = state;
  }

  /** @param {import("./saver.js").Pending} one @param {Row} row @param {HTMLElement | null} card */
  #known(one, row, card) {
    const rows = this.intake.cards(one.field);
    const place = rows.findIndex((known) => known.id === one.id);
    const isThere = rows.some((known) => known.id === row.id);
    if (place >= 0) rows.splice(place, 1, ...(isThere ? [] : [row]));
    if (card && isThere) card.remove();
    else if (card) Object.assign(card.dataset, { recordId: row.id, state: "" });
    this.intake.tell("answer", { record: "list", id: row.id, field: "" });
    this.intake.tell("changed");
  }

  /** What is no number goes back to where it was typed. @param {import("./saver.js").Pending} one @param {Error} [error] */
  #takeBack(one, error) {
    this.saver.dropCard(one.id);
    const rows = this.intake.cards(one.field);
    rows.splice(rows.findIndex((row) => row.id === one.id), 1);
    this.fill();
    /** @type {HTMLInputElement} */ (byId("new-number")).value = one.answer.value;
    toast(t("The number was not added: {reason}", { reason: error?.message ?? "" }));
  }

  /** @param {string} id @param {(element: Element | null) => void} [goOn] */
  #added(id, goOn = fromHere()) {
    this.fill();
    this.intake.tell("answer", { record: "list", id, field: "" });
    const first = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${id}"] .answer`));
    if (first) goOn(focusOf(first));
  }

  /** @param {string} record @param {string} id */
  async #remove(record, id) {
    const list = record === "policy" ? "policies" : "substances";
    const row = /** @type {Row} */ (this.intake.row(record, id));
    const [title] = this.#words(record, row);
    if (row.isLocal) {
      if (this.saver.dropCard(id)) this.#drop(list, id);
      else toast(t("It is just being saved. Try again in a moment."));
      return;
    }
    const goOn = fromHere();
    try {
      if (this.intake.isDraft) await ask("DELETE", `${this.path}/${list}/${id}`);
      else await ask("POST", `${this.path}/amendments/${list}/${id}/removal`, { body: { reason: this.intake.amendReason } });
    } catch (error) {
      toast(t("Not removed: {reason}", { reason: /** @type {Error} */ (error).message }));
      return;
    }
    this.#drop(list, id);
    if (!this.intake.isDraft) return toast(t("{name} was removed.", { name: title }));
    toast(t("{name} was removed.", { name: title }), async () => {
      const goBack = fromHere();
      await ask("POST", `${this.path}/${list}/${id}/restore`);
      this.intake.state[list].push(row);
      this.#added(id, goBack);
      this.intake.tell("changed");
    });
    goOn(byId(record === "policy" ? "find-payer" : "find-substance"));
  }

  /** @param {"substances" | "policies"} list @param {string} id */
  #drop(list, id) {
    this.intake.state[list] = this.intake.state[list].filter((/** @type {Row} */ row) => row.id !== id);
    this.fill();
    this.intake.tell("answer", { record: "list", id, field: "" });
    this.intake.tell("changed");
  }
}

/** What the form calls a kind of coverage. @param {string} id @param {string} kind */
const optionWords = (id, kind) => document.querySelector(`[data-record-id="${id}"] [data-field="coverage_kind"] option[value="${CSS.escape(kind)}"]`)?.textContent ?? "";

/** @param {import("./saver.js").Pending} one */
const isCard = (one) => one.record === "add" && one.field !== "notes";

/** @param {string} id */
const finderOf = (id) => /** @type {HTMLElement} */ (document.querySelector(`[data-finder="${id}"]`));

/** @param {string} code */
const classWords = (code) => (code === "unknown" ? t("kind not known") : t(code.replaceAll("_", " ")));

/** @param {string | null} number */
export function phoneWords(number) {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? "");
  return us ? `(${us[1]}) ${us[2]}-${us[3]}` : (number ?? "");
}
