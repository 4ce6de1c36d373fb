// @ts-check
/** What stands in an answer, as it is meant: an amount with its unit, all else as it is read. */

import { showWorking } from "./beside.js";
import { read } from "./controls.js";
import { measured } from "./measured.js";

/**
 * @param {HTMLElement} answer
 * @param {import("./dose.js").Measures} measures @param {string} about what the substance was called
 * @returns {{value: any, unit?: {answer: HTMLElement, value: string}}} refuses what is not understood
 */
export function meaning(answer, measures, about) {
  const amount = measured(answer, measures, about);
  if (!amount) return { value: read(answer) };
  showWorking(answer, amount.worked);
  const { beside, unit } = amount;
  return { value: amount.amount, ...(beside && unit && { unit: { answer: beside, value: unit } }) };
}
