// @ts-check
/** A form or a folded part that htmx sends by itself: when the desk does not answer or refuses, that is told there, and what was typed stays. */

import { h } from "./html.js";
import { t } from "./words.js";

/** @typedef {{elt: HTMLElement, xhr: XMLHttpRequest}} Request */

export function tellUnanswered() {
  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.body.addEventListener(failed, (event) => tell(/** @type {CustomEvent} */ (event).detail));
  document.body.addEventListener("htmx:beforeRequest", (event) => takeBack(/** @type {CustomEvent} */ (event).detail.elt));
}

/** What a page asks by itself now and then is asked again; whoever was signed out signs in first. @param {Request} request */
function tell({ elt, xhr }) {
  const isSearch = elt.matches("[role=search]");
  // A search that is refused comes as a page (page.js).
  if (!elt.matches("form, details") || xhr.status === 401 || (isSearch && xhr.status)) return;
  takeBack(elt);
  const told = h("p.field-problem", { role: "alert", "data-unanswered": "" }, ...(isSearch ? [t("The desk did not answer.")] : elt.matches("form") ? [sent(xhr.status)] : unread(elt)));
  if (elt.matches("form")) elt.append(told);
  else elt.querySelector("summary")?.after(told);
}

/** @param {HTMLElement} elt */
const takeBack = (elt) => elt.querySelector(":scope > [data-unanswered]")?.remove();

/** @param {number} status */
function sent(status) {
  const mayPass = status === 0 || status === 429 || status >= 500;
  return mayPass ? t("The desk did not answer, and this may not be saved. What you typed is still here: try again.") : t("The desk did not take this. Load the page again to see how it stands now.");
}

/** @param {HTMLElement} elt */
const unread = (elt) => [t("Could not be read just now."), " ", h("button.btn.btn-sm.btn-plain", { type: "button", onclick: () => elt.dispatchEvent(new Event("read")) }, t("Try again"))];
