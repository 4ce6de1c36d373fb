// @ts-check
/** Text as the desk can keep it: what is pasted along and nobody can see, or that turns the words around, is none of it. */

const TURNS = /[\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;
// Of what cannot be seen a line and a tab are kept.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;

/** @param {string} text */
export const plain = (text) => text.replace(TURNS, "").replace(UNSEEN, " ").trim().normalize("NFC");
