// @ts-check
/** A substance under the name that they gave it: which entry of the catalogue it may be, one press away. */

import { ask } from "../api.js";
import { h } from "../html.js";
import { t } from "../words.js";
import { known } from "./record.js";

const MOST = 2;

/**
 * What is not in the catalogue is not known to be dangerous, so a slip of the hand must not leave a known drug there.
 * @param {HTMLElement} card
 * @param {import("./record.js").Row} row
 * @param {(hit: any) => void} choose
 */
export async function proposeNames(card, row, choose) {
  const place = /** @type {HTMLElement} */ (card.querySelector("[data-may-be]"));
  const said = known(row, "substance_code") ? "" : (known(row, "said_as") ?? "");
  if (place.dataset.said === said) return;
  place.dataset.said = said;
  place.hidden = true;
  if (!said) return;
  let hits;
  try {
    hits = (await ask("GET", `/api/v1/substances?q=${encodeURIComponent(said)}`)).items.slice(0, MOST);
  } catch {
    // Asked again with the next answer.
    delete place.dataset.said;
    return;
  }
  if (place.dataset.said !== said) return;
  const buttons = hits.map((/** @type {any} */ hit) => {
    const words = hit.matched.toLowerCase() === hit.name.toLowerCase() ? hit.name : `${hit.name} (${hit.matched})`;
    return h("button.btn.btn-sm.btn-plain", { type: "button", onclick: () => choose(hit) }, words);
  });
  place.replaceChildren(h("span", {}, t("May be:")), ...buttons);
  place.hidden = !buttons.length;
}
