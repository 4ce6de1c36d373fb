// @ts-check
/** What the answers mean, live: emergencies first, with what to do now, what to say, and what must still be asked. */

import { ask } from "../api.js";
import { byId, h, icon } from "../html.js";
import { t, tell } from "../words.js";
import { Gone, asideForm, asideTag } from "./aside.js";
import { goToAnswer } from "./keys.js";
import { known } from "./record.js";
import { carryOver, keepingFocus } from "./redraw.js";
import { toast } from "./toast.js";

const PAUSE = 150;
// What the answers mean must not stay unsaid because the line was cut for a moment.
const AGAIN = 4_000;
const STAYS_NEW = 60_000;
const TITLES = { emergency: t("Emergency"), urgent: t("Urgent"), caution: t("Caution"), information: t("To know") };
/** Where a fact of the rules is answered, when it has another name on the form. @type {Record<string, string>} */
const FIELD_OF = {
  location_known: "present_location",
  daily_amount: "amount_per_day",
  daily_amount_mg: "amount_per_day",
  daily_unit: "amount_unit",
  duration_months: "months_of_use",
  hours_since_last_use: "last_used_at",
  injected: "route",
};

/** Either of them answers the question. @type {Record<string, string[]>} */
const SAME = { days_used_in_30: ["days_used_in_30", "days_per_week"], days_per_week: ["days_used_in_30", "days_per_week"] };

export class Findings {
  /**
   * @param {import("./record.js").IntakeRecord} intake
   * @param {import("./answers.js").Answers} answers
   */
  constructor(intake, answers) {
    this.intake = intake;
    this.answers = answers;
    this.timer = 0;
    this.turn = 0;
    this.isFirst = true;
    /** @type {string | undefined} */
    this.alarmed = undefined;
    /** @type {Map<string, {told: string, since: string, newUntil: number, element: HTMLElement}>} */
    this.drawn = new Map();
    this.gone = new Gone();
  }

  /** Ask again in a moment; many answers in a row ask once. */
  refresh() {
    this.#later(PAUSE);
  }

