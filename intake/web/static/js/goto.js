// @ts-check
/** "Go to": Ctrl K, or its button, opens one dialog that leads to pages, sections, one's own work, people and intakes. Nothing is asked of the desk before. */

import Combobox from "../vendor/combobox-nav.js";
import { intakes, meant, narrowed, pages, people, sections, work } from "./destinations.js";
import { h } from "./html.js";
import { t } from "./words.js";

/** @typedef {import("./destinations.js").Destination} Destination */
/** @typedef {import("./destinations.js").Group} Group */

const PAUSE = 250;
// So long the list waits for one's own work, to stand still from the first moment.
const FIRST = 300;
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function listenToGoTo() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("go-to"));
  if (!template) return;
  document.querySelector("[data-go-to]")?.addEventListener("click", () => open(template));
  document.addEventListener("keydown", (event) => {
    if (!isKey(event)) return;
    event.preventDefault();
    // Nothing opens over another question: of a new sign-in, say.
    if (!document.querySelector("dialog[open]")) open(template);
  });
}

/** On a Mac, Ctrl K is a key of typing. @param {KeyboardEvent} event */
const isKey = (event) => (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";

/** @param {HTMLTemplateElement} template */
function open(template) {
  const dialog = /** @type {HTMLDialogElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  document.body.append(dialog);
  const going = new Going(dialog, template.dataset);
  dialog.addEventListener("close", () => {
    going.end();
    dialog.remove();
  });
  dialog.showModal();
  going.begin();
}

class Going {
  /** @param {HTMLDialogElement} dialog @param {DOMStringMap} may */
  constructor(dialog, may) {
    this.dialog = dialog;
    this.may = may;
    this.input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
    this.list = /** @type {HTMLElement} */ (dialog.querySelector("[role=listbox]"));
    this.said = /** @type {HTMLElement} */ (dialog.querySelector("[role=status]"));
    this.combobox = new Combobox(this.input, this.list, { tabInsertsSuggestions: false });
    /** What is drawn once stays itself when more comes in, and marked if it was. @type {Map<string, HTMLElement>} */
    this.drawn = new Map();
    /** @type {Group[]} */
    this.here = [sections(), pages(dialog)];
    /** @type {Group[]} */
    this.found = [];
    /** @type {Group[]} */
    this.own = [];
    /** @type {Destination[]} */
    this.shown = [];
    /** One's own work stands first only where it came before anything was seen. @type {boolean | null} */
    this.isOwnFirst = null;
    this.isAsking = false;
    /** @type {Set<string>} */
    this.failed = new Set();
    this.asked = new AbortController();
    this.timer = 0;
    // Also on a Mac Ctrl Enter is ours: a window of its own.
    this.combobox.ctrlBindings = false;
    this.combobox.start();
    this.input.addEventListener("input", () => this.#typed());
    dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("combobox-commit", (event) => this.#committed(/** @type {CustomEvent} */ (event)));
  }

  get text() {
    return this.input.value.trim();
  }

  async begin() {
    if (!("intakes" in this.may)) return this.#draw();
    this.timer = window.setTimeout(() => this.#draw(), FIRST);
    try {
      this.own = await work();
      if (this.isOwnFirst === null) this.isOwnFirst = true;
    } catch (error) {
      this.failed.add(t("Your drafts and tasks cannot be shown: {reason}", { reason: /** @type {Error} */ (error).message }));
    }
    this.#draw();
  }

  end() {
    clearTimeout(this.timer);
    this.asked.abort();
  }

  #typed() {
    this.end();
    this.found = [];
    // Without a word nobody has asked for anything yet.
    this.combobox.firstOptionSelectionMode = this.text ? "selected" : "none";
    const told = meant(this.text);
    this.isAsking = ("people" in this.may && !!(told.name || told.phone)) || ("intakes" in this.may && !!told.reference);
    if (this.isAsking) this.timer = window.setTimeout(() => this.#ask(told), PAUSE);
    this.#draw();
  }

  /** @param {ReturnType<typeof meant>} told */
  async #ask(told) {
    this.asked = new AbortController();
    const { signal } = this.asked;
    const asked = [];
    if ("intakes" in this.may && told.reference) asked.push(intakes(told.reference, signal));
    if ("people" in this.may && (told.name || told.phone)) asked.push(people(told, signal));
    const answers = await Promise.allSettled(asked);
    if (signal.aborted) return;
    this.isAsking = false;
    this.found = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const refused = answers.find((one) => one.status === "rejected");
    this.#draw(refused && t("The search did not work: {reason}", { reason: refused.reason.message }));
  }

  /** What is marked stays marked, whatever comes in above it. @param {string} [problem] */
  #draw(problem = "") {
    this.isOwnFirst ??= false;
    const known = (this.isOwnFirst ? [...this.own, ...this.here] : [...this.here, ...this.own]).map((group) => narrowed(group, this.text));
    const groups = [...known, ...this.found].filter((group) => group.items.length);
    this.shown = groups.flatMap((group) => group.items);
    this.list.replaceChildren(...groups.map((group) => h("div", { role: "group", "aria-label": group.title }, h("p.go-to-group", { "aria-hidden": "true" }, group.title), ...group.items.map((one) => this.#option(one)))));
    const marked = this.list.querySelector("[aria-selected=true]");
    if (marked) marked.scrollIntoView({ block: "nearest" });
    else this.combobox.resetSelection();
    this.#say(problem);
  }

  /** @param {Destination} one */
  #option({ key, title, note }) {
    let option = this.drawn.get(key);
    if (!option) {
      option = h("div.go-to-option", { role: "option", id: `go-to-${this.drawn.size}` }, h("span", {}, title), note && h("span.note", {}, note));
      this.drawn.set(key, option);
    }
    return option;
  }

  /** @param {string} problem */
  #say(problem) {
    const lines = [...this.failed, problem];
    if (!problem && this.isAsking) lines.push(t("Looking …"));
    else if (!problem && this.text && meant(this.text).isPart) lines.push(t("Type the whole number, with its area code."));
    else if (!problem && this.text) lines.push(this.shown.length ? t("{count} found", { count: this.shown.length }) : t("Nothing found that you may see."));
    this.said.textContent = lines.filter(Boolean).join(" ");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // The page's own keys wait behind it.
    event.stopPropagation();
    if (isKey(event)) {
      event.preventDefault();
      this.dialog.close();
    } else if (event.target === this.input && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      /** @type {HTMLElement | null} */ (this.list.querySelector("[aria-selected=true]"))?.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: true }));
    }
  }

  /** @param {CustomEvent} event by a key, or by the mouse */
  #committed({ target, detail }) {
    const one = this.shown.find(({ key }) => this.drawn.get(key) === target);
    if (one) this.#go(one, detail.event.ctrlKey || detail.event.metaKey);
  }

  /** @param {Destination} one @param {boolean} isBeside in a window of its own */
  #go(one, isBeside) {
    this.dialog.close();
    if (one.go) one.go();
    else if (one.href && isBeside) window.open(one.href, "_blank", "noopener");
    else if (one.href) window.location.assign(one.href);
  }
}
