// @ts-check
/**
 * A page that stays open when its session has ended shows nobody's name: it covers itself. The desk tells with each answer how long
 * the session lasts; at its end the desk is asked once, by a request that keeps nothing awake, because another window may have gone on.
 */

import { signInHere } from "./again.js";
import { renewToken } from "./api.js";
import { h } from "./html.js";
import { t } from "./words.js";

const GRACE = 1000;
// Nobody is covered in the middle of a word: a screen at which somebody types is not left alone.
const RESTS = 60_000;
const LONGEST = 3_600_000;

// Which account a page of this browser was made for, told to the others: nobody's, somebody else's, or the same.
const others = new BroadcastChannel("intake-signed-in");
const told = /** @type {HTMLElement | null} */ (document.querySelector('meta[name="session"]'));
const account = told?.dataset.account;
let endsAt = 0;
let lasts = 0;
let timer = 0;
let typedAt = 0;
let activeAt = Date.now();
/** @type {HTMLDialogElement | null} */
let veil = null;

/** @typedef {{stays: boolean, unsaved: boolean}} Held `stays`: the page is needed again; `unsaved`: something was typed that the desk does not have */

/** @typedef {{seconds: number, asked: number}} Told how long the session lasts, from when that was asked: a computer may sleep before it hears the answer */

/** @param {() => Held} holds */
export function watchSession(holds) {
  others.postMessage(account ?? "");
  if (!told) return;
  const look = () => check(holds);
  others.addEventListener("message", (event) => event.data !== account && look());
  const hear = (/** @type {Told} */ { seconds, asked }) => {
    lasts = Math.max(lasts, seconds * 1000);
    endsAt = asked + seconds * 1000;
    later(look);
  };
  hear({ seconds: Number(told.getAttribute("content")), asked: Date.now() });
  document.addEventListener("session-seconds", (event) => hear(/** @type {CustomEvent} */ (event).detail));
  document.body.addEventListener("htmx:beforeSend", (event) => {
    const asked = Date.now();
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    xhr.addEventListener("load", () => {
      const seconds = xhr.getResponseHeader("Session-Seconds");
      if (seconds) hear({ seconds: Number(seconds), asked });
    });
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.xhr.status === 401) look();
  });
  document.addEventListener("input", () => (typedAt = Date.now()), true);
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, () => (activeAt = Date.now()), true);
  // A computer that slept, a page that comes back from the browser's memory, another window in which somebody signed in again.
  for (const back of ["pageshow", "focus", "online"]) window.addEventListener(back, () => (veil || Date.now() > endsAt) && look());
}

/** @param {() => void} look @param {number} [wait] */
function later(look, wait = endsAt - Date.now() + GRACE) {
  clearTimeout(timer);
  timer = window.setTimeout(() => (Date.now() < endsAt ? later(look) : look()), Math.min(LONGEST, Math.max(0, wait)));
}

/** @param {() => Held} holds */
async function check(holds) {
  const look = () => check(holds);
  const asked = Date.now();
  const left = await ask();
  if (left?.seconds && left.account_id === account) {
    document.dispatchEvent(new CustomEvent("session-seconds", { detail: { seconds: left.seconds, asked } }));
    return lift();
  }
  if (veil) return;
  // Somebody else sits here now.
  if (left?.account_id && left.account_id !== account) return cover(holds(), look);
  // Without an answer nobody knows: then it counts whether anybody was at this page.
  const rest = left ? typedAt + RESTS : activeAt + lasts;
  if (rest > Date.now()) later(look, rest - Date.now() + GRACE);
  else cover(holds(), look);
}

/** @returns {Promise<{seconds: number, account_id: string | null} | null>} null without an answer */
const ask = () => fetch("/sign-in/left", { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : null), () => null);

/** @param {Held} held what stays, stays below, unseen @param {() => void} look */
function cover({ stays, unsaved }, look) {
  const heading = h("h2", { id: "veil-heading" }, t("Signed out for safety"));
  const words = h("p", { id: "veil-words" }, unsaved ? t("Nobody was here for a while. What was typed is kept: sign in to go on.") : t("Nobody was here for a while. Sign in to go on."));
  const here = h("button.btn.btn-primary", { type: "button", onclick: () => signInHere(look, unsaved) }, t("Sign in here"));
  const other = h("a", { href: "/sign-in" }, t("Somebody else signs in"));
  veil = /** @type {HTMLDialogElement} */ (h("dialog.dialog.veil.stack", { role: "alertdialog", "aria-labelledby": "veil-heading", "aria-describedby": "veil-words", "data-over-all": true }, heading, words, h("p.row-line", {}, here, other)));
  const open = () => veil && !veil.open && veil.isConnected && veil.showModal();
  veil.addEventListener("cancel", (event) => event.preventDefault());
  veil.addEventListener("close", open);
  veil.dataset.title = document.title;
  document.title = t("Signed out for safety");
  if (!stays) document.body.replaceChildren();
  veil.toggleAttribute("data-holds", stays);
  document.documentElement.dataset.veiled = "";
  document.body.append(veil);
  open();
}

/** The same person is signed in again. */
async function lift() {
  if (!veil) return;
  if (!veil.hasAttribute("data-holds")) return window.location.replace(window.location.pathname + window.location.search);
  const lifted = veil;
  veil = null;
  await renewToken();
  document.title = lifted.dataset.title ?? "";
  lifted.remove();
  delete document.documentElement.dataset.veiled;
}
