import { Failure, messageOf } from '../../errors/index.ts';
import { quote } from '../../text/index.ts';

/** A pattern of `--iface-regex`, which may match a part of the text. */
export interface Pattern {
  readonly text: string;
  readonly matches: (text: string) => boolean;
}

/** The limit of characters of all patterns of a command together. Real ones have a few dozen. */
const MAX_CHARACTERS = 1000;
/**
 * The limit of instructions in the compiled patterns: `x{1000}` has a thousand, and each may be a step for each
 * character.
 */
const MAX_INSTRUCTIONS = 10_000;

const HINT =
  'It is matched against addresses, then names of links, and need not match the whole: "^192\\.168\\.", "^en".';

const refusal = (text: string, why: string, cause?: unknown): Failure =>
  new Failure('invalidConfig', `--iface-regex ${quote(text)} ${why}`, { hint: HINT, cause });

/**
 * Loads the compiler of patterns. They are Go's, as in flanneld: RE2 matches in time linear in the text, whereas
 * JavaScript's engine backtracks.
 */
export async function patternReader(): Promise<(texts: readonly string[]) => readonly Pattern[]> {
  const { RE2JS } = await import('re2js');
  const compile = (text: string): InstanceType<typeof RE2JS> => {
    try {
      return RE2JS.compile(text);
    } catch (error) {
      const said = messageOf(error).replace(/^error parsing regexp: /, '');
      throw refusal(text, `is not a regular expression: ${said}`, error);
    }
  };
  return (texts) => {
    let characters = 0;
    let instructions = 0;
    return texts.map((text) => {
      characters += text.length;
      if (characters > MAX_CHARACTERS) throw refusal(text, `is over ${MAX_CHARACTERS} characters long`);
      const regex = compile(text);
      instructions += regex.programSize();
      if (instructions > MAX_INSTRUCTIONS) throw refusal(text, 'is too large: it repeats too much');
      return { text, matches: (subject) => regex.test(subject) };
    });
  };
}
