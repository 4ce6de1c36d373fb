// @ts-check
/** Panels that are read from the desk when they are first unfolded: what is typed there outlives folding, and another person in need. */

import { carryOver } from "./redraw.js";

const PANELS = "details[hx-get]";

/** @param {import("./record.js").IntakeRecord} intake */
export function readWhenUnfolded(intake) {
  const panels = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll(PANELS)]);
  for (const panel of panels) {
    panel.addEventListener("toggle", () => panel.open && !isRead(panel) && read(panel));
    panel.addEventListener("htmx:beforeSwap", (event) => keepTyped(panel, /** @type {CustomEvent} */ (event).detail));
  }
  let inNeed = intake.state.subject.id;
  intake.addEventListener("replaced", () => {
    if (intake.state.subject.id === inNeed) return;
    inNeed = intake.state.subject.id;
    for (const panel of panels) if (isRead(panel) || panel.open) read(panel);
  });
}

/** @param {HTMLElement} panel */
const contentOf = (panel) => /** @type {HTMLElement} */ (panel.lastElementChild);

/** What could not be read is asked for again. @param {HTMLElement} panel */
const isRead = (panel) => contentOf(panel).childElementCount > 0;

/** @param {HTMLElement} panel */
const read = (panel) => panel.dispatchEvent(new Event("read"));

/** What is typed there until it is read again stands in the new drawing; what was sent from there is done with. @param {HTMLElement} panel @param {any} detail */
function keepTyped(panel, { shouldSwap, requestConfig }) {
  const before = contentOf(panel);
  if (shouldSwap && requestConfig.elt === panel) panel.addEventListener("htmx:afterSwap", () => carryOver(before, contentOf(panel)), { once: true });
}
