import { asItems, type Item, Unreadable } from './fields.ts';

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)/g;
const ESCAPE_OR_CONTROL = /\\[\s\S]|\p{Cc}/gu;

/** What JSON has for an escape that it doesn't know, or a character that it doesn't allow. */
function mendedToken(token: string): string {
  if (token === "\\'") return "'";
  return token.length === 2 ? token : `\\u${token.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * iproute2 (6.1) prints names and aliases with the control characters that are in them, but for white space; older ones
 * (5.9) escape `'` in a way that JSON doesn't know.
 */
const mended = (text: string): string =>
  text.replaceAll(STRING, (string) => string.replaceAll(ESCAPE_OR_CONTROL, mendedToken));

/** The value of a tool's JSON, which may have characters in it that JSON doesn't allow. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseMended(text);
  }
}

function parseMended(text: string): unknown {
  if (text.trim() === '') throw new Unreadable('it said nothing');
  try {
    return JSON.parse(mended(text));
  } catch {
    throw new Unreadable('it is no JSON');
  }
}

/**
 * What `ip -j` or `bridge -j` prints: a list of objects, some of them empty. Where there is nothing to list they print
 * `[ ]`; so one that prints nothing at all has not looked, and its silence must not be taken for an empty host.
 */
export const parseList = (text: string): readonly Item[] => asItems(parseJson(text));
