// @ts-check
/** Correcting what is complete: first why, then the answers open. Each one that changes is an amendment with that reason. */

import { byId } from "../html.js";

/** @param {import("./record.js").IntakeRecord} intake @param {() => void} refill what may be changed is another now */
export function amending(intake, refill) {
  const bar = byId("amend");
  const reason = /** @type {HTMLInputElement} */ (byId("amend-reason"));

  function show() {
    const isRecord = ["complete", "closed"].includes(intake.state.state);
    bar.hidden = !isRecord;
    if (!isRecord) reason.value = "";
    const before = intake.mayChange;
    intake.amendReason = isRecord ? reason.value.trim() : "";
    byId("form").toggleAttribute("data-amending", isRecord && intake.mayChange);
    if (before !== intake.mayChange) refill();
  }

  reason.addEventListener("input", show);
  return show;
}
