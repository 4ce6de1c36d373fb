// @ts-check
/** The list of marked places by e-mail: to which recorded address, what is safe there, the letter word for word, what became of it. */

import { ask } from "../api.js";
import { byId, fromHere, h, icon } from "../html.js";
import { LOCALE, inZone, t } from "../words.js";
import { keepingFocus } from "./redraw.js";
import { toast } from "./toast.js";

const LOOK_AGAIN = 3000;
const LOOKS = 20;

export class Sending {
  /**
   * @param {string} intakeId
   * @param {() => Promise<unknown>} settled until what was typed is saved
   * @param {() => string[]} marked the places, in the order in which they were marked
   */
  constructor(intakeId, settled, marked) {
    this.path = `/api/v1/intakes/${intakeId}/messages`;
    this.settled = settled;
    this.marked = marked;
    this.looks = 0;
    this.turn = 0;
    this.key = "";
    /** @type {any[]} */
    this.addresses = [];
    byId("send-places").addEventListener("click", () => this.#open());
    byId("sending-language").addEventListener("change", () => this.#draft());
    byId("sending-form").addEventListener("submit", (event) => this.#answered(/** @type {SubmitEvent} */ (event)));
  }

  /** What was sent before. */
  begin() {
    return this.#look();
  }

  async #open() {
    this.#problem("");
    this.key = crypto.randomUUID();
    byId("sending-letter").replaceChildren();
    byId("sending-addresses").replaceChildren();
    // What may vanish in a moment must not hold the focus: Escape pressed just then would close nothing.
    byId("sending-choice").hidden = true;
    /** @type {HTMLDialogElement} */ (byId("sending")).showModal();
    this.#maySend(false);
    await this.settled();
    try {
      const told = await ask("GET", `${this.path}/addresses`);
      this.addresses = told.items;
      byId("sending-not-ready").hidden = told.ready;
      byId("sending-choice").hidden = !told.ready;
      if (!told.ready) return;
      this.#drawAddresses();
      /** @type {HTMLElement | null} */ (document.querySelector("#sending-addresses input:checked"))?.focus();
    } catch (error) {
      this.#problem(/** @type {Error} */ (error).message);
    }
  }

  #drawAddresses() {
    const open = this.addresses.filter((one) => one.allowed);
    byId("sending-addresses").replaceChildren(
      ...(this.addresses.length ? this.addresses.map((one) => this.#address(one, one === open[0])) : [h("p.note-box", {}, t("No e-mail address is recorded. Add one to the numbers of the caller, and ask what is safe there."))]),
    );
    this.#chosen();
  }

  /** @param {any} one @param {boolean} isFirst */
  #address(one, isFirst) {
    const id = `sending-${one.contact_point_id}`;
    const whose = one.whose === "caller" ? t("the caller") : t("the person in need");
    const hours = one.safe_from || one.safe_until ? t("Safe from {from} until {until}.", { from: one.safe_from ?? "–", until: one.safe_until ?? "–" }) : "";
    const next = one.next_safe_at && t("Next: {moment}.", { moment: inZone(one.next_safe_at) });
    const rules = one.allowed ? [one.may_say_who_we_are ? t("You may say who we are.") : t("Do not say who we are."), hours, one.note && `“${one.note}”`] : [one.words, next];
    return h("div.sending-address", {},
      h("input.form-check-input", { type: "radio", name: "address", id, value: one.contact_point_id, checked: isFirst, disabled: !one.allowed, "aria-describedby": `${id}-rules`, onchange: () => this.#chosen() }),
      h("div", {}, h("label", { for: id }, `${one.address} · ${whose}`), h(`p.small${one.allowed ? ".quiet" : ".sending-shut"}`, { id: `${id}-rules` }, !one.allowed && icon("no"), h("span", {}, rules.filter(Boolean).join(" ")))));
  }

  #choice() {
    const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector("#sending-addresses input:checked"));
    return this.addresses.find((one) => one.contact_point_id === chosen?.value);
  }

  #chosen() {
    const one = this.#choice();
    const spoken = /** @type {HTMLSelectElement} */ (byId("sending-language"));
    if (one) spoken.value = one.language === "es" ? "es" : "en";
    return this.#draft();
  }

  #told() {
    return { contact_point_id: this.#choice()?.contact_point_id, places: this.marked(), language: /** @type {HTMLSelectElement} */ (byId("sending-language")).value };
  }

  /** The letter as it would leave now. */
  async #draft() {
    const turn = (this.turn += 1);
    this.#maySend(false);
    this.#problem("");
    if (!this.#choice()) return;
    this.key = crypto.randomUUID();
    try {
      const draft = await ask("POST", `${this.path}/draft`, { body: this.#told() });
      if (turn !== this.turn) return;
      const lines = [[t("From"), draft.sender], [t("To"), draft.address], [t("Subject"), draft.subject]];
      byId("sending-letter").replaceChildren(
        h("dl.sending-head", {}, ...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
        h("pre.sending-body", { lang: draft.language, tabindex: "0", role: "region", "aria-label": t("The message, word for word") }, draft.body),
      );
      this.#maySend(true);
    } catch (error) {
      if (turn === this.turn) this.#problem(/** @type {Error} */ (error).message);
    }
  }

  /** Enter sends, Cancel and Escape do not. @param {SubmitEvent} event */
  async #answered(event) {
    if (/** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "") return;
    event.preventDefault();
    if (/** @type {HTMLButtonElement} */ (byId("sending-go")).disabled) return;
    this.#maySend(false);
    try {
      await ask("POST", this.path, { body: this.#told(), key: this.key });
    } catch (error) {
      this.#problem(/** @type {Error} */ (error).message);
      this.#maySend(/** @type {any} */ (error).mayPass === true);
      return;
    }
    /** @type {HTMLDialogElement} */ (byId("sending")).close();
    byId("send-places").focus();
    this.looks = 0;
    await this.#look();
  }

  /** How far it is; looked at again while something waits. */
  async #look() {
    let items;
    try {
      ({ items } = await ask("GET", this.path));
    } catch (error) {
      // Who may not send sees no way to.
      if (/** @type {any} */ (error).status === 403) byId("send-places").hidden = true;
      return;
    }
    byId("sent-messages").hidden = !items.length;
    keepingFocus(byId("sent-messages"), "data-message", () => byId("sent-messages").replaceChildren(...items.map((/** @type {any} */ one) => this.#line(one))));
    const isOpen = items.some((/** @type {any} */ one) => ["waiting", "sending"].includes(one.state));
    this.looks += 1;
    if (isOpen && this.looks < LOOKS) window.setTimeout(() => this.#look(), LOOK_AGAIN);
  }

  /** @param {any} one */
  #line(one) {
    const when = one.left_at ? new Date(one.left_at).toLocaleTimeString(LOCALE, { hour: "numeric", minute: "2-digit" }) : "";
    const states = { waiting: t("waits to be sent"), sending: t("is on its way"), sent: t("left at {time}", { time: when }), unclear: t("may have arrived"), failed: t("did not leave"), stopped: t("was stopped") };
    const state = /** @type {keyof typeof states} */ (one.state);
    const shade = state === "sent" ? ".tag-good" : ["failed", "unclear", "stopped"].includes(state) ? ".tag-no" : ".tag-caution";
    return h("li", { "data-message": one.id, "data-state": state }, h(`span.tag${shade}`, {}, states[state]), h("span", {}, one.address ?? ""), one.words && h("span.small", {}, one.words),
      state === "waiting" && h("button.btn.btn-sm.btn-quiet", { type: "button", onclick: () => this.#stop(one.id) }, t("Do not send it")));
  }

  /** @param {string} id */
  async #stop(id) {
    const goOn = fromHere();
    try {
      await ask("POST", `/api/v1/messages/${id}/stopping`);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    await this.#look();
    // What was pressed is there no more, when it is stopped.
    if (!document.querySelector(`[data-message="${id}"] button`)) goOn(byId("send-places"));
  }

  /** @param {boolean} may */
  #maySend(may) {
    /** @type {HTMLButtonElement} */ (byId("sending-go")).disabled = !may;
  }

  /** @param {string} words */
  #problem(words) {
    byId("sending-problem").textContent = words;
    byId("sending-problem").hidden = !words;
  }
}
