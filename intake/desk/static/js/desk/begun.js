// @ts-check
/** What is begun beside the answers and not sent (a follow-up, a word for a colleague, somebody around them, a treatment): kept in this browser from the first letter on. */

/** Each form's own id, and the folded part that it may be in. */
const FORMS = { "hand-over": "", "new-task": "", "circle-add": "circle", "treatment-add": "treatments" };
const PLACE = "begun/";
const FIELDS = "input:not([type=hidden]), select";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

export class Begun {
  /** @param {import("./saver.js").Saver} saver */
  constructor(saver) {
    this.saver = saver;
    /** What an earlier page left, until its form is there. @type {Map<string, Record<string, string>>} */
    this.left = new Map();
    document.body.addEventListener("input", ({ target }) => {
      const form = /** @type {Element | null} */ (target)?.closest("form");
      if (form && form.id in FORMS) this.#keep(form);
    });
    // What was sent from a folded part is drawn anew, empty.
    document.body.addEventListener("htmx:afterSwap", (event) => Object.values(FORMS).includes(/** @type {CustomEvent} */ (event).detail.target.id) && this.#look());
  }

  /** What an earlier page left. @param {import("./keeper.js").Keeper} keeper */
  async takeUp(keeper) {
    for (const { place, content } of await keeper.kept(this.saver.intake.id)) {
      if (!place.startsWith(PLACE)) continue;
      const id = place.slice(PLACE.length);
      this.left.set(id, content);
      document.getElementById(FORMS[/** @type {keyof typeof FORMS} */ (id)])?.closest("details")?.setAttribute("open", "");
    }
    this.#look();
  }

  #look() {
    for (const id of Object.keys(FORMS)) {
      const form = /** @type {HTMLFormElement | null} */ (document.getElementById(id));
      if (!form) continue;
      this.#putBack(form);
      this.#keep(form);
    }
  }

  /** Not over what is typed there by now. @param {HTMLFormElement} form */
  #putBack(form) {
    const left = this.left.get(form.id);
    this.left.delete(form.id);
    if (!left || isBegun(form)) return;
    for (const field of fieldsOf(form)) if (left[field.id] !== undefined) field.value = left[field.id];
  }

  /** @param {HTMLFormElement} form */
  #keep(form) {
    const { keeper, intake } = this.saver.waiting;
    if (isBegun(form)) keeper?.keep(intake.id, PLACE + form.id, Object.fromEntries(fieldsOf(form).map(({ id, value }) => [id, value])));
    else keeper?.letGo(intake.id, PLACE + form.id);
  }
}

/** A form is sent: what stood there is done with. @param {HTMLFormElement} form @param {import("./saver.js").Saver} saver */
export const endBegun = (form, saver) => saver.waiting.keeper?.letGo(saver.intake.id, PLACE + form.id);

/** @param {HTMLFormElement} form @returns {Field[]} */
const fieldsOf = (form) => [.../** @type {NodeListOf<Field>} */ (form.querySelectorAll(FIELDS))];

/** A choice alone is none: the first of a list is chosen by nobody. @param {HTMLFormElement} form */
const isBegun = (form) => fieldsOf(form).some((field) => field instanceof HTMLInputElement && !field.disabled && field.value.trim());
