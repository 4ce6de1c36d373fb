// @ts-check
/** A small map of the places, drawn here and asked of nobody: the ZIP area in the middle, places numbered as in the list. */

import { h, svg } from "../html.js";
import { t, tell } from "../words.js";

/** @typedef {{latitude: number, longitude: number}} Point */
/** @typedef {Point & {number: string, place: any}} Spot */

const WIDTH = 720;
const HEIGHT = 240;
const MARGIN = 34;
const MILES_A_DEGREE = 69.05;
/** Nearer than this on the drawing, and spots are told together. */
const TOUCHING = 22;
const LENGTHS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000];
const WINDS = [t("north"), t("northeast"), t("east"), t("southeast"), t("south"), t("southwest"), t("west"), t("northwest")];

/**
 * @param {Point | null} origin the center of the person's ZIP area @param {any[]} matches @param {any[]} unsure
 * @returns {HTMLElement | string} nothing where nobody knows where the places are
 */
export function drawMap(origin, matches, unsure) {
  const sure = spotsOf(matches, (index) => String(index + 1));
  const spots = [...sure, ...spotsOf(unsure, () => "?")];
  if (!spots.length) return "";
  // What fits fills the drawing; what is only to find out stands on it as far as there is room.
  const shown = sure.length ? sure : spots;
  const view = viewOf(origin ? [origin, ...shown] : shown);
  const groups = together(spots, view).filter(({ x, y }) => x > 12 && x < WIDTH - 12 && y > 12 && y < HEIGHT - 12);
  const drawing = svg("svg", { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("Map of {count} places. What it shows is told below it in words.", { count: spots.length }) },
    ...(origin ? [...rings(origin, view), drawOrigin(view.at(origin))] : []),
    ...groups.map((group) => drawSpot(group)),
    ...scale(view),
  );
  return h("figure.map-figure", {}, drawing,
    h("details.map-words", {}, h("summary", {}, t("The map in words")), h("ul", {}, ...spots.map((spot) => h("li", {}, inWords(spot, origin))))));
}

/** @param {any[]} places @param {(index: number) => string} number @returns {Spot[]} */
const spotsOf = (places, number) => places.map((place, index) => ({ latitude: place.latitude, longitude: place.longitude, number: number(index), place })).filter((spot) => spot.latitude !== null);

/** Flat, with degrees of longitude as wide as they are in the middle. @param {Point[]} points */
function viewOf(points) {
  const [south, north] = ends(points.map((point) => point.latitude));
  const [west, east] = ends(points.map((point) => point.longitude));
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const narrowing = Math.cos((middle.latitude * Math.PI) / 180);
  const miles = { high: Math.max(1, (north - south) * MILES_A_DEGREE), wide: Math.max(1, (east - west) * MILES_A_DEGREE * narrowing) };
  const perMile = Math.min((HEIGHT - 2 * MARGIN) / miles.high, (WIDTH - 2 * MARGIN) / miles.wide);
  const at = (/** @type {Point} */ point) => ({
    x: WIDTH / 2 + (point.longitude - middle.longitude) * MILES_A_DEGREE * narrowing * perMile,
    y: HEIGHT / 2 - (point.latitude - middle.latitude) * MILES_A_DEGREE * perMile,
  });
  return { perMile, at };
}

/** @param {number[]} values */
const ends = (values) => [Math.min(...values), Math.max(...values)];

/** Places of one ZIP area lie on one point. @param {Spot[]} spots @param {ReturnType<typeof viewOf>} view */
function together(spots, view) {
  /** @type {{x: number, y: number, spots: Spot[]}[]} */
  const groups = [];
  for (const spot of spots) {
    const { x, y } = view.at(spot);
    const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < TOUCHING);
    if (near) near.spots.push(spot);
    else groups.push({ x, y, spots: [spot] });
  }
  return groups;
}

/** @param {{x: number, y: number, spots: Spot[]}} group */
function drawSpot({ x, y, spots }) {
  const numbers = spots.map((spot) => spot.number);
  const words = numbers.length > 3 ? `${numbers[0]} +${numbers.length - 1}` : [...new Set(numbers)].join(" ");
  const wide = Math.max(20, 9 + words.length * 7.5);
  const isUnsure = spots.every((spot) => spot.number === "?");
  return svg("g", { class: `map-spot${isUnsure ? " is-unsure" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    svg("title", {}, spots.map((spot) => `${spot.number} ${spot.place.name}`).join(", ")),
    svg("rect", { x: -wide / 2, y: -10, width: wide, height: 20, rx: 10 }),
    svg("text", { y: 4, "text-anchor": "middle" }, words));
}

/** Wider than a place, so that one on the same point does not hide from where everything is measured. @param {{x: number, y: number}} at */
const drawOrigin = ({ x, y }) => svg("g", { class: "map-origin", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
  svg("title", {}, t("The center of their ZIP area")),
  svg("circle", { r: 17 }),
  svg("path", { d: "M -24 0 H -11 M 11 0 H 24 M 0 -24 V -11 M 0 11 V 24" }));

/** @param {Point} origin @param {ReturnType<typeof viewOf>} view */
function rings(origin, { perMile, at }) {
  const { x, y } = at(origin);
  const fitting = LENGTHS.filter((miles) => miles * perMile > 30 && miles * perMile < WIDTH / 2).slice(0, 3);
  return fitting.flatMap((miles) => [
    svg("circle", { class: "map-ring", cx: x, cy: y, r: miles * perMile }),
    svg("text", { class: "map-ring-words", x: x + miles * perMile * 0.71 + 3, y: y + miles * perMile * 0.71 + 9 }, t("{count} mi", { count: miles })),
  ]);
}

/** A bar of a round number of miles, and where north is. @param {ReturnType<typeof viewOf>} view */
function scale({ perMile }) {
  const miles = LENGTHS.filter((one) => one * perMile <= 140).at(-1) ?? 1;
  const y = HEIGHT - 12;
  return [
    svg("path", { class: "map-scale", d: `M 12 ${y - 5} v 5 h ${(miles * perMile).toFixed(1)} v -5` }),
    svg("text", { class: "map-text", x: 16, y: y - 6 }, t("{count} mi", { count: miles })),
    svg("path", { class: "map-scale", d: `M ${WIDTH - 16} 34 v -20 m -4 6 l 4 -6 l 4 6` }),
    svg("text", { class: "map-text", x: WIDTH - 16, y: 46, "text-anchor": "middle" }, t("N")),
  ];
}

/** @param {Spot} spot @param {Point | null} origin */
function inWords({ number, place, ...spot }, origin) {
  const wind = origin && place.miles ? t("to the {wind}", { wind: windOf(origin, spot) }) : "";
  return [`${number === "?" ? t("To find out") : number}: ${place.name}`, tell(place.distance), wind].filter(Boolean).join(", ");
}

/** @param {Point} from @param {Point} to */
function windOf(from, to) {
  const east = (to.longitude - from.longitude) * Math.cos((from.latitude * Math.PI) / 180);
  const turn = Math.atan2(east, to.latitude - from.latitude) / (Math.PI / 4);
  return WINDS[(Math.round(turn) + 8) % 8];
}
