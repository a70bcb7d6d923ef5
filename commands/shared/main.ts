import { flush } from '@oclif/core/flush';
import type { PJSON } from '@oclif/core/interfaces';
import { run } from '@oclif/core/run';
import pjson from '../../package.json' with { type: 'json' };
import { Failure, messageOf, toFailure } from '../../src/errors/index.ts';
import { exitOnHangup, leaveRemovedFolder } from '../../src/host/index.ts';
import { renderFailure, writeError } from '../../src/output/index.ts';
import { replaceLostTerminal } from './lost-terminal.ts';
import { rootPlugin } from './plugin.ts';
import { COMMANDS } from './registry.ts';
import { reportWriteError, tolerateWriteErrors } from './write-errors.ts';

/** Runs the command line and sets `process.exitCode`. */
export async function main(root: string, argv: string[]): Promise<void> {
  exitOnHangup();
  leaveRemovedFolder();
  tolerateWriteErrors();
  reportWriteError();
  replaceLostTerminal();
  process.on('uncaughtException', exitOnUncaught);
  await runCommandLine(root, argv);
}

/** Runs the command line in a process that is not its own, without handlers for signals, write errors and uncaught exceptions. */
export async function runCommandLine(root: string, argv: string[]): Promise<void> {
  const pkg = pjson as unknown as PJSON;
  const plugin = rootPlugin(root, pkg, argv);
  try {
    await run(argv, { root, pjson: pkg, plugins: new Map([[plugin.name, plugin]]) });
    await flush();
  } catch (thrown) {
    if (isHelpShown(thrown)) return;
    endWith((await unknownCommand(thrown)) ?? toFailure(thrown));
  }
}

function endWith(failure: Failure): void {
  writeError(`${renderFailure(failure)}\n`);
  process.exitCode = failure.exitCode;
}

/** Ends the process on an uncaught exception. The journal tells the next command about an open transaction. */
function exitOnUncaught(error: unknown): void {
  endWith(toFailure(error));
  if (process.env['DEBUG'] && error instanceof Error) writeError(`${error.stack}\n`);
  process.exit();
}

const isHelpShown = (thrown: unknown): boolean =>
  thrown instanceof Error && 'oclif' in thrown && (thrown.oclif as { exit?: number }).exit === 0;

/** The failure for an unknown command. Every other error is handled by the command itself. */
async function unknownCommand(thrown: unknown): Promise<Failure | undefined> {
  const id = /^command (.+) not found$/s.exec(messageOf(thrown))?.[1];
  if (id === undefined) return undefined;
  const spaced = (text: string): string => text.replaceAll(':', ' ');
  const { didYouMean } = await import('../../src/text/index.ts');
  const meant = didYouMean(spaced(id), Object.keys(COMMANDS).map(spaced));
  return new Failure('usage', `there is no command ${spaced(id)}`, {
    hint: meant ?? 'See flannelctl --help.',
  });
}
