// @ts-check
/** How far the intake is: what is saved, how much of each section was asked, what is still missing, how long the call lasts. */

import { askToSignIn } from "../again.js";
import { byId, h } from "../html.js";
import { LOCALE, t, tell } from "../words.js";
import { keepingFocus } from "./redraw.js";

/** @param {import("./saver.js").Saver} saver */
export function showSaving(saver) {
  const place = byId("saved");
  const words = /** @type {HTMLElement} */ (place.querySelector("[data-words]"));
  saver.addEventListener("progress", (event) => {
    const { state: told, error } = /** @type {CustomEvent} */ (event).detail;
    if (told === "failed" && error.status === 401) askToSignIn(() => saver.retryNow());
    if (told === "saved") document.querySelector("[data-signed-out]")?.remove();
    const all = saver.waiting.all;
    const failed = all.some((one) => one.state === "failed");
    const stale = all.filter((one) => one.state === "stale" || one.state === "refused").length;
    const busy = all.some((one) => one.state === "sending" || one.state === "waiting");
    const clock = new Date().toLocaleTimeString(LOCALE, { hour: "numeric", minute: "2-digit" });
    place.dataset.state = failed || stale ? "failed" : busy ? "saving" : "saved";
    words.textContent = failed ? t("Not saved: will retry") : stale ? t("{count} to look at", { count: stale }) : busy ? t("Saving…") : t("Saved {time}", { time: clock });
  });
}

/** @param {import("./answers.js").Answers} answers */
export function showProgress(answers) {
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rail a[data-section]"))) {
    const section = byId(`section-${link.dataset.section}`);
    const shown = /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".answer:not([hidden])")]);
    const asked = shown.filter((answer) => answers.isAsked(answer)).length;
    const place = /** @type {HTMLElement} */ (link.querySelector("[data-progress]"));
    place.textContent = shown.length ? `${asked}/${shown.length}` : "";
    place.classList.toggle("is-done", shown.length > 0 && asked === shown.length);
  }
}

/**
 * @param {import("./record.js").IntakeRecord} intake
 * @param {(missing: any) => void} goTo
 */
export function showMissing(intake, goTo) {
  const { state } = intake.state;
  const missing = intake.state.missing.filter((/** @type {any} */ one) => !one.later);
  const later = intake.state.missing.filter((/** @type {any} */ one) => one.later);
  const button = (/** @type {string} */ tag, /** @type {any} */ one) => h(tag, { type: "button", "data-missing-code": one.code, onclick: () => goTo(one) }, tell(one.words));
  const buttons = (/** @type {any[]} */ list, /** @type {string} */ title) => list.length ? [h("strong", {}, title), ...list.map((one) => button("button", one))] : [];
  redraw(byId("missing"), state === "draft" ? [...buttons(missing, t("Still to ask")), ...buttons(later, t("When there is time"))] : []);
  const rows = missing.map((/** @type {any} */ one) => h("li", {}, button("button.btn.btn-sm.btn-quiet", one)));
  const done = state === "draft" ? t("Everything that is needed was asked.") : t("This intake is {state}.", { state: intake.stateWords });
  redraw(byId("still-missing"), [missing.length && state === "draft" ? h("ul.list-plain", {}, ...rows) : h("p.note-box.note-box-good", {}, done)]);
}

/** Drawn anew only when it tells something else: it is read out then. Where the pressed one is gone, the next one has the focus. @param {HTMLElement} place @param {HTMLElement[]} parts */
function redraw(place, parts) {
  const told = parts.map((part) => part.outerHTML).join("");
  if (told === place.innerHTML) return;
  const all = () => /** @type {HTMLElement[]} */ ([...place.querySelectorAll("[data-missing-code]")]);
  const at = all().findIndex((one) => one === document.activeElement);
  keepingFocus(place, "data-missing-code", () => place.replaceChildren(...parts));
  if (at >= 0 && !place.contains(document.activeElement)) (all()[at] ?? all().at(-1) ?? place.closest("nav, .form-section")?.querySelector("a, button:not([hidden])"))?.focus({ preventScroll: true });
}

/** The length of the call, counted by the second. */
export function showCallTime() {
  const place = byId("call-time");
  const words = /** @type {HTMLElement} */ (place.querySelector("[data-words]"));
  const tick = () => {
    const { started, ended } = place.dataset;
    if (!started) return;
    const seconds = Math.max(0, Math.round(((ended ? Date.parse(ended) : Date.now()) - Date.parse(started)) / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
    words.textContent = `${hours ? `${hours}:` : ""}${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tick();
  setInterval(tick, 1000);
}

/** The section that is being worked in, marked in the list to the left. */
export function showWhere() {
  const mark = (/** @type {Element | null | undefined} */ section) => {
    if (!section) return;
    for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rail a"))) {
      if (`section-${link.dataset.section}` === section.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  document.addEventListener("focusin", (event) => mark(/** @type {HTMLElement} */ (event.target).closest(".form-section")));
  mark(document.querySelector(".form-section"));
}
