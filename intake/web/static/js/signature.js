// @ts-check
/** A signature that is drawn: lines as `M x y L x y …`, in the pad's own units. Typing stays possible at any moment. */

const MOST_LINES = 150;
const MOST_POINTS = 2500;

const typing = element("typing");
const drawing = element("drawing");
const typed = /** @type {HTMLInputElement} */ (element("typed"));
const drawn = /** @type {HTMLInputElement} */ (element("drawn"));
const pad = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (element("pad")));
const ink = element("ink");
const problem = element("pad-problem");

/** @type {[number, number][][]} */
let lines = [];
let isDown = false;

element("draw-instead").hidden = false;
element("draw-instead").addEventListener("click", () => choose(true));
element("type-instead").addEventListener("click", () => choose(false));
element("draw-again").addEventListener("click", () => {
  lines = [];
  show();
});
pad.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0 || lines.length >= MOST_LINES) return;
  event.preventDefault();
  pad.setPointerCapture(event.pointerId);
  isDown = true;
  lines.push([]);
  add(event);
});
pad.addEventListener("pointermove", (event) => {
  if (isDown) for (const moment of event.getCoalescedEvents?.() ?? [event]) add(moment);
});
for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (isDown = false));
drawn.form?.addEventListener("submit", (event) => {
  if (drawn.disabled || drawn.value) return;
  event.preventDefault();
  problem.hidden = false;
});

/** @param {boolean} byHand */
function choose(byHand) {
  typing.hidden = typed.disabled = byHand;
  drawing.hidden = drawn.disabled = !byHand;
  (byHand ? element("type-instead") : typed).focus();
}

/** @param {PointerEvent} event */
function add(event) {
  const box = pad.getBoundingClientRect();
  const x = within(((event.clientX - box.left) / box.width) * 600, 600);
  const y = within(((event.clientY - box.top) / box.height) * 200, 200);
  const line = lines.at(-1);
  const last = line?.at(-1);
  if (!line || (last && Math.hypot(x - last[0], y - last[1]) < 2)) return;
  if (lines.reduce((sum, one) => sum + one.length, 0) < MOST_POINTS) line.push([x, y]);
  show();
}

function show() {
  // A line needs two points: a dot alone is none.
  const told = lines.filter((line) => line.length > 1);
  const path = told.map((line) => line.map(([x, y], at) => `${at ? "L" : "M"} ${x} ${y}`).join(" ")).join(" ");
  ink.setAttribute("d", path);
  drawn.value = path;
  if (path) problem.hidden = true;
}

/**
 * @param {number} value
 * @param {number} most
 */
function within(value, most) {
  return Math.max(0, Math.min(most, Math.round(value)));
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
