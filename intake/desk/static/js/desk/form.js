// @ts-check
/** The counselor's form: puts the page's parts together. Each behavior has a file of its own. */

import { Refusal, ask } from "../api.js";
import { byId, fromHere } from "../html.js";
import { t } from "../words.js";
import { amending } from "./amend.js";
import { Answers } from "./answers.js";
import { takeUpCards } from "./arriving.js";
import { drawBanner } from "./banner.js";
import { Begun } from "./begun.js";
import { hear } from "./beside.js";
import { Cards } from "./cards.js";
import { showContradictions, showStateOfTown } from "./contradictions.js";
import { Duplicates } from "./duplicates.js";
import { followOthers } from "./elsewhere.js";
import { emergencyPath } from "./emergency.js";
import { Entering } from "./entering.js";
import { Findings } from "./findings.js";
import { isHalfWritten } from "./halfway.js";
import { openKeeper } from "./keeper.js";
import { goToAnswer, goToSection, listenToKeys } from "./keys.js";
import { Matches } from "./matches.js";
import { NextStep } from "./next.js";
import { Notes } from "./notes.js";
import { showCallTime, showMissing, showProgress, showSaving, showWhere } from "./progress.js";
import { IntakeRecord, isAsked, known, nameOf } from "./record.js";
import { Saver } from "./saver.js";
import { Sending } from "./sending.js";
import { Strayed } from "./strayed.js";
import { toast, undoLast } from "./toast.js";
import { readWhenUnfolded } from "./unfolding.js";
import { isUnsaved } from "./unsaved.js";
import { giveWay } from "./way.js";

const { intake: state, key, names, measures, notes } = JSON.parse(byId("state").textContent ?? "{}");
const root = byId("form");
const AGAIN = 2_000;
const intake = new IntakeRecord(state, names.kinds);
const saver = new Saver(intake);
const answers = new Answers(root, intake, saver, measures);
const cards = new Cards(intake, answers, saver, names);
const findings = new Findings(intake, answers);
const matches = new Matches(intake);
const sending = new Sending(intake.id, () => saver.settled(), () => [...matches.choosing.marked]);
const jotted = new Notes(intake, saver, notes, names.staff);
const duplicates = new Duplicates(intake, choosePerson);
const entering = new Entering(saver);
const begun = new Begun(saver);
const next = new NextStep(intake, saver, matches, reload, () => entering.isLeft() || isHalfWritten() || isUnsaved(answers, saver));

const strayed = new Strayed(intake, answers, { read: readAgain, settle });
const emergency = emergencyPath(answers);
const showAmending = amending(intake, () => cards.fill());
listenToKeys(answers, { undo: takeBackLast, askNext: () => findings.askNext(), emergency: emergency.toggle });
showSaving(saver);
giveWay(byId("toasts"));
readWhenUnfolded(intake);
showCallTime();
showWhere();
drawAll();
matches.begin();
sending.begin();
next.begin();
root.dataset.ready = "true";
takeUp();

intake.addEventListener("answer", () => {
  drawBanner(intake, names.relations);
  answers.showWhatApplies();
  showProgress(answers);
  showZoneHint();
  showContradictions(intake.state.subject);
  emergency.count();
});
intake.addEventListener("changed", () => findings.refresh());
intake.addEventListener("findings", () => showMissing(intake, goToMissing));
intake.addEventListener("ask-missing", () => intake.state.missing[0] && goToMissing(intake.state.missing[0]));
saver.addEventListener("progress", (event) => {
  const { one, state: progress, saved, error } = /** @type {CustomEvent} */ (event).detail;
  if (one.field === "for_whom" && progress !== "saved") settle();
  if (progress === "refused" && error.status === 404) strayed.lookFor(one);
  if (progress !== "saved") return;
  findings.refresh();
  if (one.field === "postal_code" || one.field === "state") showTown();
  if (one.field === "for_whom") settleSubject(saved.subject_id);
  else if (!saver.isSettling && (strayed.isReading || !intake.isSettling)) strayed.look(one, saved);
});
followOthers(saver, { answered: () => findings.refresh(), back: lookAgain });
for (const button of document.querySelectorAll("[data-all-no]")) button.addEventListener("click", () => answerAllNo(button));

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-choose]"))) {
  button.addEventListener("click", async () => {
    const role = button.dataset.choose === "caller" ? "caller" : "subject";
    if (await choosePerson(role, button.dataset.person ?? "")) byId("known-people").hidden = true;
  });
}

/** What is being typed is what was done last. */
function takeBackLast() {
  answers.typing.restAll();
  undoLast();
}

/** Who is in need may be another row now. Without the desk's word who (it was lost on the way) it is asked. @param {string | undefined} subjectId */
async function settleSubject(subjectId) {
  if (subjectId !== intake.state.subject.id) await readAgain();
  settle();
}

/** What was typed of the person in need goes to them; not yet, while "for whom" was changed once more. */
function settle() {
  intake.isSettling = saver.isSettling;
  if (intake.isSettling) return;
  saver.settle(intake.state.subject.id);
  answers.typing.phrases.renew();
}

/** As soon as the desk answers. @returns {Promise<void>} */
async function readAgain() {
  await saver.sent();
  try {
    await reload();
  } catch (error) {
    if (!(error instanceof Refusal) || !(error.mayPass || error.status === 401)) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    await readAgain();
  }
}

