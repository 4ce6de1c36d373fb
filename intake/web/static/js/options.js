// @ts-check
/** The list of a combobox: one option is marked, and told to a screen reader as the one where the hand is. */

export class Options {
  /** @param {HTMLInputElement} input @param {HTMLElement} list */
  constructor(input, list) {
    this.input = input;
    this.list = list;
    this.at = -1;
  }

  /** @returns {HTMLElement[]} */
  get all() {
    return [...(/** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]")))];
  }

  /** @param {number} index -1: none */
  mark(index) {
    const { all } = this;
    this.at = all[index] ? index : -1;
    all.forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
    const current = all[this.at];
    if (!current) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }

  /** By the arrow keys, round the ends. @param {KeyboardEvent} event @returns {boolean} whether it was one */
  moves(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
    event.preventDefault();
    const count = this.all.length;
    if (count) this.mark(event.key === "ArrowDown" ? (this.at + 1) % count : (this.at <= 0 ? count : this.at) - 1);
    return true;
  }
}
