// @ts-check
/** A card is taken off the list, and can be put back. */

import { ask } from "../api.js";
import { byId, fromHere } from "../html.js";
import { t } from "../words.js";
import { cardWords } from "./cardwords.js";
import { toast, undoable } from "./toast.js";

/** @typedef {import("./cards.js").Cards} Cards */
/** @typedef {import("./record.js").Row} Row */
/** @typedef {import("./saver.js").Pending} Pending */

/** Cards that are being taken off, by their id. @type {Set<string>} */
const leaving = new Set();

/** @param {Cards} cards @param {string} record @param {string} id @param {boolean} [isTakenBack] its adding is: that is not taken back once more */
export async function removeCard(cards, record, id, isTakenBack = false) {
  const { intake, saver } = cards;
  const list = record === "policy" ? "policies" : "substances";
  if (intake.row(record, id)?.isLocal) {
    if (saver.dropCard(id)) drop(cards, list, id);
    else toast(t("It is just being saved. Try again in a moment."));
    return;
  }
  if (leaving.has(id)) return;
  leaving.add(id);
  await remove(cards, record, list, id, isTakenBack);
  leaving.delete(id);
}

/** @param {Cards} cards @param {string} record @param {"substances" | "policies"} list @param {string} id @param {boolean} isTakenBack */
async function remove(cards, record, list, id, isTakenBack) {
  const { intake, saver } = cards;
  const goOn = fromHere();
  // Its last answer must not come after it is gone: nothing would take it then.
  await saver.sent();
  const row = intake.row(record, id);
  if (!row) return;
  const [name] = cardWords(record, row, cards.names);
  try {
    if (intake.isDraft) await ask("DELETE", `${cards.path}/${list}/${id}`);
    else await ask("POST", `${cards.path}/amendments/${list}/${id}/removal`, { body: { reason: intake.amendReason } });
  } catch (error) {
    toast(t("Not removed: {reason}", { reason: /** @type {Error} */ (error).message }));
    return;
  }
  const aside = saver.setAside(id);
  drop(cards, list, id);
  if (!intake.isDraft || isTakenBack) return toast(t("{name} was removed.", { name }));
  toast(t("{name} was removed.", { name }), () => putBack(cards, list, row, aside));
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

/** @param {Cards} cards @param {"substances" | "policies"} list @param {Row} row @param {Pending[]} aside what was not saved of it @returns {Promise<void>} */
async function putBack(cards, list, row, aside) {
  const goBack = fromHere();
  try {
    await ask("POST", `${cards.path}/${list}/${row.id}/restore`);
  } catch (error) {
    // It can be tried again, as soon as the desk answers.
    return toast(t("Not put back: {reason}", { reason: /** @type {Error} */ (error).message }), () => putBack(cards, list, row, aside));
  }
  cards.intake.state[list].push(row);
  cards.added(row.id, goBack);
  cards.saver.takeBack(aside);
  for (const one of aside) cards.answers.showWaiting(one);
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
