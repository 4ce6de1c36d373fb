// @ts-check
/** What stands in an answer, as it is meant: an amount with its unit, a moment that stays the same however late the field is left. */

import { showWorking } from "./beside.js";
import { inputOf, kindOf, read } from "./controls.js";
import { measured } from "./measured.js";

/** What was read of which words. @type {WeakMap<HTMLElement, {text: string, value: any}>} */
const moments = new WeakMap();

/**
 * @param {HTMLElement} answer
 * @param {import("./dose.js").Measures} measures @param {string} about what the substance was called
 * @returns {{value: any, unit?: {answer: HTMLElement, value: string}}} refuses what is not understood
 */
export function meaning(answer, measures, about) {
  const amount = measured(answer, measures, about);
  if (!amount) return { value: kindOf(answer) === "ago" ? moment(answer) : read(answer) };
  showWorking(answer, amount.worked);
  const { beside, unit } = amount;
  return { value: amount.amount, ...(beside && unit && { unit: { answer: beside, value: unit } }) };
}

/** "3 days ago" is no other moment because it is read again. @param {HTMLElement} answer */
function moment(answer) {
  const text = inputOf(answer).value;
  const before = moments.get(answer);
  const value = before?.text === text ? before.value : read(answer);
  moments.set(answer, { text, value });
  return value;
}

/** Something else was put there: its words are read anew. @param {HTMLElement} answer */
export const forget = (answer) => moments.delete(answer);
