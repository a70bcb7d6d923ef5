/**
 * Characters that control a terminal, are invisible, or reorder the text beside them: control and format characters
 * (C0, DEL, C1, bidirectional marks), line and paragraph separators, lone surrogates, default-ignorable characters of
 * Unicode (zero-width joiners, variation selectors, tags, fillers) and noncharacters (U+FFFE). Line breaks and tabs are
 * not included. Letters of every script, combining marks and emoji stay as they are; an emoji that is joined from
 * several shows its joiners. Made where it is used, because that takes a millisecond, and nearly no text needs it.
 */
const unprintable = (): RegExp =>
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** A visible character of one column for an unprintable one. C0 and DEL have pictures of their own in Unicode. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�';
}

/** Replaces each unprintable character by one visible character: `␛` for ESC. Line breaks and tabs stay. */
export const printableLines = (text: string): string => text.replaceAll(unprintable(), picture);

/** Nearly every text is plain ASCII; to see that costs a fifth of looking for what is unprintable in all of Unicode. */
const PLAIN = /^[ -~]*$/;
const PLAIN_LINES = /^[\n\t -~]*$/;

/** Replaces line breaks and tabs as well, so that the text can't look like several lines. */
export const printable = (text: string): string =>
  PLAIN.test(text) ? text : printableLines(text).replaceAll(/[\n\t]/g, picture);

/** Whether `printableLines` leaves a text unchanged. */
export const isPrintable = (text: string): boolean =>
  PLAIN_LINES.test(text) || text.search(unprintable()) < 0;

/** Replaces each character that `printableLines` would replace by an escape. */
export const escapeUnprintable = (text: string, escapeOf: (character: string) => string): string =>
  PLAIN_LINES.test(text) ? text : text.replaceAll(unprintable(), escapeOf);