  /** Until then what stands there is of earlier answers. @param {number} pause */
  #later(pause) {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#load(), pause);
    byId("findings").setAttribute("aria-busy", "true");
  }

  async #load() {
    const turn = (this.turn += 1);
    this.timer = 0;
    const told = await ask("GET", `/api/v1/intakes/${this.intake.id}/findings`).catch((error) => ({ error }));
    if (turn !== this.turn) return;
    const mayPass = told.error?.mayPass || told.error?.status === 401;
    if (mayPass && !this.timer) this.#later(AGAIN);
    byId("findings").setAttribute("aria-busy", String(this.timer > 0));
    if (told.error) return;
    Object.assign(this.intake.state, { findings: told.findings, gone: told.gone, missing: told.missing });
    this.intake.moves(told.version);
    for (const row of this.intake.cards("substances")) row.dose = told.doses[row.id] ?? null;
    for (const row of this.intake.cards("policies")) if (!row.isLocal) row.warnings = told.doubts[row.id] ?? [];
    this.draw();
    this.intake.tell("findings");
  }

  draw() {
    const { findings } = this.intake.state;
    const elements = findings.map((/** @type {any} */ finding) => this.#element(finding));
    for (const key of [...this.drawn.keys()]) if (!findings.some((/** @type {any} */ one) => keyOf(one) === key)) this.drawn.delete(key);
    const none = this.intake.isDraft ? t("Nothing found so far. What the answers show appears here while you type.") : t("Nothing was found in what was told.");
    const all = elements.length ? elements : [h("p.empty.small", {}, none)];
    keepingFocus(byId("findings"), "data-rule", () => byId("findings").replaceChildren(...all));
    const sure = findings.filter((/** @type {any} */ one) => one.status === "found").length;
    byId("findings-count").textContent = String(sure);
    byId("findings-possible").textContent = findings.length > sure ? t("{count} more are possible: ask", { count: findings.length - sure }) : "";
    this.gone.draw(this.intake.state.gone);
    this.#alarm(findings);
    this.isFirst = false;
  }

  /** The open emergency, or the next finding, in the line that never scrolls away. @param {any[]} findings */
  #alarm(findings) {
    const found = findings.filter((one) => one.status === "found");
    const emergency = found.find(isOpen);
    const open = found.filter((one) => one.severity !== "information" && !one.overridden_at);
    const top = emergency ?? open.find((one) => !one.acknowledged_at) ?? open[0];
    byId("alarm").dataset.severity = emergency ? "emergency" : top ? (top.severity === "emergency" ? "urgent" : top.severity) : "none";
    const words = top
      ? [h("strong", {}, emergency ? t("EMERGENCY: {title}", { title: tell(top.content.title) }) : tell(top.content.title)), " ", tell(top.content.do_now[0]?.text ?? "")]
      : [findings.length ? t("Nothing certain yet: see what to ask.") : this.intake.isDraft ? t("Nothing found so far. Ask about danger first.") : t("Nothing was found in what was told.")];
    byId("emergency-first").hidden = !emergency;
    // A new emergency is brought into sight; what is being typed keeps the focus.
    if (emergency && this.alarmed !== emergency.id) /** @type {HTMLElement} */ (document.querySelector(".live")).scrollTop = 0;
    this.alarmed = emergency?.id;
    // An alert is read out when it changes, so it must not change without a reason.
    if (byId("alarm-words").textContent !== words.map((part) => (typeof part === "string" ? part : part.textContent)).join("")) byId("alarm-words").replaceChildren(...words);
    byId("alarm-counts").replaceChildren(...counts(findings));
  }

  /** @param {any} finding */
  #element(finding) {
    const told = JSON.stringify(finding);
    const before = this.drawn.get(keyOf(finding));
    if (before?.told === told) return before.element;
    const isNew = !this.isFirst && before?.since !== finding.appeared_at;
    const newUntil = isNew ? Date.now() + STAYS_NEW : (before?.newUntil ?? 0);
    const element = this.#draw(finding, isNew, newUntil - Date.now());
    if (before) carryOver(before.element, element);
    this.drawn.set(keyOf(finding), { told, since: finding.appeared_at, newUntil, element });
    return element;
  }

  /** @param {any} finding @param {boolean} isNew @param {number} newFor for so many milliseconds it still counts as new */
  #draw(finding, isNew, newFor) {
    const { content, severity, status } = finding;
    const isOpenEmergency = isOpen(finding);
    const isPossible = status === "possible";
    // In sight beside what was found. What is only possible is asked about first: its words would tell the caller more than anybody knows.
    const inSight = isPossible ? 0 : 1;
    const todo = status === "found" ? list(t("Do now"), "ol", content.do_now.map((/** @type {any} */ step) => tell(step.text))) : null;
    const element = h(`article.finding.finding-${severity}${isPossible ? ".finding-possible" : ""}`, { tabindex: -1, "aria-label": tell(content.title), "data-rule": finding.rule_id, "data-severity": severity, "data-status": status },
      h("div.row-line", {},
        h(`span.tag${severity === "information" ? "" : `.tag-${severity}`}`, {}, isPossible ? t("Possible: {severity}", { severity: TITLES[/** @type {keyof typeof TITLES} */ (severity)].toLowerCase() }) : TITLES[/** @type {keyof typeof TITLES} */ (severity)]),
        finding.acknowledged_at && h("span.tag.tag-good", {}, icon("check"), t("Done noted")),
        asideTag(finding),
        newFor > 0 && h("span.tag.tag-new", {}, t("New"))),
      h("h3", {}, tell(content.title)),
      // In an emergency what to do comes first, then what is still to be asked.
      isOpenEmergency ? todo : beside(content, inSight),
      this.#asks(content.ask, isOpenEmergency ? 4 : 3),
      isOpenEmergency ? beside(content, 9) : todo,
      isOpenEmergency ? this.#done(finding) : null,
      asideForm(finding, this.intake.id, () => this.refresh()),
      h("details", { open: isOpenEmergency },
        h("summary", {}, t("More words, and why")),
        isPossible ? list(t("If so"), "ol", content.do_now.map((/** @type {any} */ step) => tell(step.text))) : null,
        isOpenEmergency ? null : list(isPossible ? t("If so, you can say") : t("You can say"), "ul", content.say.slice(inSight).map(tell)),
        isOpenEmergency ? null : list(t("Never say"), "ul.never", content.never_say.slice(inSight).map(tell)),
        list(t("Why"), "ul", [tell(content.reason)]),
        content.desk_notice && list(t("What this desk's state asks"), "p", [content.desk_words ?? t("Not written down yet: ask a supervisor.")]),
        list(t("Source"), "ul", content.sources.map((/** @type {any} */ source) => `${source.publisher}: ${source.title} (${source.date})`)),
        h("p.small.quiet", {}, reviewed(content)),
        h("p.small", {}, h("a", { href: `/triage/rules#${finding.rule_id}`, target: "_blank", rel: "noopener" }, t("The rule")))),
    );
    if (isNew) {
      element.classList.add("is-new");
      setTimeout(() => element.classList.remove("is-new"), 3000);
    }
    if (newFor > 0) setTimeout(() => element.querySelector(".tag-new")?.remove(), newFor);
    return element;
  }

  /** @param {any[]} questions @param {number} most */
  #asks(questions, most) {
    if (!questions.length) return null;
    const some = questions.slice(0, most).map((question) => h("li", {}, h("button", { type: "button", "data-ask": question.path, onclick: () => this.goTo(question) }, icon("ask"), h("span", {}, tell(question.text)))));
    return h("div", {}, h("h4", {}, t("Ask now")), h("ul.finding-ask", {}, ...some), questions.length > most && h("p.quiet.small", {}, t("and {count} more", { count: questions.length - most })));
  }

  /** What was done about an emergency. @param {any} finding */
  #done(finding) {
    const chips = /** @type {HTMLTemplateElement} */ (byId("template-actions")).content.cloneNode(true);
    const box = h("form.finding-done", {
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        const actions = /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input:checked")]).map((input) => input.value);
        if (!actions.length) return toast(t("Choose what was done."));
        try {
          await ask("POST", `/api/v1/intakes/${this.intake.id}/findings/${finding.id}/acknowledgement`, { body: { actions_taken: actions } });
          this.refresh();
        } catch (error) {
          toast(t("Not noted: {reason}", { reason: /** @type {Error} */ (error).message }));
          // An answer may have changed it meanwhile: what stands now is shown.
          this.refresh();
        }
      },
    }, h("h4", {}, t("What was done")), chips, h("button.btn.btn-sm.btn-emergency", { type: "submit" }, t("Note what was done")));
    return box;
  }

  /** Jump to the answer that a question is about. @param {any} question */
  goTo(question) {
    const { state } = this.intake;
    const uses = state.substances.filter((/** @type {any} */ one, /** @type {number} */ place) => question.substance && (one.substance_code === question.substance || question.substance === `unlisted-${place + 1}`));
    // Of several cards of one substance that on which it is still open.
    const use = uses.find((/** @type {any} */ one) => this.#isOpen(one, question.fact)) ?? uses[0];
    const field = fieldOf(question.fact, use);
    const found = use
      ? this.answers.find("substance-use", use.id, field)
      : (this.answers.find("intake", state.id, field) ?? this.answers.find("person", state.subject.id, field));
    if (found) goToAnswer(found);
    else byId("find-substance").focus();
  }

  /** @param {any} use @param {string} fact */
  #isOpen(use, fact) {
    const field = fieldOf(fact, use);
    const isApplied = !this.answers.find("substance-use", use.id, field)?.hidden;
    return isApplied && (SAME[field] ?? [field]).every((one) => known(use, one) === null);
  }

  /** The most important open question of all findings, else of what is still missing. */
  askNext() {
    const first = this.intake.state.findings.flatMap((/** @type {any} */ finding) => finding.content.ask)[0];
    if (first) this.goTo(first);
    else this.intake.tell("ask-missing");
  }
}

