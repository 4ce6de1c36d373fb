// @ts-check
/** Understands how people say amounts and times, and says back what was understood. Pure: data in, answer out. */

const MONTHS_IN = { day: 1 / 30.44, week: 7 / 30.44, month: 1, year: 12 };
const HOURS_IN = { hour: 1, day: 24, week: 168, month: 730.5, year: 8766 };
const SHORT = { milligram: "mg", microgram: "mcg", ug: "mcg", gram: "g", milliliter: "ml", ounce: "ounce", oz: "ounce" };
const WORDS = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, few: 3 };
const SPAN = /^(?:about |for |since )?(\d+(?:[.,]\d+)?|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few)\s*(hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)\b/i;

/**
 * @param {string} text
 * @returns {{count: number, unit: keyof typeof HOURS_IN} | null}
 */
function span(text) {
  const found = SPAN.exec(text.trim());
  if (!found) return null;
  const said = found[1].toLowerCase();
  const word = said.startsWith("half") ? 0.5 : WORDS[/** @type {keyof typeof WORDS} */ (said.replace("a few", "few"))];
  const count = word ?? Number(said.replace(",", "."));
  const letter = found[2][0].toLowerCase();
  const units = /** @type {const} */ ({ h: "hour", d: "day", w: "week", m: "month", y: "year" });
  return { count, unit: units[/** @type {keyof typeof units} */ (letter)] };
}

/**
 * "2 years" -> 24; a bare number counts months. Null when it is not understood.
 * @param {string} text
 * @returns {number | null}
 */
export function months(text) {
  const bare = /^\d+(?:[.,]\d+)?$/.exec(text.trim());
  if (bare) return Math.round(Number(bare[0].replace(",", ".")));
  const said = span(text);
  if (!said || said.unit === "hour") return null;
  return Math.round(said.count * MONTHS_IN[said.unit]);
}

/**
 * @param {number} count
 * @returns {string} "24 months (2 years)"
 */
export function monthsInWords(count) {
  const plain = `${count} month${count === 1 ? "" : "s"}`;
  const years = Math.round((count / 12) * 10) / 10;
  return count >= 12 ? `${plain} (${years} year${years === 1 ? "" : "s"})` : plain;
}

/**
 * "3 days ago", "yesterday", "this morning", "2026-11-20" -> a moment. Null when it is not understood or lies ahead.
 * @param {string} text
 * @param {Date} now
 * @returns {Date | null}
 */
export function moment(text, now) {
  const said = text.trim().toLowerCase();
  if (["now", "just now", "today"].includes(said)) return now;
  if (said === "this morning") return earlier(now, atHour(now, 8));
  if (said === "last night") return atHour(daysBefore(now, 1), 22);
  if (said === "yesterday") return daysBefore(now, 1);
  // "Nov 20, 3 days ago" is how a moment is said back, so it is understood too.
  const length = span((said.split(",").pop() ?? "").trim().replace(/^(ran out|stopped|last) /, ""));
  if (length) return new Date(now.getTime() - length.count * HOURS_IN[length.unit] * 3_600_000);
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t](\d{1,2}):(\d{2}))?$/.exec(said);
  const us = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(said);
  if (day) return past(new Date(+day[1], +day[2] - 1, +day[3], +(day[4] ?? 12), +(day[5] ?? 0)), +day[3], now);
  if (us) return past(new Date(+(us[3] ?? now.getFullYear()), +us[1] - 1, +us[2], 12), +us[2], now);
  return null;
}

/**
 * @param {Date} when
 * @param {Date} now
 * @returns {string} "Nov 20, 3 days ago"
 */
export function momentInWords(when, now) {
  const day = when.toLocaleDateString("en-US", { month: "short", day: "numeric", year: when.getFullYear() === now.getFullYear() ? undefined : "numeric" });
  const hours = (now.getTime() - when.getTime()) / 3_600_000;
  if (hours < 1) return `${day}, just now`;
  if (hours < 36) return `${day}, ${Math.round(hours)} hour${Math.round(hours) === 1 ? "" : "s"} ago`;
  const days = Math.round(hours / 24);
  return `${day}, ${days} days ago`;
}

/**
 * "2 mg" -> {amount: 2, unit: "mg"}; the unit is null when none was said.
 * @param {string} text
 * @returns {{amount: number, unit: string | null} | null}
 */
export function amount(text) {
  const found = /^(\d+(?:[.,]\d+)?|half)\s*([a-z]+)?\.?$/i.exec(text.trim());
  if (!found) return null;
  const number = found[1].toLowerCase() === "half" ? 0.5 : Number(found[1].replace(",", "."));
  return { amount: number, unit: found[2]?.toLowerCase() ?? null };
}

/**
 * The unit of the list that was meant: "mgs" -> "mg", "pill" -> "pills". Null when it is none of them.
 * @param {string} said
 * @param {string[]} units
 * @returns {string | null}
 */
export function unitOf(said, units) {
  const bare = (/** @type {string} */ word) => SHORT[/** @type {keyof typeof SHORT} */ (word.replace(/s$/, ""))] ?? word.replace(/s$/, "");
  return units.find((unit) => bare(unit) === bare(said.toLowerCase())) ?? null;
}

/** @param {Date} now @param {number} count */
const daysBefore = (now, count) => new Date(now.getTime() - count * 86_400_000);

/** @param {Date} day @param {number} hour */
function atHour(day, hour) {
  const at = new Date(day);
  at.setHours(hour, 0, 0, 0);
  return at;
}

/** @param {Date} now @param {Date} when */
const earlier = (now, when) => (when < now ? when : now);

/**
 * Refuses 31 February (which JavaScript would move into March) and what lies ahead.
 * @param {Date} when @param {number} day @param {Date} now
 */
const past = (when, day, now) => (when.getDate() === day && when <= now ? when : when.toDateString() === now.toDateString() ? now : null);
