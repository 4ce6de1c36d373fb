// @ts-check
/** Amounts, units and containers as people say them. Pure. */

import { FRACTION, NUMBERS, anyOf, digitsOf } from "./numbers.js";

/**
 * @typedef {{kinds: Record<string, string[]>, drinks: Record<string, Record<string, number>>, always: Record<string, string[]>, any: string[], grams: Record<string, number>}} Measures
 * `drinks`: in a container, by kind of drink; `always`: containers that are of one kind whatever is said; `any`: words for alcohol that name no kind
 */

const NAMED = { ...NUMBERS, "a dozen": 12, dozen: 12, "half a dozen": 6, "two dozen": 24, "three dozen": 36 };
// "0,125" is an eighth as half of the world writes it: no thousand begins with a nothing.
const THOUSANDS = "[1-9]\\d{0,2}(?:,\\d{3})+";
const DIGITS = `\\d+ ${FRACTION}|${FRACTION}|${THOUSANDS}(?!\\d)|\\d*[.,]?\\d+`;
const PARTS = { "three quarters": 0.75, quarter: 0.25, third: 1 / 3, half: 0.5 };
const PART = "(?:three quarters|(?:an? |one )?quarter|(?:an? |one )?third|(?:an? |one )?half)(?:(?: of)? an?)?";
/** What counts: "2", ".5", "1/2", "2,000", "half a", "a quarter", "a dozen". */
export const COUNT = `(?:${DIGITS})|\\b(?:half a dozen|${PART}|${anyOf(Object.keys(NAMED))})\\b`;
const SHORT = {
  milligram: "mg", miligram: "mg", milligramme: "mg", microgram: "mcg", ug: "mcg", gram: "g", milliliter: "ml", millilitre: "ml", ounce: "ounce",
  oz: "ounce", pint: "pint", litre: "liter", "tall boy": "tallboy", "tall can": "tallboy", glasse: "glass", glas: "glass", boxe: "box", dose: "dose",
};

/** Half of it, which may be a bottle of its own. */
const HALF = /^(?:(?:an? )?half(?: an?)?|1\s*\/\s*2)$/;

/** @param {string} said */
export function countOf(said) {
  const told = said.trim();
  if (told in NAMED) return NAMED[/** @type {keyof typeof NAMED} */ (told)];
  for (const [name, part] of Object.entries(PARTS)) if (new RegExp(`\\b${name}\\b`).test(told)) return part;
  return digitsOf(new RegExp(`^${THOUSANDS}$`).test(told) ? told.replaceAll(",", "") : told);
}

/**
 * Standard drinks in what was named; null where nobody can say what it holds.
 * @param {string} counted as said: "half a" pint is a bottle of its own @param {number} count @param {string} said what was counted
 * @param {Measures} measures @param {string} about
 * @returns {number | null}
 */
export function drinksOf(counted, count, said, measures, about) {
  const thing = said.replace(/^(?:of\s+)?(?:an?\s+)?(?=\S)/, "");
  // "750 ml of vodka", "a 750 of vodka": the size is the name of the bottle
  const sized = /^\d/.test(counted) && /^(?:ml|liters?|litres?|oz|ounces?)\b|^of\s/.test(said);
  const [container, named] = (sized ? `${counted} ${said}` : thing).split(/\s+of\s+/);
  const isHalf = HALF.test(counted);
  const kind = kindOf(named ?? "", measures) ?? kindOf(container, measures) ?? kindOf(about, measures) ?? alwaysOf(isHalf ? `half ${bare(container)}` : bare(container), named ?? about, measures);
  const sizes = kind && measures.drinks[kind];
  if (!sizes) return null;
  if (sized) return sizes[bottle(container)] ?? (/^[\d.]+ lit/.test(container) ? rounded(count * (sizes.liter ?? NaN)) || null : null);
  const half = isHalf && sizes[`half ${bare(container)}`];
  if (half) return half;
  const size = sizes[bare(container)] ?? sizes[bottle(container)] ?? sizes[container] ?? packOf(container, sizes) ?? (kindOf(container, measures) === kind ? sizes.each : undefined);
  if (size !== undefined) return rounded(count * size);
  return count > 1 ? packedIn(counted, container, sizes) : null;
}

/** "an 8 ball" of powder, in grams. @param {string} said @param {Measures} measures */
export const weightOf = (said, { grams }) => grams[said.replace(/^(?:an?|one) (?=\S+ ball)/, "").replace(/^(\S+) balls?$/, "$1 ball")] ?? null;

/** "a 30 pack": so many of the usual container. @param {string} container @param {Record<string, number>} sizes */
function packOf(container, sizes) {
  const found = new RegExp(`^(${COUNT})\\s*(?:pack|packs|rack|racks|pk)$`).exec(container);
  return found && sizes.can ? countOf(found[1]) * sizes.can : undefined;
}

/** "30 pack a day" without its article. @param {string} counted @param {string} container @param {Record<string, number>} sizes */
const packedIn = (counted, container, sizes) => (/^(?:packs?|racks?|pk)$/.test(container) ? (packOf(`${counted} pack`, sizes) ?? null) : null);

/** A handle is of spirits whatever is said, unless something else is. @param {string} container @param {string} about @param {Measures} measures */
function alwaysOf(container, about, measures) {
  if (about && !measures.any.includes(about)) return undefined;
  return Object.keys(measures.always).find((kind) => measures.always[kind].includes(container));
}

/** @param {string} name @param {Measures} measures */
const kindOf = (name, { kinds }) => Object.keys(kinds).find((kind) => kinds[kind].includes(name) || kinds[kind].includes(bare(name)));

/** "1.75 liters" and "40 oz", as the list of bottles writes them. @param {string} size */
const bottle = (size) => size.split(" ").map((word) => bare(word)).join(" ").replace(/ounce$/, "oz");

/**
 * The unit of the list that was meant: "mgs" -> "mg", "pill" -> "pills". Null when it is none of them.
 * @param {string} said @param {string[]} units @returns {string | null}
 */
export function unitOf(said, units) {
  return units.find((unit) => bare(unit) === bare(said.toLowerCase())) ?? null;
}

/** @param {string} word */
export function bare(word) {
  const one = word.replace(/s$/, "");
  return SHORT[/** @type {keyof typeof SHORT} */ (one)] ?? one;
}

/** @param {number} amount */
const rounded = (amount) => Math.round(amount * 100) / 100;
