import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderDocument } from '../../../src/output/document.ts';
import { type Palette, paletteOf } from '../../../src/output/paint.ts';
import { harmless } from '../../../src/output/write.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { HOSTILE, STEERING, STYLE_CODE, steeringIn } from '../../support/steering.ts';

const RUNS = { seed: 6, numRuns: 100 };
const LEVELS = [1, 2, 3] as const;

const texts = fc
  .array(fc.oneof(fc.constantFrom(...STEERING, '\n', '\u001b[31m', '{0:31}'), fc.string({ unit: 'binary' })))
  .map((parts) => parts.join(''));

const STYLES = Object.keys(paletteOf(0)) as (keyof Palette)[];

/** What our palette alone begins and ends a style with. */
const codesOf = (text: string): string[] => text.match(STYLE_CODE) ?? [];

describe('what is written', () => {
  it('has no escape codes but those of a style, whatever is painted and stands beside it', () => {
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.constantFrom(...LEVELS),
        fc.constantFrom(...STYLES),
        (one, other, level, style) => {
          const paint = paletteOf(level)[style];
          const painted = harmless(`${one}${paint('x')}${other}`);
          expect(codesOf(painted)).toEqual(codesOf(harmless(paint('x'))));
          expect(steeringIn(painted.replaceAll(STYLE_CODE, ''))).toEqual([]);
          const inside = harmless(paint(`x${one}`));
          const lines = `x${one}`.split('\n').length;
          expect(codesOf(inside).length).toBeLessThanOrEqual(lines * codesOf(harmless(paint('x'))).length);
          expect(steeringIn(inside.replaceAll(STYLE_CODE, ''))).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  it('is painted as chalk does', () => {
    expect(harmless(`${paletteOf(1).red('a')} b`)).toBe('\u001b[31ma\u001b[39m b');
    expect(harmless(paletteOf(1).boldRed('a'))).toBe('\u001b[31m\u001b[1ma\u001b[22m\u001b[39m');
    expect(harmless(paletteOf(0).red('a'))).toBe('a');
  });

  it('takes no style from a text that has the looks of a mark', () => {
    const mark = paletteOf(1).red('x').slice(1, 33);
    expect(mark).toMatch(/^[\da-f]{32}$/);
    const forged = `{${'0'.repeat(32)}:31}{${mark.slice(1)}0:31}{undefined:31}`;
    expect(harmless(forged)).toBe(forged);
  });
});

describe.each(['json', 'yaml'] as const)('a document as %s', (format) => {
  it('is harmless, and reads as the same document', async () => {
    const documents = fc.dictionary(texts, fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts)));
    await fc.assert(
      fc.asyncProperty(documents, async (document) => {
        const text = await renderDocument(document, format);
        expect(steeringIn(text)).toEqual([]);
        expect(harmless(text)).toBe(text);
        expect(format === 'json' ? JSON.parse(text) : parse(text)).toEqual({ ...document });
      }),
      RUNS,
    );
  });

  it('escapes what is hostile, and leaves the rest as people write it', async () => {
    const text = await renderDocument({ name: 'café 🎉', alias: HOSTILE }, format);
    expect(text).toContain('café 🎉');
    expect(text).toContain('\\u202e');
  });
});

describe('the lint', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-lint-'));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  const lint = async (source: string): Promise<string> => {
    const file = path.join(folder, 'source.ts');
    await writeFile(file, `${source}\n`);
    const config = path.join(REPOSITORY, '.oxlintrc.json');
    const tool = path.join(REPOSITORY, 'node_modules/.bin/oxlint');
    const { exitCode, stdout } = await execa(tool, ['-c', config, file], { reject: false });
    return exitCode === 0 ? '' : stdout;
  };

  it.each([
    ["process.stdout.write('a');", 'no-restricted-properties'],
    ["process['stderr'].write('a');", 'no-restricted-properties'],
    ["const { stdout } = process; stdout.write('a');", 'no-restricted-properties'],
    ["import { stdout } from 'node:process'; stdout.write('a');", 'no-restricted-imports'],
    ["console.log('a');", 'no-console'],
  ])('lets nothing but the one writer write: %s', async (source, rule) => {
    expect(await lint(source)).toContain(rule);
  });

  it('has nothing against the rest', async () => {
    expect(await lint("export const isTerminal = process.stdin.isTTY && 'a' !== 'b';")).toBe('');
  });
});
