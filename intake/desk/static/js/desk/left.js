// @ts-check
/** On the home page: what this account typed in this browser and the desk does not have yet. Opening the intake sends it. */

import { byId, h } from "../html.js";
import { t } from "../words.js";
import { openKeeper } from "./keeper.js";

const place = byId("left-here");
const intakes = (await (await openKeeper())?.intakes()) ?? [];
const link = (/** @type {string} */ id) => h("a", { href: `/desk/intakes/${id}` }, document.querySelector(`[data-intake="${id}"]`)?.textContent ?? t("an intake"));

place.hidden = intakes.length === 0;
if (intakes.length) {
  place.append(h("strong", {}, t("Not everything that you typed on this computer has reached the desk.")), " ", t("It is kept here, sealed. To send it, open"), " ", ...intakes.flatMap((id, n) => [n ? ", " : "", link(id)]), ".");
}
