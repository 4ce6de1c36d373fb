// @ts-check
/** Builds elements from plain values, so that no text is ever read as HTML. */

/**
 * @typedef {string | number | Node | null | undefined | false | Array<string | number | Node | null | undefined | false>} Child
 */

/**
 * @param {string} tag for example `button.btn.btn-plain`
 * @param {Record<string, any>} [attributes] `on…` with a function listens; `hidden: false` leaves the attribute out
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, String(value));
  }
  element.append(...children.flat().filter((child) => child != null && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  ask: "M6.2 6.3c.2-1 1-1.6 1.9-1.6 1 0 1.8.7 1.8 1.6 0 1.3-1.9 1.4-1.9 2.7M8 11.3v.1M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0",
  no: "M4 4l8 8M12 4l-8 8",
  phone:
    "M3.5 2h2.3l1.2 3-1.6 1.2a8.5 8.5 0 0 0 4.4 4.4L11 9l3 1.2v2.3A1.5 1.5 0 0 1 12.5 14 10.5 10.5 0 0 1 2 3.5 1.5 1.5 0 0 1 3.5 2z",
  send: "M14 2 7.3 8.7M14 2 9.5 14 7.3 8.7 2 6.5z",
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const fixed = { viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", "stroke-width": "1.5", "stroke-linecap": "round" };
  return svg("svg", { ...fixed, class: "icon", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}

/**
 * An element of a drawing.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(string | Node | null | false)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return /** @type {T} */ (element);
}

/**
 * Where the hand is before something is asked of the desk. An answer takes the focus only from there: never from what is typed meanwhile.
 * @returns {(element: Element | null | undefined) => void} goes on at the element, when nobody has gone elsewhere
 */
export function fromHere() {
  const here = document.activeElement;
  return (element) => {
    const now = document.activeElement;
    if (!now || now === here || now === document.body) /** @type {HTMLElement | null | undefined} */ (element)?.focus();
  };
}
