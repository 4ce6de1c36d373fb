// @ts-check
/** Numbers as people say and write them: "two", "twenty-five", "1 1/2", "½". Pure. */

const UNITS = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19,
};
const TENS = { twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 };
const ONES = Object.entries(UNITS).filter(([word, one]) => word.length > 2 && one < 10);
const tensAndOnes = Object.entries(TENS).flatMap(([ten, tens]) => ONES.map(([one, ones]) => [`${ten} ${one}`, tens + ones]));
const hundreds = [["a", 1], ...ONES].map(([word, count]) => [`${word} hundred`, Number(count) * 100]);

/** Of a hyphen between them nothing is left by then. @type {Record<string, number>} */
export const NUMBERS = { ...UNITS, ...TENS, ...Object.fromEntries(tensAndOnes), ...Object.fromEntries(hundreds) };

/** The longest first, so that "twenty five" is not twenty. @param {string[]} words */
export const anyOf = (words) => words.sort((one, other) => other.length - one.length).join("|");

/** Halves, thirds, quarters and eighths; a 10/325 is no fraction but what is printed on a pill. */
export const FRACTION = "(?:1\\s*\\/\\s*[2348]|2\\s*\\/\\s*3|3\\s*\\/\\s*[48]|[57]\\s*\\/\\s*8)(?![\\d/])";

/** "1½" -> "1 1/2", "µg" -> "mcg". @param {string} text */
export const spelled = (text) =>
  text.replace(/(\d?)\s?([½¼¾⅓⅔⅛])/g, (_, whole, part) => `${whole && `${whole} `}${{ "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8" }[/** @type {"½"} */ (part)]}`).replace(/[µμ]g\b/g, "mcg");

/** "2", "2.5", "2,5", "3/4", "1 3/4". @param {string} said */
export function digitsOf(said) {
  const [, whole, top, bottom] = /^(?:(\d+)\s+)?(\d+)\s*\/\s*(\d+)$/.exec(said) ?? [];
  return top ? Number(whole ?? 0) + Number(top) / Number(bottom) : Number(said.replace(",", "."));
}
