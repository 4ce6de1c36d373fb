// @ts-check
/** Short messages at the foot of the page, with undo where there is something to undo. */

import { byId, h } from "../html.js";
import { t } from "../words.js";

/** @type {(() => void) | null} */
let lastUndo = null;

/** @param {string} text @param {() => Promise<void>} [undo] */
export function toast(text, undo) {
  const line = h("div.toast-line", {}, h("span", {}, text));
  const remove = () => line.remove();
  if (undo) {
    const act = () => {
      lastUndo = null;
      remove();
      undo();
    };
    lastUndo = act;
    line.append(h("button", { type: "button", onclick: act }, t("Undo")));
  }
  byId("toasts").replaceChildren(line);
  setTimeout(remove, undo ? 20_000 : 6_000);
}

/** Undo the last removal that can still be undone. */
export function undoLast() {
  lastUndo?.();
}
