// @ts-check
/** Which coverage pays before the others. */

import { ask } from "../api.js";
import { fromHere } from "../html.js";
import { toast } from "./toast.js";

/** @typedef {import("./record.js").Row} Row */

/** @param {import("./cards.js").Cards} cards @param {HTMLElement} card */
export async function putFirst(cards, card) {
  const { intake, saver } = cards;
  const goOn = fromHere();
  await saver.settled();
  const row = /** @type {Row} */ (intake.row("policy", card.dataset.recordId ?? ""));
  try {
    await ask("POST", `${cards.path}/policies/${row.id}/first`);
  } catch (error) {
    return toast(/** @type {Error} */ (error).message);
  }
  intake.state.policies = [row, ...intake.state.policies.filter((/** @type {Row} */ one) => one !== row)];
  // The others go below it: what is being typed on this one goes on.
  const others = [...(card.parentElement?.children ?? [])];
  card.after(...others.slice(0, others.indexOf(card)));
  cards.title();
  goOn(card.querySelector("[data-remove]"));
  intake.tell("changed");
}

/** Offered on each that is saved and not the first. @param {import("./cards.js").Cards} cards @param {HTMLElement} card @param {Row} row */
export function offerFirst({ intake }, card, row) {
  /** @type {HTMLElement} */ (card.querySelector("[data-first]")).hidden = !intake.isDraft || !!row.isLocal || intake.state.policies[0] === row;
}
