// @ts-check
/** What every page does: htmx sends the token, menus close by Escape or a click elsewhere, what was refused is where one goes on. */

import { csrfToken } from "./api.js";
import { t } from "./words.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  /** @type {CustomEvent} */ (event).detail.headers["X-CSRF-Token"] = csrfToken();
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// A page left open learns here that its session has ended: what it shows of people goes, unless somebody has begun to type.
let leaving = false;
document.body.addEventListener("htmx:responseError", (event) => {
  if (leaving || /** @type {CustomEvent} */ (event).detail.xhr.status !== 401 || [...controls()].some(isTyped)) return;
  leaving = true;
  window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
});

/** @returns {NodeListOf<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */
function controls() {
  return document.querySelectorAll(":is(input, textarea, select)");
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control
 * @returns {boolean}
 */
function isTyped(control) {
  if (control instanceof HTMLSelectElement) {
    const set = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(0, set);
  }
  if (control instanceof HTMLInputElement && control.checked !== control.defaultChecked) return true;
  return control.value !== control.defaultValue;
}

/** The first answer that was refused: with its words, it is the first thing that a screen reader tells. */
const refused = document.querySelector('main [aria-invalid="true"]:not([readonly])') ?? besideProblem();
if (refused) {
  /** @type {HTMLElement} */ (refused).focus();
  document.title = `${t("Error")}: ${document.title}`;
}

/** Some forms say what is wrong below a field without marking it. @returns {Element | null} */
function besideProblem() {
  const problem = [...document.querySelectorAll("main .field-problem")].find((one) => one.textContent?.trim() && one.checkVisibility());
  return problem?.parentElement?.querySelector("input:not([type=hidden]), select, textarea") ?? null;
}

/** @returns {NodeListOf<HTMLDetailsElement>} */
function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}
