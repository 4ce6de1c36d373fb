// @ts-check
/** What every page does: htmx sends the token, one key leads everywhere, menus close by Escape or a click elsewhere, what was refused is where one goes on, nothing is sent twice, and a page left alone covers itself. */

import { csrfToken } from "./api.js";
import { listenToGoTo } from "./goto.js";
import { sendOnce } from "./once.js";
import { watchSession } from "./session.js";
import { tellUnanswered } from "./unanswered.js";
import { t } from "./words.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  /** @type {CustomEvent} */ (event).detail.headers["X-CSRF-Token"] = csrfToken();
});

// A search answers in its place, so that the way back from what was found asks nothing; what is refused comes as a page that says why.
document.body.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (elt.matches("form[role=search]") && xhr.status !== 401) elt.submit();
});

sendOnce();
tellUnanswered();
listenToGoTo();

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

// The counselor's form, a form that came back, and what somebody has begun to type are still there after a new sign-in.
watchSession(() => {
  const form = document.querySelector("main .desk-form");
  const unsaved = form ? holdsUnsaved(form) : !!refused || [...controls()].some(isTyped);
  return { stays: !!form || unsaved, unsaved };
});

/** The form tells it of the answers; half a note, a half promise are on their way to nobody yet. @param {Element} form */
function holdsUnsaved(form) {
  const controls = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])"));
  return document.getElementById("saved")?.dataset.state !== "saved" || [...controls].some((one) => one.value.trim() && !one.closest(".answer"));
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
