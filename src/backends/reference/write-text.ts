// A place in an answer in, words to stand there out (spec 6.7): legible, so that a synthetic prompt looks like a prompt.

import { randomOf, type SeededRandom } from "./random.js";

const looks = [
  "amber",
  "copper",
  "foggy",
  "frosted",
  "glowing",
  "hand-drawn",
  "ink-washed",
  "mossy",
  "neon",
  "paper-cut",
  "quiet",
  "rain-soaked",
  "sunlit",
  "tiny",
  "velvet",
  "weathered",
] as const;
const things = [
  "archway",
  "balloon",
  "bicycle",
  "bridge",
  "clock tower",
  "fox",
  "garden",
  "greenhouse",
  "harbour",
  "heron",
  "lantern",
  "library",
  "lighthouse",
  "market",
  "orchard",
  "robot",
  "sailing boat",
  "teapot",
  "tram",
  "whale",
] as const;
const places = [
  "above the clouds",
  "at dawn",
  "at dusk",
  "by the sea",
  "in a forest clearing",
  "in falling snow",
  "in the desert",
  "on a mountain pass",
  "under an aurora",
  "under the stars",
] as const;
const manners = [
  "35mm photograph",
  "bold colours",
  "cinematic lighting",
  "fine detail",
  "gouache",
  "isometric view",
  "line art",
  "long exposure",
  "low angle",
  "oil painting",
  "pastel tones",
  "soft light",
  "watercolour",
  "wide shot",
  "woodcut",
] as const;

/** Names are short; anything else is a phrase. */
const nameLike = /(^|_|[a-z])(name|title|label|tag|word|colou?r|style|genre|mood|category|topic|key|author)s?$/i;

/** At least `least` and at most `most` code points, all of them ASCII; the same seed gives the same text. */
export function writeText(seed: string, pointer: string, least: number, most: number): string {
  const random = randomOf(seed);
  if (most < 10) return shortWord(random, least, most);
  const property = pointer.split("/").findLast((part) => !/^\d*$/.test(part)) ?? "";
  let text = nameLike.test(property) ? `${random.pick(looks)} ${random.pick(things)}` : phrase(random);
  while (text.length < least) text += `; ${phrase(random)}`;
  return text.length <= most ? text : cut(text, least, most);
}

/** Where no phrase fits: consonants and vowels in turn, as many as there may be. */
function shortWord(random: SeededRandom, least: number, most: number): string {
  return Array.from({ length: Math.min(Math.max(least, 3), most) }, (_, i) =>
    i % 2 === 0 ? random.pick([..."bdfghklmnprstvz"] as [string]) : random.pick([..."aeiou"] as [string]),
  ).join("");
}

function phrase(random: SeededRandom): string {
  const look = random.pick(looks);
  const article = /^[aeiou]/.test(look) ? "an" : "a";
  return `${article} ${look} ${random.pick(things)} ${random.pick(places)}, ${random.pick(manners)}, ${random.pick(manners)}`;
}

/** At the end of a word, where that leaves enough. */
function cut(text: string, least: number, most: number): string {
  const whole = text.slice(0, most + 1).replace(/[\s,;]*\s\S*$/, "");
  return whole.length >= Math.max(least, 1) && whole.length <= most ? whole : text.slice(0, most);
}
