// @ts-check
/** A finding that does not hold here is set aside with a reason; and what no longer stands is told. */

import { ask } from "../api.js";
import { byId, h } from "../html.js";
import { t, tell } from "../words.js";
import { toast } from "./toast.js";

/**
 * The way to set a finding aside; nothing where it is set aside already, only possible, or not this person's to judge.
 * @param {any} finding @param {string} intakeId @param {() => void} done
 */
export function asideForm(finding, intakeId, done) {
  const mayJudge = finding.severity !== "emergency" || byId("form").dataset.mayOverride === "true";
  if (finding.status !== "found" || finding.overridden_at || !mayJudge) return null;
  const reasons = /** @type {DocumentFragment} */ (/** @type {HTMLTemplateElement} */ (byId("template-reasons")).content.cloneNode(true));
  const problem = h("p.field-problem", { role: "alert" });
  const form = h("form.stack-sm", {
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      const typed = new FormData(/** @type {HTMLFormElement} */ (form));
      const body = { reason: String(typed.get("reason")), words: String(typed.get("words")) };
      try {
        await ask("POST", `/api/v1/intakes/${intakeId}/findings/${finding.id}/override`, { body });
        done();
      } catch (error) {
        problem.textContent = t("Not set aside: {reason}", { reason: /** @type {Error} */ (error).message });
      }
    },
  }, reasons, problem, h("button.btn.btn-sm.btn-plain", { type: "submit" }, t("Set it aside")));
  return h("details.finding-aside", {}, h("summary", {}, t("It does not hold here")), form);
}

/** Why it was set aside, in the words of the list. @param {any} finding */
export function asideTag(finding) {
  if (!finding.overridden_at) return null;
  const option = /** @type {HTMLTemplateElement} */ (byId("template-reasons")).content.querySelector(`option[value="${finding.override_reason}"]`);
  return h("span.tag", { "data-aside": finding.override_reason }, t("Set aside: {reason}", { reason: option?.textContent ?? "" }));
}

export class Gone {
  constructor() {
    /** @type {string | undefined} */
    this.latest = undefined;
  }

  /** What stood once stands below the findings; what has just gone is said, in one line that hides no field. @param {any[]} gone the latest first */
  draw(gone) {
    const before = this.latest;
    this.latest = gone[0]?.gone_at ?? "";
    const fresh = before === undefined ? [] : gone.filter((one) => Date.parse(one.gone_at) > (Date.parse(before) || 0));
    const titles = fresh.length > 1 ? t("{count} findings, listed below the others", { count: fresh.length }) : `“${tell(fresh[0]?.title ?? "")}”`;
    if (fresh.length) toast(t("No longer found, as answers changed: {titles}. What was advised still holds.", { titles }));
    const lines = gone.map((one) => h("li", { "data-gone": one.rule_id }, tell(one.title)));
    byId("findings-gone").replaceChildren(...(lines.length ? [h("summary", {}, t("No longer found: {count}", { count: lines.length })), h("p", {}, t("Answers changed. That alone takes no advice back: what was said about safety still holds until a clinician says otherwise.")), h("ul", {}, ...lines)] : []));
    byId("findings-gone").hidden = !lines.length;
  }
}
