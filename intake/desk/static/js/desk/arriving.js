// @ts-check
/** Cards on their way: from the id that this page gave them to the one of the desk, or back to where they were typed. */

import { byId } from "../html.js";
import { t } from "../words.js";
import { toast } from "./toast.js";

/** @typedef {import("./cards.js").Cards} Cards */
/** @typedef {import("./saver.js").Pending} Pending */

/** Where each kind of card is typed. @type {Record<string, string>} */
const FIELDS = { substances: "find-substance", policies: "find-payer", "contact-points": "new-number" };

/** Cards that were added on an earlier page and are on their way only now. @param {Cards} cards @param {Pending[]} taken */
export function takeUpCards(cards, taken) {
  for (const one of taken) if (isCard(one)) cards.show(one.field, one.id, one.answer);
  cards.fill();
  for (const one of taken) if (one.record !== "add") cards.answers.showWaiting(one);
}

/** @param {Cards} cards @param {{one: Pending, state: string, row?: import("./record.js").Row, error?: import("../api.js").Refusal}} detail */
export function showArrival(cards, { one, state, row, error }) {
  if (one.record === "add" && one.field === "notes" && state === "refused") toast(t("The note is not saved: {reason}", { reason: reasonOf(error) }));
  if (!isCard(one)) return;
  const card = /** @type {HTMLElement | null} */ (document.querySelector(`[data-record-id="${one.id}"]`));
  if (row) known(cards, one, row, card);
  else if (state === "refused") refuse(cards, one, card, error);
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

/** What the desk does not take goes back to where it was typed, unless more was told on its card by now. @param {Cards} cards @param {Pending} one @param {HTMLElement | null} card @param {import("../api.js").Refusal} [error] */
function refuse(cards, one, card, error) {
  const isNumber = one.field === "contact-points";
  const name = card?.querySelector("[data-title]")?.textContent ?? "";
  toast(isNumber ? t("The number was not added: {reason}", { reason: reasonOf(error) }) : t("{name} was not added: {reason}", { name, reason: reasonOf(error) }));
  const input = /** @type {HTMLInputElement} */ (byId(FIELDS[one.field]));
  const text = one.answer.value ?? one.answer.said_as ?? one.answer.payer_said_as;
  const isTold = !text || input.value || cards.saver.waiting.all.some((other) => other.id === one.id && other !== one);
  if (isNumber || !isTold) takeBack(cards, one, input, text);
  else if (card) card.dataset.state = "refused";
}

/** @param {Cards} cards @param {Pending} one @param {HTMLInputElement} input @param {string} text */
function takeBack(cards, one, input, text) {
  cards.saver.dropCard(one.id);
  const rows = cards.intake.cards(one.field);
  rows.splice(rows.findIndex((row) => row.id === one.id), 1);
  cards.fill();
  input.value = text;
}

/** @param {import("../api.js").Refusal} [error] */
const reasonOf = (error) => error?.problem?.errors?.[0]?.detail ?? error?.message ?? "";

/** @param {Pending} one */
const isCard = (one) => one.record === "add" && one.field !== "notes";
