import { type ParseError, printParseErrorCode } from 'jsonc-parser/lib/esm/main.js';
import { printable } from '../printable.ts';
import { quote } from '../quote.ts';
import { type Fault, MAX_FAULTS } from './fault.ts';

type ErrorName = ReturnType<typeof printParseErrorCode>;

/** Errors after which the tree is still correct, because the parser skips them and loses nothing. */
const RECOVERABLE: ReadonlySet<ErrorName> = new Set(['InvalidCommentToken', 'CommaExpected']);

/** Errors within a token. The other errors are about the order of tokens and often only follow from one of these. */
const LEXICAL: ReadonlySet<ErrorName> = new Set([
  'InvalidSymbol',
  'InvalidCommentToken',
  'UnexpectedEndOfComment',
  'UnexpectedEndOfString',
  'UnexpectedEndOfNumber',
  'InvalidUnicode',
  'InvalidEscapeCharacter',
  'InvalidCharacter',
]);

interface Explained {
  readonly faults: readonly Fault[];
  /** Whether the tree is correct in spite of the faults. */
  readonly isSound: boolean;
}

export type JsonError = ParseError;

/** Describes the parser's errors, except those that only follow from an earlier one. */
export function explainJsonErrors(text: string, errors: readonly JsonError[]): Explained {
  const nextBreak = forwardSearch(text, /\n/g);
  const nextToken = forwardSearch(text, /\S/g);
  const faults: Fault[] = [];
  let isSound = true;
  /** The end of the last fault, and the offset up to which errors about order only follow from it. */
  let last = -1;
  let shadow = -1;
  for (const { error, offset, length } of errors) {
    const name = printParseErrorCode(error);
    const comma = trailingComma(name, text, offset);
    const start = comma ?? offset;
    const end = comma === undefined ? offset + length : comma + 1;
    const isEcho = start <= last || (start <= shadow && !LEXICAL.has(name));
    if (start <= last) last = Math.max(last, end);
    if (isEcho) continue;
    last = end;
    // The rest of the error's line; if that is empty, up to the next token.
    shadow = Math.max(nextBreak(end), nextToken(end));
    isSound &&= comma !== undefined || (RECOVERABLE.has(name) && !isDigit(text[offset]));
    if (faults.length >= MAX_FAULTS) continue;
    const what = comma === undefined ? describe(name, text, start, end) : TRAILING_COMMA;
    faults.push({ start, end, ...what });
  }
  return { faults, isSound };
}

const TRAILING_COMMA = { message: 'a comma after the last item', hint: 'JSON takes none: remove it.' };

/** The offset of the trailing comma, if that is what the error is about. */
function trailingComma(name: ErrorName, text: string, offset: number): number | undefined {
  if (name !== 'PropertyNameExpected' && name !== 'ValueExpected') return undefined;
  if (!/[\]}]/.test(text.charAt(offset))) return undefined;
  const from = Math.max(0, offset - 1000);
  const before = text.slice(from, offset);
  return /[\]}"\w]\s*,\s*$/.test(before) ? from + before.lastIndexOf(',') : undefined;
}

/**
 * Finds the first match at or after an offset, or the end of the text. Offsets must ascend, so that the text is
 * searched once.
 */
function forwardSearch(text: string, pattern: RegExp): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found >= from) return found;
    pattern.lastIndex = from;
    found = pattern.exec(text)?.index ?? text.length;
    return found;
  };
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /\d/.test(character);

/** The distance within which a key's colon is searched for. */
const COLON_DISTANCE = 100;

type Words = Pick<Fault, 'message' | 'hint'>;

function describe(name: ErrorName, text: string, start: number, end: number): Words {
  const token = text.slice(start, end);
  if (name === 'InvalidSymbol')
    return describeSymbol(token, /^\s*:/.test(text.slice(end, end + COLON_DISTANCE)));
  if (name === 'CommaExpected' && isDigit(token[0]))
    return { message: 'a number must not begin with 0', hint: 'Remove the leading zero.' };
  const { message, hint } = WORDS[name] ?? { message: `not JSON: ${name}` };
  return { message: message.replace('%', () => quoteToken(token)), ...(hint === undefined ? {} : { hint }) };
}

const quoteToken = (token: string): string =>
  token === '' ? 'the end of the text' : token.startsWith('"') ? quote(token.slice(1, -1)) : printable(token);

const WORDS: Readonly<Partial<Record<ErrorName, Words>>> = {
  InvalidCommentToken: { message: 'a comment', hint: 'JSON has no comments: remove it.' },
  UnexpectedEndOfComment: { message: 'a comment that never ends', hint: 'JSON has no comments: remove it.' },
  UnexpectedEndOfString: {
    message: 'text without a closing quote',
    hint: 'Close it with " on the same line; a line break inside text is written \\n.',
  },
  UnexpectedEndOfNumber: { message: 'a number that breaks off' },
  InvalidUnicode: { message: 'a bad escape', hint: '\\u takes four hexadecimal digits.' },
  InvalidEscapeCharacter: {
    message: 'a bad escape',
    hint: 'After \\ JSON takes one of " \\ / b f n r t u; a backslash itself is \\\\.',
  },
  InvalidCharacter: { message: 'a control character inside text', hint: 'Write a tab as \\t.' },
  PropertyNameExpected: { message: 'expected a key in double quotes, not %' },
  ValueExpected: { message: 'expected a value, not %' },
  ColonExpected: { message: 'expected a colon after the key, not %' },
  CommaExpected: { message: 'a comma is missing before %' },
  CloseBraceExpected: { message: 'an object is never closed', hint: 'Add the missing }.' },
  CloseBracketExpected: { message: 'a list is never closed', hint: 'Add the missing ].' },
  EndOfFileExpected: {
    message: 'the JSON value ended before %',
    hint: 'Remove what follows, or a bracket before it.',
  },
};

function describeSymbol(token: string, isKey: boolean): Words {
  const message = `${quote(token)} is not JSON`;
  if (token.startsWith('\\'))
    return {
      message: 'a backslash outside of text',
      hint: 'JSON takes quotes and line breaks as they are: remove it.',
    };
  if (token.startsWith("'")) return { message, hint: 'JSON takes double quotes.' };
  if (/^[“”„«»]/.test(token)) return { message, hint: 'These are typographic quotes; JSON takes ".' };
  if (token.startsWith('#')) return { message, hint: 'JSON has no comments: remove it.' };
  if (token === '\u00A0') return { message: 'a no-break space', hint: 'Type a plain space.' };
  if (isKey) return { message, hint: `Put the key in double quotes: ${quote(token)}.` };
  const lower = token.toLowerCase();
  if (KEYWORDS[lower] !== undefined) return { message, hint: `Write ${KEYWORDS[lower]}.` };
  return { message, hint: 'Text goes in double quotes; other values are numbers, true, false and null.' };
}

const KEYWORDS: Readonly<Record<string, string>> = {
  true: 'true',
  yes: 'true',
  on: 'true',
  false: 'false',
  no: 'false',
  off: 'false',
  null: 'null',
  none: 'null',
  nil: 'null',
};
