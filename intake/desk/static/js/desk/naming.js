// @ts-check
/** A substance under the name that they gave it: which entry of the catalogue it may be, one press away. */

import { ask } from "../api.js";
import { h } from "../html.js";
import { t } from "../words.js";
import { focusOf } from "./controls.js";
import { NOT_ASKED, isAsked, known } from "./record.js";
import { toast } from "./toast.js";

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

/** What they called it by a name of their own is this. @param {import("./cards.js").Cards} cards @param {HTMLElement} card @param {any} hit */
export function takeName(cards, card, hit) {
  const { intake, saver } = cards;
  cards.learn(hit);
  const id = () => card.dataset.recordId ?? "";
  const put = (/** @type {string} */ field, /** @type {any} */ answer) => {
    const row = intake.row("substance-use", id());
    if (!row) return;
    row[field] = answer;
    saver.save("substance-use", id(), field, answer);
    intake.tell("answer", { record: "substance-use", id: id(), field });
  };
  put("substance_code", hit.code);
  const [unit] = hit.usual_units;
  const row = intake.row("substance-use", id());
  if (unit && row && !isAsked(row, "amount_unit")) put("amount_unit", unit);
  cards.answers.fill();
  const first = /** @type {HTMLElement | null} */ (card.querySelector(".answer"));
  if (first) focusOf(first)?.focus();
  if (intake.isDraft) toast(t("Noted as {name}.", { name: hit.name }), async () => put("substance_code", NOT_ASKED));
}
