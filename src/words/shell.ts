/** What a shell takes as it is. */
const PLAIN = /^[\w.:,=/@%+-]+$/;

const PLAIN_WITH_SPACES = /^[\w .:,=/@%+-]*$/;

/** What a terminal would carry out, or not show: in a command it is written by its number. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

const escaped = (text: string): string =>
  [...text]
    .map((character) => {
      if (character === '\n') return '\\n';
      if (character === "'" || character === '\\') return `\\${character}`;
      return UNPRINTABLE.test(character) ? [...Buffer.from(character)].map(hex).join('') : character;
    })
    .join('');

/**
 * A text as one word of a shell's command line, on one line and safe to show. `$'…'` is what `ls` and bash print for
 * such texts (POSIX.1-2024; dash 0.5.12 does not know it).
 */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (UNPRINTABLE.test(text)) return `$'${escaped(text)}'`;
  return PLAIN_WITH_SPACES.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words as a shell's command line. */
export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ');

/** Whether a here-document can hold a text, and a terminal show it. */
const isPlainText = (text: string): boolean =>
  text.endsWith('\n') && !UNPRINTABLE.test(text.replaceAll(/[\n\t]/g, ''));

/** The word that ends a here-document; none of the text's lines may be it. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'));
  let end = 'EOF';
  for (let n = 2; lines.has(end); n += 1) end = `EOF${n}`;
  return end;
}

/** A shell's command line with a text for its standard input. */
export function shellInput(command: string, text: string): string {
  if (!isPlainText(text)) return `printf %s ${shellWord(text)} | ${command}`;
  const end = endOf(text);
  return `${command} <<'${end}'\n${text}${end}`;
}
