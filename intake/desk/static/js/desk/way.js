// @ts-check
/** What stands over the page gives way: to the field that somebody works in, and to the pointer where there is nothing to press. */

const NEAR = 4;

/** @param {HTMLElement} over */
export function giveWay(over) {
  /** @type {{x: number, y: number} | null} */
  let pointer = null;
  const look = () => {
    const place = over.getBoundingClientRect();
    const focused = document.activeElement?.closest(".answer, .finder, .btn, summary");
    const isUnder = !!focused && !over.contains(focused) && meets(place, focused.getBoundingClientRect());
    const points = !!pointer && meets(place, new DOMRect(pointer.x, pointer.y, 0, 0));
    over.classList.toggle("gives-way", !over.contains(document.activeElement) && (isUnder || (points && !over.querySelector("button, a"))));
  };
  document.addEventListener("focusin", look);
  document.addEventListener("scroll", look, { passive: true });
  document.addEventListener("pointermove", ({ x, y }) => {
    pointer = { x, y };
    if (over.childElementCount) look();
  }, { passive: true });
  new MutationObserver(look).observe(over, { childList: true });
}

/** @param {DOMRect} one @param {DOMRect} other */
function meets(one, other) {
  return one.width > 0 && one.left < other.right + NEAR && other.left < one.right + NEAR && one.top < other.bottom + NEAR && other.top < one.bottom + NEAR;
}
