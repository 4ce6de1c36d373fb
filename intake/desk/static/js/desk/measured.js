// @ts-check
/** An amount as it is said, "2 mg twice a day": the number, the unit that stands in the list beside it, and how it was worked out. */

import { checkRange, inputOf, kindOf, said } from "./controls.js";
import { dose } from "./dose.js";

/**
 * @param {HTMLElement} answer
 * @param {import("./dose.js").Measures} measures @param {string} about what the substance was called
 * @returns {{amount: number, beside: HTMLElement | null, unit: string | null, worked: string} | null} null where it is a plain number, or not understood
 */
export function measured(answer, measures, about) {
  if (kindOf(answer) !== "number") return null;
  const beside = answer.dataset.field === "amount_per_day" ? /** @type {HTMLElement | null} */ (answer.parentElement?.querySelector('[data-field="amount_unit"]')) : null;
  const own = answer.querySelector(".unit")?.textContent?.trim();
  const units = beside ? [.../** @type {HTMLSelectElement} */ (inputOf(beside)).options].map((option) => option.value).filter(Boolean) : own ? [own] : [];
  const told = dose(said(inputOf(answer).value), units, measures, about);
  if (!told || (told.unit === null && !told.words) || (!beside && told.unit !== own)) return null;
  checkRange(told.amount, inputOf(answer));
  const worked = told.words ? `= ${[told.amount, inWords(told.unit, beside)].filter(Boolean).join(" ")} (${howWorked(told.words, answer)})` : "";
  return { amount: told.amount, beside, unit: told.unit, worked };
}

/** The unit as the list beside it writes it. @param {string | null} unit @param {HTMLElement | null} beside */
function inWords(unit, beside) {
  const option = beside && [.../** @type {HTMLSelectElement} */ (inputOf(beside)).options].find(({ value }) => value === unit);
  return option?.textContent ?? unit;
}

/** It was worked out from English words: who types others reads those back. @param {string} words @param {HTMLElement} answer */
const howWorked = (words, answer) => (document.documentElement.lang === "en" ? words : inputOf(answer).value.trim());
