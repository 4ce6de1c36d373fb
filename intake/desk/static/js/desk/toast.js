// @ts-check
/** Short messages at the foot of the page, with undo where there is something to undo. */

import { byId, h } from "../html.js";
import { t } from "../words.js";

const MOST = 100;
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
  const remove = () => line.remove();
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
  // What can still be taken back stays in sight when something else is told meanwhile.
  for (const other of byId("toasts").querySelectorAll(".toast-line")) if (!other.matches("[data-signed-out]") && (undo || !other.querySelector("button"))) other.remove();
  byId("toasts").append(line);
  setTimeout(remove, undo ? 20_000 : 6_000);
}

/** Take back what was done last: an answer, or a removal. */
export function undoLast() {
  undos.pop()?.();
}
