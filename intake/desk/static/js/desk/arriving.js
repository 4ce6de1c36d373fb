// @ts-check
/** Cards on their way: from the id that this page gave them to the one of the desk, or back to where they were typed. */

import { byId } from "../html.js";
import { t } from "../words.js";
import { toast } from "./toast.js";

/** @typedef {import("./cards.js").Cards} Cards */
/** @typedef {import("./saver.js").Pending} Pending */

/** Cards that were added on an earlier page and are on their way only now. @param {Cards} cards @param {Pending[]} taken */
export function takeUpCards(cards, taken) {
  for (const one of taken) if (isCard(one)) cards.show(one.field, one.id, one.answer);
  cards.fill();
  for (const one of taken) if (one.record !== "add") cards.answers.showWaiting(one);
}

/** @param {Cards} cards @param {{one: Pending, state: string, row?: import("./record.js").Row, error?: import("../api.js").Refusal}} detail */
export function showArrival(cards, { one, state, row, error }) {
  if (!isCard(one)) return;
  const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${one.id}"]`));
  if (row) known(cards, one, row, card);
  else if (state === "refused" && one.field === "contact-points") takeBack(cards, one, error);
  else if (card) card.dataset.state = state;
}

/** @param {Cards} cards @param {Pending} one @param {import("./record.js").Row} row @param {HTMLElement | null} card */
function known({ intake }, one, row, card) {
  const rows = intake.cards(one.field);
  const place = rows.findIndex((known) => known.id === one.id);
  const isThere = rows.some((known) => known.id === row.id);
  if (place >= 0) rows.splice(place, 1, ...(isThere ? [] : [row]));
  if (card && isThere) card.remove();
  else if (card) Object.assign(card.dataset, { recordId: row.id, state: "" });
  intake.tell("answer", { record: "list", id: row.id, field: "" });
  intake.tell("changed");
}

/** What is no number goes back to where it was typed. @param {Cards} cards @param {Pending} one @param {import("../api.js").Refusal} [error] */
function takeBack(cards, one, error) {
  cards.saver.dropCard(one.id);
  const rows = cards.intake.cards(one.field);
  rows.splice(rows.findIndex((row) => row.id === one.id), 1);
  cards.fill();
  /** @type {HTMLInputElement} */ (byId("new-number")).value = one.answer.value;
  toast(t("The number was not added: {reason}", { reason: error?.problem?.errors?.[0]?.detail ?? error?.message ?? "" }));
}

/** @param {Pending} one */
const isCard = (one) => one.record === "add" && one.field !== "notes";
