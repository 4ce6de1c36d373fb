// @ts-check
/** An answer or a new card on its way to the desk: what it is, and what is asked of the desk for it. */

import { ask } from "../api.js";

// A line that hangs must not keep the others waiting: what is not answered by then is asked again.
const PATIENCE = 20_000;

/**
 * @typedef {object} Pending
 * @property {string} record `add` for a new card
 * @property {string} id of a new card the one that this page gave it
 * @property {string} field for a new card its list
 * @property {any} answer
 * @property {string} [reason] why a record is corrected
 * @property {number} version the one that was read when this was typed, so that nobody else's answer is overwritten unseen
 * @property {"waiting" | "sending" | "failed" | "stale" | "refused" | "gone"} state
 * @property {any} [sent] what is on its way
 * @property {any[]} told all that was sent since the desk last told a version: when one of these stands there, its word was lost
 * @property {any} [stood] what stood there before
 * @property {string} [holder] "caller" or "subject": in whose part of the form it was given
 * @property {boolean} [isTakenUp] an earlier page typed it
 * @property {number} tries
 * @property {boolean} again the answer changed while it was being sent
 */

/** @param {import("./record.js").IntakeRecord} intake @param {Pending} one @returns {Promise<any>} */
export function send(intake, { record, id, field, answer, version, reason }) {
  const path = `/api/v1/intakes/${intake.id}`;
  const signal = AbortSignal.timeout(PATIENCE);
  if (reason && record === "add") return ask("POST", `${path}/amendments/${field}`, { body: { ...answer, reason }, key: id, signal });
  if (reason) return ask("POST", `${path}/amendments`, { body: { record, record_id: id, field, answer, version, reason }, signal });
  if (record === "add") return ask("POST", `${path}/${field === "contact-points" ? `people/${intake.state.caller.id}/` : ""}${field}`, { body: answer, key: id, signal });
  return ask("PUT", `${path}/answers/${record}/${id}/${field}`, { body: { answer, version }, signal });
}
