import { Failure, messageOf } from '../../errors/index.ts';
import { quote } from '../../text/index.ts';

/** A pattern of `--iface-regex`, which need not match the whole of what it is tried on. */
export interface Pattern {
  readonly text: string;
  readonly matches: (text: string) => boolean;
}

/** Bounds on all patterns of one command together; real ones have a few dozen of each. */
const MOST_CHARACTERS = 1000;
/** Instructions of the compiled programs: `x{1000}` has a thousand, and each is a step for each character. */
const MOST_INSTRUCTIONS = 10_000;

const HINT =
  'It is matched against addresses, then names of links, and need not match the whole: "^192\\.168\\.", "^en".';

const refusal = (text: string, why: string, cause?: unknown): Failure =>
  new Failure('invalidConfig', `--iface-regex ${quote(text)} ${why}`, { hint: HINT, cause });

/**
 * Gives the reader of patterns. They are Go's, as for flanneld: RE2 matches in time linear in the text, whatever the
 * pattern is, where JavaScript's own engine backtracks.
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
      if (characters > MOST_CHARACTERS) throw refusal(text, `is over ${MOST_CHARACTERS} characters long`);
      const regex = compile(text);
      instructions += regex.programSize();
      if (instructions > MOST_INSTRUCTIONS) throw refusal(text, 'is too large: it repeats too much');
      return { text, matches: (subject) => regex.test(subject) };
    });
  };
}
