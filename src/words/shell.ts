/** Words that a shell reads literally. */
const PLAIN = /^[\w.:,=/@%+-]+$/;

const PLAIN_WITH_SPACES = /^[\w .:,=/@%+-]*$/;

/** Characters that a terminal would interpret or not show; a command shows them as escapes. */
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
 * Encodes a text as one word for a shell, on one line and safe to print. `$'…'` is the form that `ls` and bash print
 * for such texts (POSIX.1-2024; dash 0.5.12 does not support it).
 */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (UNPRINTABLE.test(text)) return `$'${escaped(text)}'`;
  return PLAIN_WITH_SPACES.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words as a shell's command line. */
export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ');

/** Whether a text fits a here-document and is safe to print. */
const isPlainText = (text: string): boolean =>
  text.endsWith('\n') && !UNPRINTABLE.test(text.replaceAll(/[\n\t]/g, ''));

/** The delimiter of a here-document, different from every line of the text. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'));
  let end = 'EOF';
  for (let n = 2; lines.has(end); n += 1) end = `EOF${n}`;
  return end;
}

/** A shell command line with a text as its standard input. */
export function shellInput(command: string, text: string): string {
  if (!isPlainText(text)) return `printf %s ${shellWord(text)} | ${command}`;
  const end = endOf(text);
  return `${command} <<'${end}'\n${text}${end}`;
}
