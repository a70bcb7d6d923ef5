import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ownFolder, runTool, VALIDATE, validateStdin } from '../../support/cli/validate.ts';

it('prints no escape codes where stdout is no terminal, though stderr is one', async () => {
  const folder = await ownFolder();
  await writeFile(path.join(folder, 'net-conf.json'), '{"Netwrok": 1}');
  const run = async (redirect: string) => {
    const command = `${VALIDATE.join(' ')} ${redirect}`;
    const { stdout } = await runTool('script', ['-qec', command, '/dev/null'], folder);
    return stdout;
  };
  expect(await run('')).toContain('\u001b[31merror:');
  await run('> out');
  const printed = await readFile(path.join(folder, 'out'), 'utf8');
  expect(printed).toContain('Network is missing');
  expect(printed).not.toContain('\u001b');
});

it('does not let a file steer the terminal', async () => {
  const { stdout } = await validateStdin(
    '{"Network": "\u009b31m\u202e", "x\u007f\u2028": 1, "\\u001b[2J": 1}',
  );
  const steering = [...stdout].filter(
    (character) => /[\p{Cc}\u2028\u202E]/u.test(character) && character !== '\n',
  );
  expect(steering).toEqual([]);
});
