// @ts-check
/** A length of time as people say it: "3 days", "a year and a half", "2 years, 6 months", "half an hour". All of it or nothing. Pure. */

import { FRACTION, NUMBERS, anyOf, digitsOf, spelled } from "./numbers.js";

/** @typedef {"minute" | "hour" | "day" | "night" | "week" | "month" | "year" | "m"} Unit `m`: minutes or months, nobody knows */
/** @typedef {{count: number, unit: Unit}} Part */

/** From the longest to the shortest, as they are said one after the other. */
export const HOURS_IN = { year: 8766, month: 730.5, m: NaN, week: 168, day: 24, night: 24, hour: 1, minute: 1 / 60 };
const HALF = "(?:an? )?half(?: an?)?";
const COUNT = `\\d+ ${FRACTION}|${FRACTION}|\\d+(?:[.,]\\d+)?|${HALF}|(?:a )?couple(?: of)?|(?:a )?few|${anyOf(Object.keys(NUMBERS))}`;
const PART = new RegExp(`^(${COUNT})( and a half)?\\s*(minutes?|mins?|hours?|hrs?|h|days?|d|nights?|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)\\b\\.?( and a half)?(?:,? and |,? |$)`);

/**
 * @param {string} text
 * @returns {Part[] | null} null when anything in it is not understood
 */
export function span(text) {
  const parts = [];
  let rest = spelled(text.trim().toLowerCase()).replace(/(\w)-(?=[a-z])/g, "$1 ").replace(/\s+/g, " ").replace(/^(?:about|around|roughly|approximately|like|some|~) ?/, "");
  while (rest) {
    const found = PART.exec(rest);
    if (!found) return null;
    parts.push({ count: countOf(found[1]) + (found[2] || found[4] ? 0.5 : 0), unit: unitOf(found[3]) });
    rest = rest.slice(found[0].length);
  }
  const order = parts.map(({ unit }) => Object.keys(HOURS_IN).indexOf(unit));
  return parts.length && order.every((at, index) => !index || at > order[index - 1]) ? parts : null;
}

/** @param {string} said */
function countOf(said) {
  if (/half/.test(said)) return 0.5;
  if (/couple/.test(said)) return 2;
  if (/few/.test(said)) return 3;
  return NUMBERS[said] ?? digitsOf(said);
}

/** @param {string} said @returns {Unit} */
function unitOf(said) {
  if (said === "m") return "m";
  if (/^mi/.test(said)) return "minute";
  if (/^mo/.test(said)) return "month";
  const units = /** @type {const} */ ({ h: "hour", d: "day", n: "night", w: "week", y: "year" });
  return units[/** @type {keyof typeof units} */ (said[0])];
}
