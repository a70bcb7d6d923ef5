import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellInput, shellWord } from '../../../src/words/index.ts';
import { anyText, NASTY } from '../../support/texts.ts';

/** What a terminal would carry out or hide, but for line ends and tabs. */
const UNSAFE = /[^\P{C}\n\t]/u;

const run = (shell: string, script: string): string[] =>
  execFileSync(shell, ['-s'], { input: script, encoding: 'utf8' }).split('\0').slice(0, -1);

const texts = [...NASTY, ...fc.sample(anyText, { numRuns: 60, seed: 7 })];

describe('a word for a shell', () => {
  it('is, through bash, the very text', () => {
    expect(run('bash', `printf '%s\\0' ${texts.map(shellWord).join(' ')}\n`)).toEqual(texts);
  });

  it('is so through any shell, where a terminal can show all of it', () => {
    const shown = texts.filter((text) => !/\p{C}|\p{Z}(?<! )/u.test(text));
    expect(run('sh', `printf '%s\\0' ${shown.map(shellWord).join(' ')}\n`)).toEqual(shown);
  });

  it('is on one line, and nothing in it steers a terminal', () => {
    for (const text of texts) expect(shellWord(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it.each([
    ['', '""'],
    ['/etc/cni/net.d/10-a_b.conf', '/etc/cni/net.d/10-a_b.conf'],
    ['flannelctl overlay 10.244.0.0/16', '"flannelctl overlay 10.244.0.0/16"'],
    ["it's", "'it'\\''s'"],
    ['{"Network": "10.244.0.0/16"}', `'{"Network": "10.244.0.0/16"}'`],
    ['a\nb', "$'a\\nb'"],
    ["\u001b[31m'", "$'\\x1b[31m\\''"],
  ])('%j is written %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe('a text for the standard input of a command', () => {
  const inputs = texts.flatMap((text, i) => [[text, `${text}\n`, `line\n${text}\nEOF\nEOF2\n`][i % 3] ?? '']);

  it('arrives, through bash, as it is', () => {
    const script = inputs.map((text) => `${shellInput('cat', text)}\nprintf '\\0'\n`).join('');
    expect(run('bash', script)).toEqual(inputs);
  });

  it('has nothing in it that steers a terminal', () => {
    for (const text of inputs) expect(shellInput('cat', text)).not.toMatch(UNSAFE);
  });

  it('is a here-document where it can be, which ends at none of its own lines', () => {
    expect(shellInput('cat > x', 'a\n')).toBe("cat > x <<'EOF'\na\nEOF");
    expect(shellInput('cat > x', 'EOF\nb\n')).toBe("cat > x <<'EOF2'\nEOF\nb\nEOF2");
    expect(shellInput('cat > x', 'no end')).toBe('printf %s "no end" | cat > x');
  });
});
