// @ts-check
/** A number as people write it. */

/** @param {string | null} number */
export function phoneWords(number) {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? "");
  return us ? `(${us[1]}) ${us[2]}-${us[3]}` : (number ?? "");
}
