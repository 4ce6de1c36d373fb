// @ts-check
/** What is typed in Spanish, in the English words that the desk understands; what is not known here stays as it was typed. */

const WORDS = /** @type {const} */ ([
  [/\bhace\s+(?:unos |unas |como |casi )?(.+)$/, "$1 ago"],
  [/\bantes de ayer\b|\banteayer\b/, "the day before yesterday"],
  [/\bayer\b/, "yesterday"],
  [/\bhoy\b/, "today"],
  [/\bahora(?: mismo)?\b/, "now"],
  [/\besta mañana\b/, "this morning"],
  [/\banoche\b/, "last night"],
  [/\bdesde(?: hace)?(?: la| el)?\b/, "since"],
  [/\bprimavera\b/, "spring"],
  [/\bverano\b/, "summer"],
  [/\botoño\b/, "fall"],
  [/\binvierno\b/, "winter"],
  [/\b(?:al|por|cada) día\b|\/\s*día\b|\bdiari[oa]s?\b/, "a day"],
  [/\b(?:por|cada) noche\b/, "every night"],
  [/\bcada (\d+|dos|tres|cuatro) (horas|días)\b/, "every $1 $2"],
  [/\buna vez\b/, "once"],
  [/\bdos veces\b/, "twice"],
  [/\bveces\b/, "times"],
  [/\bmedi[oa]\b/, "half a"],
  [/\by half a\b/, "and a half"],
  [/\bun[oa]?\b/, "a"],
  [/\bdos\b/, "two"],
  [/\btres\b/, "three"],
  [/\bcuatro\b/, "four"],
  [/\bcinco\b/, "five"],
  [/\bseis\b/, "six"],
  [/\bsiete\b/, "seven"],
  [/\bocho\b/, "eight"],
  [/\bnueve\b/, "nine"],
  [/\bdiez\b/, "ten"],
  [/\bhoras?\b/, "hours"],
  [/\bdías?\b/, "days"],
  [/\bsemanas?\b/, "weeks"],
  [/\bmes(?:es)?\b/, "months"],
  [/\baños?\b/, "years"],
  [/\b(?:pastillas?|píldoras?)\b/, "pills"],
  [/\btabletas?\b/, "tablets"],
  [/\bdocena\b/, "dozen"],
  [/ de (?=\d[\d.,]* ?(?:mg|mcg|g|ml)\b|cervezas?)/, " of "],
  [/\bcápsulas?\b/, "capsules"],
  [/\bgotas?\b/, "drops"],
  [/\b(?:tragos?|copas? de licor)\b/, "drinks"],
  [/\bcervezas?\b/, "beers"],
  [/\bbotellas? de vino\b/, "bottle of wine"],
  [/\bcopas? de vino\b/, "glass of wine"],
  [/\blatas?\b/, "cans"],
  [/\bbotellas?\b/, "bottles"],
  [/\bpinta\b/, "pint"],
  [/ de (?=vodka|ron|whisky|ginebra|tequila|beers|\d{4})/, " of "],
  [/\bron\b/, "rum"],
  [/\bginebra\b/, "gin"],
  [/\b(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b/, "month:$1"],
]);
const MONTHS = { enero: "january", febrero: "february", marzo: "march", abril: "april", mayo: "may", junio: "june", julio: "july", agosto: "august", septiembre: "september", octubre: "october", noviembre: "november", diciembre: "december" };

/** @param {string} text @returns {string} */
export function inEnglish(text) {
  const said = WORDS.reduce((words, [pattern, english]) => words.replace(new RegExp(pattern, "gu"), english), text.toLowerCase());
  return said.replace(/month:(\p{L}+)/gu, (_, month) => MONTHS[/** @type {keyof typeof MONTHS} */ (month)]).replace(/(spring|summer|fall|winter|\w+) of (\d{4})/, "$1 $2");
}
