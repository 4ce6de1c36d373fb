// @ts-check
/** Somebody has just made sure of a number, and of what is safe there. */

import { ask } from "../api.js";
import { toast } from "./toast.js";

/** @param {import("./cards.js").Cards} cards @param {string} id */
export async function confirmNumber(cards, id) {
  const { intake, saver } = cards;
  await saver.settled();
  try {
    const sure = await ask("POST", `/api/v1/people/${intake.state.caller.id}/contact-points/${id}/confirmation`);
    Object.assign(intake.row("contact-point", id) ?? {}, { confirmed_at: sure.confirmed_at });
    cards.title();
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
  }
}
