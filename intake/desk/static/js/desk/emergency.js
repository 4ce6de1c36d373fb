// @ts-check
/** The emergency path: the few answers that count in the first minute, alone on the page. The same answers, saved the same way. */

import { byId } from "../html.js";
import { t } from "../words.js";
import { goToAnswer } from "./keys.js";

/** @param {import("./answers.js").Answers} answers @returns {{toggle: () => void, count: () => void}} */
export function emergencyPath(answers) {
  const root = byId("form");
  const asked = () => answers.all().filter((answer) => answer.matches("[data-emergency]") && !answer.hidden);
  const left = () => asked().filter((answer) => !answers.isAsked(answer));

  function count() {
    byId("emergency-left").textContent = t("{asked} of {all} asked", { asked: asked().length - left().length, all: asked().length });
  }

  function toggle() {
    const on = root.toggleAttribute("data-emergency-only");
    byId("emergency-path").hidden = !on;
    for (const button of document.querySelectorAll("[data-emergency-path][aria-pressed]")) button.setAttribute("aria-pressed", String(on));
    count();
    const next = left()[0];
    if (on) window.scrollTo({ top: 0, behavior: "instant" });
    if (on && next) goToAnswer(next, "nearest");
    else byId(on ? "emergency-path" : "section-situation").focus();
  }

  for (const button of document.querySelectorAll("[data-emergency-path]")) button.addEventListener("click", toggle);
  return { toggle, count };
}
