// @ts-check
/** A press that leaves a field ends first: what is said of the field moves nothing from under it. */

let isPressed = false;
window.addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => setTimeout(() => (isPressed = false)), true);

/** At once, or when the button that is held down is let go. @param {() => void} work */
export function afterPress(work) {
  if (!isPressed) return work();
  const held = new AbortController();
  const ended = () => {
    // Of a press that ended no end is waited for any more: a later one would say what was true then.
    held.abort();
    setTimeout(work);
  };
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, ended, { signal: held.signal, capture: true });
}
