// @ts-check
/** The hour of a day as people say it: "3 pm", "at 15:30", "morning", "night at 11". An hour of which nobody knows which half of the day is not taken. Pure. */

const PARTS = { morning: 8, noon: 12, midday: 12, afternoon: 14, evening: 19, night: 22 };
const PART = "(?:early |late )?(?:in the |at )?(morning|noon|midday|afternoon|evening|night)";
const HOUR = "(?:at |around |about )*(\\d{1,2})(?::(\\d\\d))?\\s*(?:(a|p)\\.?m\\.?|o'?clock)?";
const EITHER = [new RegExp(`^${PART}(?:,? ${HOUR})?$`), new RegExp(`^${HOUR}(?:,? (?:this |last )?${PART})?$`)];

/**
 * @param {string} said @param {Date} day @param {Date} now what a part of the day that has only begun cannot be later than
 * @returns {Date | null}
 */
export function clock(said, day, now) {
  const [first, second] = EITHER.map((pattern) => pattern.exec(said));
  if (!first && !second) return null;
  const [part, hour, minute, half] = first ? first.slice(1) : [second?.[4], second?.[1], second?.[2], second?.[3]];
  const at = new Date(day);
  if (hour === undefined) {
    at.setHours(PARTS[/** @type {keyof typeof PARTS} */ (part)], 0, 0, 0);
    if (at <= now) return at;
    return at.toDateString() === now.toDateString() && !/noon|midday/.test(part ?? "") ? now : null;
  }
  const told = hourOf(hour, half ?? (minute && "of 24"), part);
  if (told === null || +(minute ?? 0) > 59) return null;
  at.setHours(told, +(minute ?? 0), 0, 0);
  return at > now ? null : at;
}

/**
 * Of 24; more than that: of the night that follows. Null where it could be either half of the day.
 * @param {string} said @param {string | undefined} half "a", "p", or "of 24" where minutes stand there too @param {string | undefined} part
 */
function hourOf(said, half, part) {
  const hour = +said;
  if (hour > 12 || said.startsWith("0")) return hour < 24 && (half === "of 24" || part) ? hour : null;
  const isLate = hour < 5 || hour === 12;
  const byPart = { morning: "a", noon: "p", midday: "p", afternoon: "p", evening: "p", night: isLate ? "a" : "p" };
  const its = half === "a" || half === "p" ? half : part && byPart[/** @type {keyof typeof byPart} */ (part)];
  if (!its) return null;
  // "Last night at 2" was after midnight.
  const following = /night/.test(part ?? "") && its === "a" ? 24 : 0;
  return (hour % 12) + (its === "p" ? 12 : 0) + following;
}
