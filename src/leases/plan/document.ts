import { openingOf, type ParsedSource, parseSource, problemAt, type TextRange } from '../../text/index.ts';

/** A file's text, and its name in messages. */
export interface PlanInput {
  readonly file: string;
  readonly text: string;
}

const START: TextRange = { start: 0, end: 0 };

/** Reports a file that is not exactly one document. */
export function oneDocument(parsed: ParsedSource): ParsedSource {
  const [first, second] = parsed.roots;
  const { root: _, ...rest } = parsed;
  const extra = (range: TextRange, message: string, hint?: string): ParsedSource => ({
    ...rest,
    problems: [...parsed.problems, problemAt(parsed.source, range, 'error', message, hint)],
  });
  if (second !== undefined)
    return extra(
      openingOf(second),
      'a second document, where only one is read',
      parsed.format === 'json' ? 'Nodes one after another become one list by `jq -s . FILE`.' : undefined,
    );
  if (first === undefined && parsed.problems.length === 0) return extra(START, 'there is no document in it');
  return parsed;
}

/**
 * Parses a file of one document; the problems say what is wrong with its syntax, and whether it has another number of
 * documents.
 */
export const parseDocument = async ({ file, text }: PlanInput): Promise<ParsedSource> =>
  oneDocument(await parseSource(file, text));
