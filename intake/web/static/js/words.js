// @ts-check
/** Says English words in the language of the page. The catalog is fetched once for another language, and kept by the browser. */

const { lang } = document.documentElement;
const address = document.documentElement.dataset.words;

/** @type {Record<string, string>} */
const catalog = address ? await fetch(address).then((answer) => (answer.ok ? answer.json() : {}), () => ({})) : {};

/** How this page writes dates and numbers. */
export const LOCALE = lang === "en" ? "en-US" : lang;

/**
 * `t("{count} to look at", { count: 2 })`; words without a translation stay English.
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  return (catalog[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
