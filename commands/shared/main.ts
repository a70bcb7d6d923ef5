import { flush } from '@oclif/core/flush';
import type { PJSON } from '@oclif/core/interfaces';
import { run } from '@oclif/core/run';
import pjson from '../../package.json' with { type: 'json' };
import { toFailure } from '../../src/errors/index.ts';
import { renderFailure } from '../../src/output/index.ts';
import { rootPlugin } from './plugin.ts';

/** Runs the command line. The exit status is left in `process.exitCode`. */
export async function main(root: string, argv: string[]): Promise<void> {
  const pkg = pjson as unknown as PJSON;
  const plugin = await rootPlugin(root, pkg, argv);
  try {
    await run(argv, { root, pjson: pkg, plugins: new Map([[plugin.name, plugin]]) });
    await flush();
  } catch (thrown) {
    // Only what oclif finds before a command starts gets here: an unknown command.
    if (isHelpShown(thrown)) return;
    const failure = toFailure(thrown);
    process.stderr.write(`${renderFailure(failure)}\n`);
    process.exitCode = failure.exitCode;
  }
}

const isHelpShown = (thrown: unknown): boolean =>
  thrown instanceof Error && 'oclif' in thrown && (thrown.oclif as { exit?: number }).exit === 0;
