// @ts-check
/** Short messages at the foot of the page, with undo where there is something to undo. */

import { byId, h } from "../html.js";
import { t } from "../words.js";

const MOST = 100;
// Lines in sight at one time that only tell something.
const MOST_TOLD = 2;
/** @type {(() => void)[]} the newest last */
const undos = [];

/** What was just done can be taken back, until more was done since than anybody remembers. @param {() => void} undo */
export function undoable(undo) {
  undos.push(undo);
  if (undos.length > MOST) undos.shift();
}

/** @param {string} text @param {() => Promise<void>} [undo] */
export function toast(text, undo) {
  const line = h("div.toast-line", {}, h("span", {}, text));
  const remove = () => (undo ? line.remove() : end(line));
  if (undo) {
    const act = () => {
      const at = undos.indexOf(act);
      if (at >= 0) undos.splice(at, 1);
      remove();
      undo();
    };
    undoable(act);
    line.append(h("button", { type: "button", onclick: act }, t("Undo")));
  }
  makeRoom(text, !!undo);
  byId("toasts").append(line);
  // Alt+Z takes back what was done long after its line is gone.
  setTimeout(remove, undo ? 12_000 : 5_000);
}

/** What stands beside it does not move: the line keeps its room until all that was told is over. @param {HTMLElement} line */
function end(line) {
  line.classList.add("is-over");
  const told = lines().filter((one) => !one.querySelector("button"));
  if (told.every((one) => one.classList.contains("is-over"))) for (const one of told) one.remove();
}

/** One thing told does not hide another that was told a moment before; but the same is not told twice, nor more than fits. @param {string} text @param {boolean} hasUndo */
function makeRoom(text, hasUndo) {
  const [offers, told] = [lines().filter((line) => line.querySelector("button")), lines().filter((line) => !line.querySelector("button"))];
  for (const line of hasUndo ? offers : []) line.remove();
  for (const line of told.filter((line) => line.textContent === text)) line.remove();
  for (const line of told.slice(0, -(MOST_TOLD - 1))) line.remove();
}

const lines = () => /** @type {HTMLElement[]} */ ([...byId("toasts").querySelectorAll(".toast-line:not([data-signed-out])")]);

/** Take back what was done last: an answer, or a removal. */
export function undoLast() {
  undos.pop()?.();
}
