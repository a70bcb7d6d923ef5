/** Control characters, and those that change the direction of text: a file must not steer the terminal it is shown on. */
const UNPRINTABLE = /[\p{Cc}\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Surrogate}/gu;

/** A text with each unprintable character as one visible character: `␛` for ESC. */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�';
  });

const LONGEST = 60;

/** A value as it is quoted in messages: as JSON, on one line, cut if long. */
export function quote(value: unknown): string {
  const short = typeof value === 'string' ? value.slice(0, 2 * LONGEST) : value;
  const text = printable(JSON.stringify(short) ?? String(short));
  const characters = [...text.slice(0, 2 * LONGEST)];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
