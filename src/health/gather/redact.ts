import { createHmac } from 'node:crypto';
import { type Mac, macFrom, parseAddress, parseInterfaceAddress, parseMac } from '../../net/index.ts';
import { mapTexts } from '../bundle/plain.ts';
import { addressRedactor, type Keyed } from './redact-address.ts';

/** Words that may be an address, with the length of its prefix, or a MAC. */
const CANDIDATE =
  /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,3})?(?!\w|\.\d)|(?<![\w.:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\/\d{1,3})?(?![\w:])/gi;

/** Every text in a value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value)) yield key;
      yield* textsIn(item);
    }
}

/** An address that ends in zeros is that of a subnet, such as the first and the last one of a net-conf. */
const withLength = (candidate: string): string =>
  candidate.includes('/') ? candidate : candidate.replace(/\.0$/, '.0/24').replace(/::$/, '::/64');

function prefixesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  for (const text of textsIn(value))
    for (const [candidate] of text.matchAll(CANDIDATE)) {
      const prefix = parseInterfaceAddress(withLength(candidate));
      if (prefix !== undefined) found.add(prefix);
    }
  return found;
}

/** The bits of a MAC's first octet that say whether it is of a group, and whether somebody has chosen it. */
const MEANING = 3;

function redactMac(mac: Mac, keyed: Keyed): Mac {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  // Groups and the zero MAC are of no machine.
  if ((first & 1) === 1 || /^[0:]+$/.test(mac)) return mac;
  const bytes = keyed(`mac ${mac}`);
  return macFrom(((bytes[0] ?? 0) & ~MEANING) | (first & MEANING), bytes[1] ?? 0, bytes.readUInt32BE(2));
}

const escapeRegex = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Replaces names where they are a word of their own. */
function nameRedactor(names: readonly string[], keyed: Keyed): (text: string) => string {
  const longestFirst = [...new Set(names)].filter(Boolean).toSorted((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return (text) => text;
  const pattern = new RegExp(`(?<![\\w.-])(?:${longestFirst.map(escapeRegex).join('|')})(?![\\w-])`, 'g');
  return (text) => text.replace(pattern, (name) => `node-${keyed(`name ${name}`).toString('hex', 0, 4)}`);
}

/**
 * A value with every address, MAC and name replaced, each by the same wherever it is. Two values have the same
 * replacements if they have the same key.
 */
export function redact(value: unknown, names: readonly string[], key: string): unknown {
  const keyed: Keyed = (text) => createHmac('sha256', key).update(text).digest();
  const redactAddress = addressRedactor(keyed, prefixesIn(value));
  const redactNames = nameRedactor(names, keyed);
  const replacements = new Map<string, string>();
  const replace = (candidate: string): string => {
    const known = replacements.get(candidate) ?? replacement(candidate);
    replacements.set(candidate, known);
    return known;
  };
  const replacement = (candidate: string): string => {
    const mac = parseMac(candidate);
    if (mac !== undefined) return redactMac(mac, keyed);
    const [text = '', length] = candidate.split('/');
    const address = parseAddress(text);
    if (address === undefined) return candidate;
    return length === undefined ? redactAddress(address) : `${redactAddress(address)}/${length}`;
  };
  return mapTexts(value, (text) => redactNames(text.replace(CANDIDATE, replace)));
}
