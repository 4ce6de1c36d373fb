// @ts-check
/** How strong a day's amount of a benzodiazepine is, in words. Pure: data in, words out. */
import { t } from "../words.js";

const BANDS = { low: t("Low amount"), moderate: t("Moderate amount"), high: t("High amount") };

/**
 * The band and the range between the published tables; nothing where nobody can say.
 * @param {{band: keyof typeof BANDS, diazepam_mg_least: number, diazepam_mg_most: number, sources: string[]} | null | undefined} dose
 */
export function strengthInWords(dose) {
  if (!dose) return "";
  const [least, most] = [dose.diazepam_mg_least, dose.diazepam_mg_most].map((mg) => Math.round(mg * 10) / 10);
  const range = least === most ? t("{least} mg", { least }) : t("{least} to {most} mg", { least, most });
  return t("{band}. The published tables of {sources} set it beside {range} of diazepam a day: to see the risk by, never to convert by.", { band: BANDS[dose.band], sources: dose.sources.join("; "), range });
}
