/**
 * What steers a terminal, is invisible, or reorders what stands beside it: control and format characters (C0, DEL, C1,
 * bidirectional marks), line and paragraph separators, lone surrogates, characters that Unicode has readers ignore
 * (zero-width joiners, variation selectors, tags, fillers) and those that are none (U+FFFE); but for what lays text out, line breaks and tabs.
 * Letters of every script stay, combining marks and emoji, too; one that is joined of several shows its joiners.
 */
const UNPRINTABLE =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** One visible character, in one column: C0 and DEL have pictures of their own. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�';
}

/** A text of several lines, with each unprintable character as one visible character: `␛` for ESC. */
export const printableLines = (text: string): string => text.replaceAll(UNPRINTABLE, picture);

/** The same as one line: its line breaks and tabs are shown, too, so that it can't pass for more lines than it is. */
export const printable = (text: string): string => printableLines(text).replaceAll(/[\n\t]/g, picture);

/** Whether `printableLines` leaves a text as it is. */
export const isPrintable = (text: string): boolean => text.search(UNPRINTABLE) < 0;

/** A text with an escape for each character that `printableLines` would replace. */
export const escapeUnprintable = (text: string, escapeOf: (character: string) => string): string =>
  text.replaceAll(UNPRINTABLE, escapeOf);
