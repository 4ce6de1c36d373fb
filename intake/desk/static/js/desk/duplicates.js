// @ts-check
/** Who may be known already, proposed while somebody is told of: each with the reasons, to be asked about and chosen. */

import { Refusal, ask } from "../api.js";
import { byId, h } from "../html.js";
import { t } from "../words.js";
import { known } from "./record.js";

/** @typedef {"caller" | "subject"} Role */

const TOLD = ["given_name", "preferred_name", "family_name", "birth_date"];
const PAUSE = 250;

export class Duplicates {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {(role: Role, personId: string) => Promise<unknown>} choose
   */
  constructor(intake, choose) {
    this.intake = intake;
    this.choose = choose;
    /** @type {Record<string, string>} what was asked last, so that the same is not asked again */
    this.asked = { caller: "", subject: "" };
    intake.addEventListener("answer", () => this.#soon());
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  /** Ask for both people, as far as anything new was told of them. */
  async look() {
    for (const role of /** @type {Role[]} */ (["caller", "subject"])) await this.#lookFor(role);
  }

  /** @param {Role} role */
  async #lookFor(role) {
    const { state } = this.intake;
    const person = state[role];
    const isShown = this.intake.isDraft && person.standing === "provisional" && !(role === "subject" && this.intake.isOnePerson);
    const told = isShown ? this.#told(person) : null;
    const body = JSON.stringify(told);
    if (body === this.asked[role]) return;
    this.asked[role] = body;
    const found = told ? await ask("POST", "/api/v1/people/duplicates", { body: told }).catch(nothingFound) : { items: [] };
    if (this.asked[role] === body) this.#draw(role, found.items);
  }

  /** @param {any} person */
  #told(person) {
    const { caller, subject } = this.intake.state;
    const told = Object.fromEntries(TOLD.map((field) => [field, known(person, field)]).filter(([, value]) => value));
    const phones = person.contact_points.filter((/** @type {any} */ point) => point.kind === "phone").map((/** @type {any} */ point) => point.value);
    // Who rings from a known number stands above these already.
    const isEnough = Object.keys(told).length > 1;
    return isEnough ? { ...told, phones, leave_out: [caller.id, subject.id] } : null;
  }

  /** @param {Role} role @param {any[]} items */
  #draw(role, items) {
    const box = byId(`duplicates-${role}`);
    // Who stands above because of the number is not proposed a second time.
    const others = items.filter(({ person }) => !document.querySelector(`#known-people [data-person="${person.id}"]`));
    box.hidden = !others.length;
    box.replaceChildren(h("p", {}, h("strong", {}, t("Perhaps known already.")), " ", t("Ask before you choose.")), ...others.map((item) => this.#row(role, item)));
  }

  /** @param {Role} role @param {any} item */
  #row(role, { person, reasons }) {
    const years = person.age_years === null ? "" : `, ${t("{count} years", { count: person.age_years })}`;
    const words = role === "caller" ? t("This is the caller") : t("This is the person in need");
    return h(
      "p.duplicate",
      {},
      h("span", {}, `${person.name ?? t("Name not known")}${years}`, h("br", {}), h("span.quiet", {}, reasons.map((/** @type {any} */ reason) => reason.words).join(" · "))),
      h("button.btn.btn-sm.btn-plain", { type: "button", onclick: () => this.choose(role, person.id) }, words),
    );
  }
}

/** A proposal is never worth disturbing the call. @param {unknown} error */
function nothingFound(error) {
  if (error instanceof Refusal) return { items: [] };
  throw error;
}
