// @ts-check
/** A card is taken off the list, and can be put back. */

import { ask } from "../api.js";
import { byId, fromHere } from "../html.js";
import { t } from "../words.js";
import { cardWords } from "./cardwords.js";
import { toast, undoable } from "./toast.js";

/** @typedef {import("./cards.js").Cards} Cards */
/** @typedef {import("./record.js").Row} Row */

/** @param {Cards} cards @param {string} record @param {string} id @param {boolean} [isTakenBack] its adding is: that is not taken back once more */
export async function removeCard(cards, record, id, isTakenBack = false) {
  const { intake, saver } = cards;
  const list = record === "policy" ? "policies" : "substances";
  const row = /** @type {Row} */ (intake.row(record, id));
  const [name] = cardWords(record, row, cards.names);
  if (row.isLocal) {
    if (saver.dropCard(id)) drop(cards, list, id);
    else toast(t("It is just being saved. Try again in a moment."));
    return;
  }
  const goOn = fromHere();
  try {
    if (intake.isDraft) await ask("DELETE", `${cards.path}/${list}/${id}`);
    else await ask("POST", `${cards.path}/amendments/${list}/${id}/removal`, { body: { reason: intake.amendReason } });
  } catch (error) {
    toast(t("Not removed: {reason}", { reason: /** @type {Error} */ (error).message }));
    return;
  }
  drop(cards, list, id);
  if (!intake.isDraft || isTakenBack) return toast(t("{name} was removed.", { name }));
  toast(t("{name} was removed.", { name }), () => putBack(cards, list, row));
  goOn(byId(record === "policy" ? "find-payer" : "find-substance"));
}

/** A card that was just added can be taken back: it has another id by then. @param {Cards} cards @param {string} id */
export function takeBackAdding(cards, id) {
  const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${id}"]`));
  if (!card?.querySelector("[data-remove]")) return;
  undoable(async () => {
    await cards.saver.sent();
    if (card.isConnected && cards.intake.isDraft) await removeCard(cards, card.dataset.record ?? "", card.dataset.recordId ?? "", true);
  });
}

/** @param {Cards} cards @param {"substances" | "policies"} list @param {Row} row @returns {Promise<void>} */
async function putBack(cards, list, row) {
  const goBack = fromHere();
  try {
    await ask("POST", `${cards.path}/${list}/${row.id}/restore`);
  } catch (error) {
    // It can be tried again, as soon as the desk answers.
    return toast(t("Not put back: {reason}", { reason: /** @type {Error} */ (error).message }), () => putBack(cards, list, row));
  }
  cards.intake.state[list].push(row);
  cards.added(row.id, goBack);
  cards.intake.tell("changed");
}

/** @param {Cards} cards @param {"substances" | "policies"} list @param {string} id */
function drop(cards, list, id) {
  const { intake } = cards;
  intake.state[list] = intake.state[list].filter((/** @type {Row} */ row) => row.id !== id);
  cards.fill();
  intake.tell("answer", { record: "list", id, field: "" });
  intake.tell("changed");
}