/** The caller or the person in need is somebody whom the desk knows; false when the desk does not take them. @param {"caller" | "subject"} role @param {string} personId */
async function choosePerson(role, personId) {
  const before = intake.state[role].id;
  const goOn = fromHere();
  if (!(await putPerson(role, personId))) return false;
  // What was pressed is there no more.
  goOn(document.querySelector(`[data-holder="${role}"] [data-field="given_name"] input`));
  const name = nameOf(intake.state[role]) ?? t("Name not known");
  const words = role === "caller" ? t("{name} is the caller now.", { name }) : t("{name} is the person in need now.", { name });
  toast(words, async () => {
    // Somebody was chosen by a slip: it is the draft's own person again, with what was told of them.
    if (intake.isDraft && (await putPerson(role, before))) document.getElementById("known-people")?.removeAttribute("hidden");
  });
  return true;
}

/** @param {"caller" | "subject"} role @param {string} personId */
async function putPerson(role, personId) {
  const theirs = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-holder="${role}"]`));
  const wait = (/** @type {boolean} */ isWaiting) => theirs.forEach((part) => (part.inert = isWaiting));
  // What is typed of them until the desk answers would go to whom they are not.
  wait(true);
  try {
    answers.typing.restAll();
    await saver.settled();
    await ask("PUT", `/api/v1/intakes/${intake.id}/${role}`, { body: { person_id: personId } });
    await reload();
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
    return false;
  } finally {
    wait(false);
  }
  await duplicates.look();
  return true;
}

/** What an earlier page of this account could not send from this browser goes in now. */
async function takeUp() {
  const keeper = await openKeeper((isResting) => root.toggleAttribute("data-keeping", !isResting), key);
  if (keeper) await takeFrom(keeper);
  root.dataset.keeps = String(!!keeper);
  keeper?.whenLeft(intake.id, () => takeFrom(keeper));
}

/** @param {import("./keeper.js").Keeper} keeper */
async function takeFrom(keeper) {
  const taken = await saver.waiting.keepWith(keeper);
  await jotted.takeUp(taken, keeper);
  if (taken.length) settle();
  saver.follow();
  if (taken.length) takeUpCards(cards, taken);
  await answers.takeUpPhrases(keeper);
  await entering.takeUp(keeper);
  await begun.takeUp(keeper);
  if (taken.length) sendTaken(taken);
}

/** @param {import("./saver.js").Pending[]} taken */
function sendTaken(taken) {
  toast(taken.length === 1 ? t("One answer typed here before had not reached the desk. Saving now.") : t("{count} answers typed here before had not reached the desk. Saving now.", { count: taken.length }));
  saver.sendSome();
}

/** A time zone to ask about, while none is known. */
function showZoneHint() {
  const note = byId("caller-time_zone-note");
  note.dataset.help = isAsked(intake.state.caller, "time_zone") ? "" : root.dataset.zoneHint;
  if (!note.parentElement?.dataset.state) note.textContent = note.dataset.help ?? "";
}

/** The town of a ZIP code, beside it, so that a slip is noticed. */
async function showTown() {
  const zip = known(intake.state.subject, "postal_code");
  const note = byId("subject-postal_code-note");
  const town = zip && /^\d{5}/.test(zip) ? await fetch(`/desk/zip/${zip.slice(0, 5)}`).then((answer) => (answer.ok ? answer.text() : ""), () => "") : "";
  const before = note.dataset.help;
  note.dataset.help = zip ? town || t("Not a ZIP code that we know: check it.") : "";
  if (!note.parentElement?.dataset.state) note.textContent = note.dataset.help;
  // Not what stood there when the page came.
  if (root.dataset.keeps && before !== note.dataset.help && note.parentElement) hear(note.parentElement, note.dataset.help);
  showStateOfTown(intake.state.subject, town);
}

function drawAll() {
  cards.fill();
  drawBanner(intake, names.relations);
  findings.draw();
  showMissing(intake, goToMissing);
  showProgress(answers);
  next.showState();
  jotted.showState();
  showAmending();
  showTown();
  showZoneHint();
  showContradictions(intake.state.subject);
  root.toggleAttribute("data-draft", intake.isDraft);
}

/** Read the whole intake again; once more when an answer was saved while it was on its way. @returns {Promise<void>} */
async function reload() {
  const fresh = await ask("GET", `/api/v1/intakes/${intake.id}`);
  if (fresh.version < intake.state.version) return reload();
  intake.replace(fresh);
  saver.follow();
  answers.typing.phrases.renew();
  return drawAll();
}

/** What somebody else answered while nobody looked at this page; what is on its way from here brings that along. */
async function lookAgain() {
  await saver.sent();
  if (!intake.isDraft) return;
  try {
    // The whole intake only when something was answered: each reading of it stands in the trail.
    const { version } = await ask("GET", `/api/v1/intakes/${intake.id}/findings`);
    intake.moves(version);
    if (!intake.isBehind) return;
    await reload();
    findings.refresh();
  } catch (error) {
    // The desk is away, or one is signed out: the next answer tells so.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** @param {any} missing */
function goToMissing(missing) {
  if (missing.record === "finding") return /** @type {HTMLElement | null} */ (byId("findings").querySelector(".finding-done input"))?.focus();
  if (missing.record === "substances") return byId("find-substance").focus();
  if (missing.record === "policies") return byId("find-payer").focus();
  /** @type {Record<string, [string, string]>} */
  const places = { intake: ["intake", intake.id], caller: ["person", intake.state.caller.id], subject: ["person", intake.state.subject.id] };
  const place = places[missing.record];
  const answer = place && answers.find(place[0], place[1], missing.field);
  return answer ? goToAnswer(answer) : goToSection("caller");
}

/** "Asked: none of these" answers with no what has no answer yet in its group. @param {Element} button */
function answerAllNo(button) {
  const group = /** @type {HTMLElement} */ (button.closest(".group"));
  const open = /** @type {HTMLElement[]} */ ([...group.querySelectorAll('.answer[data-kind="yesno"]')]).filter((answer) => !answers.isAsked(answer));
  answers.takingBack.together(() => open.forEach((answer) => answers.give(answer, false)));
}
