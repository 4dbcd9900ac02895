// A text in, whether it is of a format out: the formats of JSON Schema validation 7.3, draft 2020-12, each by the standard it names
// (spec 3.3.5). All run in time linear in the text, apart from hostnames, which are short.

import { compilePattern } from "./pattern.js";

const matches = (pattern: RegExp) => (text: string) => pattern.test(text);

/** RFC 3339 §5.6. */
function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** A leap second is the last of a day in UTC. */
function isTime(text: string): boolean {
  const parts = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (parts === null) return false;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hours, minutes] = [Number(parts[5] ?? 0), Number(parts[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || hours > 23 || minutes > 59) return false;
  if (second < 60) return true;
  const offset = (hours * 60 + minutes) * (parts[4] === "-" ? -1 : 1);
  return (hour * 60 + minute - offset + 2 * 1440) % 1440 === 1439;
}

function isDateTime(text: string): boolean {
  const [date, time, more] = text.split(/[tT]/);
  return date !== undefined && time !== undefined && more === undefined && isDate(date) && isTime(time);
}

/** RFC 3339, appendix A: weeks stand alone, and no unit is left out between two others. */
const isDuration = matches(
  /^P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))$/,
);

const isIpv4 = matches(/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/);

/** RFC 4291 §2.2; an address in IPv4 may stand for the last two groups. */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (text.length > 45 || halves.length > 2) return false;
  const groupsOf = (half: string) => (half === "" ? [] : half.split(":"));
  const groups = halves.flatMap(groupsOf);
  const last = halves[halves.length - 1] === "" ? undefined : groups.at(-1);
  const dotted = last?.includes(".") === true && isIpv4(last);
  const words = dotted ? groups.slice(0, -1) : groups;
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return false;
  const count = words.length + (dotted ? 2 : 0);
  return halves.length === 2 ? count <= 7 : count === 8;
}

/** RFC 1123 §2.1 and RFC 5890: labels of 1 to 63 letters, digits and hyphens; `--` in the third place is for IDNs alone. */
function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  return text.split(".").every((label) => {
    if (!/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/.test(label)) return false;
    return label.slice(2, 4) !== "--" || /^xn--[a-zA-Z0-9]/i.test(label);
  });
}

/** RFC 5890 without its tables of single characters: letters, marks and digits of every script, joined by hyphens. */
function isIdnHostname(text: string): boolean {
  const labels = text.split(/[.\u3002\uff0e\uff61]/);
  return (
    text.length <= 253 &&
    labels.every((label) =>
      /^\p{ASCII}*$/u.test(label)
        ? isHostname(label)
        : label.length <= 63 &&
          /^(?!\p{M})(?:[\p{L}\p{M}\p{N}\u00b7\u0375\u05f3\u05f4\u30fb-]|\p{Join_Control})+$/u.test(label) &&
          !/^-|-$|^..--/.test(label),
    )
  );
}

const atom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]";
const wideAtom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10FFFF}-]";
const localPart = (one: string, quoted: string) =>
  new RegExp(`^(?:${one}+(?:\\.${one}+)*|"(?:[${quoted}]|\\\\[\\x20-\\x7e])*")$`, "u");
const asciiLocal = localPart(atom, "\\x20\\x21\\x23-\\x5b\\x5d-\\x7e");
const wideLocal = localPart(wideAtom, "\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\u0080-\\u{10FFFF}");

/** RFC 5321 §4.1.2, RFC 6531: a mailbox. */
function isMailbox(text: string, local: RegExp, isDomain: (text: string) => boolean): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64 || !local.test(text.slice(0, at))) return false;
  const domain = text.slice(at + 1);
  const literal = /^\[(?:(IPv6:)(.*)|(.*))\]$/i.exec(domain);
  if (literal === null) return isDomain(domain);
  return literal[1] === undefined ? isIpv4(literal[3] ?? "") : isIpv6(literal[2] ?? "");
}

/** RFC 3986; with `wide`, RFC 3987. The parts are those of appendix B. */
function isReference(text: string, wide: boolean, absolute: boolean): boolean {
  const beyond = wide ? "\\u00a0-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\uffef\\u{10000}-\\u{efffd}" : "";
  const own = `A-Za-z0-9._~!$&'()*+,;=\\-${beyond}`;
  const some = (more: string) => charactersOf(own + more);
  const parts = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/.exec(text);
  if (parts === null) return false;
  const [, scheme, authority, path = "", query = "", fragment = ""] = parts;
  if (scheme === undefined ? absolute || text.startsWith(":") : !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return false;
  if (authority !== undefined && !isAuthority(authority, some)) return false;
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path)) return false;
  const queried = some(wide ? ":@/?\\ue000-\\uf8ff\\u{f0000}-\\u{10fffd}" : ":@/?");
  return some(":@/").test(path) && queried.test(query) && some(":@/?").test(fragment);
}

const known = new Map<string, RegExp>();

function charactersOf(own: string): RegExp {
  const pattern = known.get(own) ?? new RegExp(`^(?:[${own}]|%[0-9a-fA-F]{2})*$`, "u");
  known.set(own, pattern);
  return pattern;
}

function isAuthority(authority: string, some: (more: string) => RegExp): boolean {
  const at = authority.lastIndexOf("@");
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority.slice(at + 1))?.[1];
  if (host === undefined || (at >= 0 && !some(":").test(authority.slice(0, at)))) return false;
  if (!host.startsWith("[")) return some("").test(host);
  const address = host.slice(1, -1);
  return isIpv6(address) || /^v[0-9a-fA-F]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+$/.test(address);
}

/** RFC 6570 §2. */
const variable = "(?:\\w|%[0-9a-fA-F]{2})+(?:\\.(?:\\w|%[0-9a-fA-F]{2})+)*(?::[1-9]\\d{0,3}|\\*)?";
const isTemplate = matches(
  new RegExp(
    `^(?:[^\\p{Cc} "'%<>\\\\^\`{|}]|%[0-9a-fA-F]{2}|\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\})*$`,
    "u",
  ),
);

export const formats: { readonly [name: string]: (text: string) => boolean } = {
  date: isDate,
  time: isTime,
  "date-time": isDateTime,
  duration: isDuration,
  email: (text) => isMailbox(text, asciiLocal, isHostname),
  "idn-email": (text) => isMailbox(text, wideLocal, isIdnHostname),
  hostname: isHostname,
  "idn-hostname": isIdnHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  uri: (text) => isReference(text, false, true),
  "uri-reference": (text) => isReference(text, false, false),
  iri: (text) => isReference(text, true, true),
  "iri-reference": (text) => isReference(text, true, false),
  "uri-template": isTemplate,
  uuid: matches(/^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/),
  "json-pointer": matches(/^(?:\/(?:[^~/]|~[01])*)*$/),
  "relative-json-pointer": matches(/^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/),
  regex: (text) => {
    const compiled = compilePattern(text);
    return compiled.ok || compiled.beyond;
  },
};
