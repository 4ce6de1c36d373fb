// @ts-check
/** A substance, an insurer or a number that is typed and not added yet: kept in this browser from the first letter on, and told once it is left. */

import { byId, h } from "../html.js";
import { t } from "../words.js";
import { afterPress } from "./press.js";
import { toast } from "./toast.js";

const FIELDS = ["find-substance", "find-payer", "new-number"];
const PLACE = "entering/";

export class Entering {
  /** @param {import("./saver.js").Saver} saver */
  constructor(saver) {
    this.saver = saver;
    this.inputs = /** @type {HTMLInputElement[]} */ (FIELDS.map(byId));
    for (const input of this.inputs) {
      const id = `${input.id}-left`;
      input.closest(".finder, form")?.after(h("p.left-note.small", { id, role: "status" }));
      input.setAttribute("aria-describedby", id);
      input.addEventListener("input", () => this.#keep(input));
      input.addEventListener("focusout", () => afterPress(() => this.#tell(input)));
    }
    // What was added, or taken off again because the desk refused it.
    saver.addEventListener("progress", (event) => /** @type {CustomEvent} */ (event).detail.one.record === "add" && queueMicrotask(() => this.#look()));
  }

  /** What an earlier page left there. @param {import("./keeper.js").Keeper} keeper */
  async takeUp(keeper) {
    for (const { place, content } of await keeper.kept(this.saver.intake.id)) {
      const input = this.inputs.find(({ id }) => place === PLACE + id);
      if (input && !input.value && !input.disabled) input.value = content.text;
    }
    this.#look();
  }

  /** Whether something stands there still; then the hand is brought to it. */
  isLeft() {
    const input = this.inputs.find(({ value, disabled }) => value.trim() && !disabled);
    if (!input) return false;
    input.scrollIntoView({ block: "center", behavior: "instant" });
    input.focus({ preventScroll: true });
    toast(t("“{text}” is typed here and not added yet.", { text: input.value.trim() }));
    return true;
  }

  #look() {
    for (const input of this.inputs) {
      this.#keep(input);
      if (input !== document.activeElement) this.#tell(input);
    }
  }

  /** @param {HTMLInputElement} input */
  #keep({ id, value }) {
    const { keeper, intake } = this.saver.waiting;
    if (value.trim()) keeper?.keep(intake.id, PLACE + id, { text: value });
    else keeper?.letGo(intake.id, PLACE + id);
    if (!value.trim()) byId(`${id}-left`).textContent = "";
  }

  /** @param {HTMLInputElement} input */
  #tell({ id, value }) {
    byId(`${id}-left`).textContent = value.trim() ? t("Not added yet: press Enter here.") : "";
  }
}
