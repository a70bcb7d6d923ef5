/** No rule is as long as this, with all the texts that it can have. */
const LONGEST_RULE = 4096;

/**
 * The lines of what iptables-save prints. A comment is quoted and can have line breaks (1.8.9): what comes after one is
 * no rule. The names of links are not quoted, whatever is in them.
 */
export function savedLines(save: string): string[] {
  const lines: string[] = [];
  let open: string[] = [];
  for (const line of save.split('\n')) {
    open.push(line);
    const whole = open.join('\n');
    if (!isOpen(whole)) lines.push(whole);
    // A quote that never ends was none.
    else if (whole.length > LONGEST_RULE) lines.push(...open);
    else continue;
    open = [];
  }
  return [...lines, ...open];
}

const LINK_OR_TEXT = /(?<= )-[io] \S*|(?<= )"[^"\\]*(?:\\[\s\S][^"\\]*)*("?)/g;

/** Whether a quoted text at the end of a line goes on in the next. */
const isOpen = (line: string): boolean =>
  line.includes('"') &&
  [...line.matchAll(LINK_OR_TEXT)].some(([found, end]) => found.startsWith('"') && end === '');
