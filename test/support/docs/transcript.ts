/** A command of a page, and what the page shows of its output. */
export interface Step {
  /** The machine that it is typed on: what the prompt says before its `#`; '' where it says nothing. */
  readonly machine: string;
  readonly command: string;
  readonly output: readonly string[];
  /** Where the output begins in the page, as an index of its lines. */
  readonly line: number;
}

const PROMPT = /^([\w-]*)# (.+)$/;

/** The commands of a page's console blocks, in order. */
export function stepsOf(page: string): Step[] {
  const steps: { machine: string; command: string; output: string[]; line: number }[] = [];
  let inBlock = false;
  for (const [i, line] of page.split('\n').entries()) {
    if (line.startsWith('```')) {
      inBlock = line === '```console';
      continue;
    }
    if (!inBlock) continue;
    const [, machine = '', command] = PROMPT.exec(line) ?? [];
    if (command !== undefined) steps.push({ machine, command, output: [], line: i + 1 });
    else steps.at(-1)?.output.push(line);
  }
  return steps;
}

/** What differs from run to run, and what stands for it when a page is compared. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\btransaction [0-9a-f]{6}\b/g, 'transaction ID'],
  [/^[0-9a-f]{6}(?= {2}\d\d:)/, 'ID'],
  [/\bpid \d+/g, 'pid N'],
  [/\b\d\d:\d\d:\d\d\b/g, 'TIME'],
];

const masked = (line: string): string =>
  VARYING.reduce((text, [pattern, word]) => text.replace(pattern, word), line.trimEnd());

/** In a page a line with nothing but `…` stands for lines that it leaves out. */
export const LEFT_OUT = '…';

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether a page's lines show what was printed. */
export function shows(page: readonly string[], printed: readonly string[]): boolean {
  const pattern = page.map((line) =>
    line === LEFT_OUT ? String.raw`(?:.*\n)*` : String.raw`${literal(masked(line))}\n`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(printed.map((line) => `${masked(line)}\n`).join(''));
}

/** The page with what was printed instead of what it showed of a step; a step with lines left out stays. */
export function withOutput(page: string, { line, output }: Step, printed: readonly string[]): string {
  if (output.includes(LEFT_OUT)) return page;
  return page
    .split('\n')
    .toSpliced(line, output.length, ...printed)
    .join('\n');
}
