// @ts-check
/** "2", for how long: days, weeks, months or years? Asked below the field once it is left, in one press. */

import { h } from "../html.js";
import { t } from "../words.js";
import { inputOf } from "./controls.js";
import { monthsOf } from "./understand.js";

/** @param {HTMLElement} answer @param {number} count @param {(months: number) => void} chosen */
export function askOfWhat(answer, count, chosen) {
  takeAway(answer);
  /** @type {["day" | "week" | "month" | "year", string][]} */
  const units = count === 1 ? [["day", t("day")], ["week", t("week")], ["month", t("month")], ["year", t("year")]] : [["day", t("days")], ["week", t("weeks")], ["month", t("months")], ["year", t("years")]];
  const pick = (/** @type {"day" | "week" | "month" | "year"} */ unit) => () => {
    const isHere = answer.contains(document.activeElement);
    takeAway(answer);
    chosen(monthsOf(count, unit));
    if (isHere) inputOf(answer).focus({ preventScroll: true });
  };
  const buttons = units.map(([unit, words]) => h("button.btn.btn-sm.btn-plain", { type: "button", onclick: pick(unit), "data-of-what": unit }, `${count} ${words}`));
  answer.append(h("div.of-what", { role: "group", "aria-label": t("{count} of what?", { count }) }, ...buttons));
}

/** @param {HTMLElement} answer */
export const takeAway = (answer) => answer.querySelector(".of-what")?.remove();
