// @ts-check
/** A type-ahead field: an ARIA combobox with a list box, by keyboard, mouse and screen reader. */

import Combobox from "../vendor/combobox-nav.js";
import { ask } from "./api.js";
import { fromHere, h } from "./html.js";

const PAUSE = 120;

/**
 * @template Hit
 * @param {HTMLElement} root the `.finder` element
 * @param {object} does
 * @param {(text: string) => string} does.address where to ask
 * @param {(answer: any) => Hit[]} does.hits
 * @param {(hit: Hit) => {title: string, note: string}} does.words
 * @param {(hit: Hit | null, text: string, goOn: ReturnType<typeof fromHere>) => void} does.choose null: what was typed, as it is; `goOn`: from where it was chosen
 * @param {string} does.otherwise words of the entry that takes what was typed as it is
 */
export function makeFinder(root, does) {
  const input = /** @type {HTMLInputElement} */ (root.querySelector("input"));
  const list = /** @type {HTMLElement} */ (root.querySelector("[role=listbox]"));
  /** @type {(Hit | null)[]} */
  let shown = [];
  const combobox = new Combobox(input, list, { firstOptionSelectionMode: "selected", tabInsertsSuggestions: false });
  let timer = 0;
  let asked = 0;
  /** The words that the list was drawn for: what was typed since has other hits. */
  let drawnFor = "";

  const isOlder = () => list.hidden || drawnFor !== input.value.trim();
  const isMarked = () => !!list.querySelector("[aria-selected=true]");
  const close = () => {
    list.hidden = true;
    combobox.stop();
  };
  const choose = (/** @type {number} */ index, goOn = fromHere()) => {
    const text = input.value.trim();
    if (!text) return;
    const hit = shown[index] ?? null;
    input.value = "";
    clearTimeout(timer);
    asked += 1;
    close();
    does.choose(hit, text, goOn);
  };
  const draw = (/** @type {Hit[]} */ hits) => {
    const text = input.value.trim();
    shown = [...hits, null];
    drawnFor = text;
    const item = (/** @type {string} */ title, /** @type {string} */ note, /** @type {number} */ index) =>
      h("li", { role: "option", id: `${list.id}-${index}` }, h("span", {}, title), note && h("span.note", {}, note));
    list.replaceChildren(
      ...hits.map((hit, index) => item(does.words(hit).title, does.words(hit).note, index)),
      item(`“${text}”`, does.otherwise, hits.length),
    );
    list.hidden = false;
    place();
    combobox.start();
  };
  /** Above the field where it would run on under the foot of the page, if there is room. */
  const place = () => {
    input.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { top, bottom } = input.getBoundingClientRect();
    const { scrollPaddingTop: head, scrollPaddingBottom: foot } = getComputedStyle(document.documentElement);
    const needed = list.offsetHeight;
    list.toggleAttribute("data-above", window.innerHeight - (parseFloat(foot) || 0) - bottom < needed && top - (parseFloat(head) || 0) > needed);
  };
  /** @param {boolean} [isWanted] although the field was left: a list that opens late would cover what is being pressed */
  const look = async (isWanted = false) => {
    const text = input.value.trim();
    const turn = (asked += 1);
    if (!text) return close();
    const answer = await ask("GET", does.address(text)).catch(() => null);
    if (turn === asked && input.value.trim() === text && (isWanted || document.activeElement === input)) draw(answer ? does.hits(answer) : []);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => look(), PAUSE);
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => choose([...list.children].indexOf(/** @type {Element} */ (event.target))));
  input.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      clearTimeout(timer);
      asked += 1;
      return close();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    if (isOlder()) {
      // Enter right after the last key: the first hit of what was typed, never one of what stood there before.
      const isPicked = !list.hidden && isMarked();
      event.stopImmediatePropagation();
      const goOn = fromHere();
      await look(true);
      // The list is another than the one that somebody chose from, or more was typed meanwhile: it is shown, nothing is taken.
      if (!isPicked && !isOlder()) choose(0, goOn);
    } else if (!isMarked()) {
      // Beyond either end of the list the hand is back at what was typed.
      choose(shown.length - 1);
    }
  });
}
