// @ts-check
/** Says English words in the language of the page. The catalog is fetched once for another language, and kept by the browser. */

const { lang } = document.documentElement;
const address = document.documentElement.dataset.words;

/** @type {Record<string, string>} */
const catalog = address ? await fetch(address).then((answer) => (answer.ok ? answer.json() : {}), () => ({})) : {};

/** How this page writes dates and numbers: both languages as they are written here, so that the server's times and these agree. */
export const LOCALE = `${lang}-US`;

/** A promised or a safe moment, always with its zone. @param {string} moment @param {string} [zone] of whom it is promised to; else of whoever reads it */
export const inZone = (moment, zone) => new Date(moment).toLocaleString(LOCALE, { timeZone: zone, year: new Date(moment).getFullYear() === new Date().getFullYear() ? undefined : "numeric", weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });

/**
 * `t("{count} to look at", { count: 2 })`; words without a translation stay English.
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  return (catalog[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Marks words of the desk for translation: they come to the page from elsewhere. @param {string} text */
export const say = (text) => text;

// What the desk puts together from words and a number or a name.
say("about {count} miles");
say("about {count} mile");
say("less than {count} miles");
say("Say what was done about: {title}");
say("Not known whether withdrawal care for {kind} is needed: ask");
say("less than a mile");
say("1 place: {words}");
say("distance not known");
say("in the same ZIP area");
say("{words}, measured from ZIP centers");
say("{words}: close to the limit, ask for the address");
say("{payer} network not confirmed: ask");
say("without “{words}”");
say("Without “{words}”");
say("{words} and without “{other}”");
say("{words}, or: {other}");
say("{words}, and: {other}");
say("Up to {count} miles");
say("Within {count} miles, in any state");
say("Anywhere in the country");
say("Level {code} ({edition})");
say("level {code} ({edition})");
say("{Level}: {because} is listed");
say("{Level} is possible, not stated: {because} is listed. Ask");
say("Nothing is stated about {level}: ask");
say("Lists nothing of {level}");
say("list nothing of {level}");

/** @type {{pattern: RegExp, names: string[], text: string}[] | undefined} the longest words first */
let patterns;

/** What the desk said in English, in the language of the page; with what stands in it said as well. @param {string} text @returns {string} */
export function tell(text) {
  if (!address || !text || catalog[text]) return catalog[text] ?? text;
  const counted = /^([\d,]+) (.+)$/.exec(text);
  const rest = counted && tell(counted[2]);
  if (rest && rest !== counted[2]) return `${counted[1]} ${rest}`;
  patterns ??= Object.keys(catalog).filter((key) => /\{\w+\}/.test(key) && /\p{L}{3}/u.test(key.replace(/\{\w+\}/g, ""))).sort((one, other) => other.length - one.length).map(patternOf);
  for (const { pattern, names, text: key } of patterns) {
    const found = pattern.exec(text);
    if (found) return t(key, Object.fromEntries(names.map((name, at) => [name, tell(found[at + 1])])));
  }
  return text;
}

/** @param {string} text with places like {count} */
function patternOf(text) {
  const parts = text.split(/\{(\w+)\}/);
  const pattern = parts.map((part, at) => (at % 2 ? "(.+?)" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).join("");
  return { pattern: new RegExp(`^${pattern}$`), names: parts.filter((_, at) => at % 2), text };
}
