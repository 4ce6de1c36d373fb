// @ts-check
/** Signing in again in place: the session has ended, and what was typed waits on this page. */

import { byId, h } from "./html.js";
import { t } from "./words.js";

/** Told where one types; nothing takes the focus by itself. @param {() => void} goOn called when the same person is signed in again */
export function askToSignIn(goOn) {
  if (document.querySelector("[data-signed-out]")) return;
  const here = h("button.btn.btn-sm.btn-primary", { type: "button", onclick: () => signInHere(goOn, true) }, t("Sign in here"));
  const link = h("a", { href: "/sign-in?next=/desk", target: "_blank", rel: "noopener" }, t("Sign in in a new window"));
  byId("toasts").replaceChildren(h("div.toast-line", { "data-signed-out": true }, h("span", {}, t("You are signed out. What you typed is still here.")), here, link));
}

/** @param {() => void} goOn called when the same person is signed in again @param {boolean} isUnsaved something was typed that the desk does not have */
export function signInHere(goOn, isUnsaved) {
  const problem = h("p.field-problem", { role: "alert" });
  const close = h("button.btn.btn-plain", { type: "button", onclick: () => dialog.close() }, t("Not now"));
  const form = h(
    "form.stack",
    { "aria-labelledby": "again-heading" },
    h("h2", { id: "again-heading" }, t("Sign in again")),
    h("p.quiet.small", {}, isUnsaved ? t("With your own password, as before. What you typed is saved right after.") : t("With your own password, as before.")),
    field("again-password", "password", t("Password"), { type: "password", autocomplete: "current-password", required: true, maxlength: 200 }),
    field("again-code", "code", t("Code, if you use an authenticator app"), { type: "text", autocomplete: "one-time-code", maxlength: 40 }),
    problem,
    h("div.row-line", {}, h("button.btn.btn-primary", { type: "submit" }, t("Sign in and go on")), close),
  );
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog.dialog", { "aria-labelledby": "again-heading", "data-over-all": true }, form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = await send(new FormData(/** @type {HTMLFormElement} */ (form)));
    problem.textContent = refused;
    if (refused) return;
    dialog.close();
    document.querySelector("[data-signed-out]")?.remove();
    goOn();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} id @param {string} name @param {string} words @param {Record<string, any>} attributes */
function field(id, name, words, attributes) {
  return h("div", {}, h("label.form-label", { for: id }, words), h("input.form-control", { id, name, ...attributes }));
}

/**
 * @param {FormData} typed
 * @returns {Promise<string>} why not, or nothing when it went well
 */
async function send(typed) {
  const meta = document.querySelector('meta[name="csrf-token"]');
  const headers = { Accept: "application/json", "X-CSRF-Token": meta?.getAttribute("content") ?? "" };
  const body = new URLSearchParams([...typed].map(([name, value]) => [name, String(value)]));
  try {
    const response = await fetch("/sign-in/again", { method: "POST", headers, body, credentials: "same-origin" });
    const answer = await response.json();
    if (!response.ok) return response.status === 403 ? t("Please sign in in a new window.") : answer.errors?.[0]?.detail ?? answer.detail;
    meta?.setAttribute("content", answer.csrf_token);
    return "";
  } catch {
    return t("No connection to the desk. Try again in a moment.");
  }
}