/** Where a fact of one substance is answered: of so many pills the strength is what is missing. @param {string} fact @param {any} use */
const fieldOf = (fact, use) => (fact === "daily_amount_mg" && known(use, "amount_per_day") !== null ? "unit_strength_mg" : (FIELD_OF[fact] ?? fact));

/** An emergency of which nobody has said what was done, nor why it does not hold. @param {any} finding */
const isOpen = (finding) => finding.severity === "emergency" && finding.status === "found" && !finding.acknowledged_at && !finding.overridden_at;

/** @param {any} finding */
const keyOf = (finding) => `${finding.rule_id}/${finding.rule_version}`;

/** @param {any[]} findings */
function counts(findings) {
  return Object.keys(TITLES).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity && one.status === "found").length;
    return count ? [h(`span.tag${severity === "information" ? "" : `.tag-${severity}`}`, {}, `${count} ${TITLES[/** @type {keyof typeof TITLES} */ (severity)].toLowerCase()}`)] : [];
  });
}

/** What to say and what never to say, in sight: the words that matter most first. @param {any} content @param {number} most of each */
function beside(content, most) {
  const side = (/** @type {string} */ kind, /** @type {"check" | "no"} */ mark, /** @type {string} */ title, /** @type {string[]} */ lines) => lines.slice(0, most).map((line) => h(`p.word-${kind}`, {}, icon(mark), h("span", {}, h("strong", {}, title), " ", `“${tell(line)}”`)));
  const words = [...side("say", "check", t("Say:"), content.say), ...side("never", "no", t("Never say:"), content.never_say)];
  return words.length ? h("div.finding-words", {}, ...words) : null;
}

/** @param {string} title @param {string} tag @param {string[]} lines */
function list(title, tag, lines) {
  return lines.length ? h("div", {}, h("h4", {}, title), h(tag, {}, ...lines.map((line) => h("li", {}, line)))) : null;
}

/** Whether a clinician has signed the rule. @param {any} content */
const reviewed = ({ reviewed_on: day, reviewed_by: who }) =>
  who.startsWith("pending") ? t("A draft of {day}: no clinician has reviewed this rule yet.", { day }) : t("Reviewed {day}, {who}", { day, who });
