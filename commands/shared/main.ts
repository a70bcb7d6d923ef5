import { flush } from '@oclif/core/flush';
import type { PJSON } from '@oclif/core/interfaces';
import { run } from '@oclif/core/run';
import pjson from '../../package.json' with { type: 'json' };
import { Failure, toFailure } from '../../src/errors/index.ts';
import { exitOnHangup, leaveRemovedFolder } from '../../src/host/index.ts';
import { renderFailure, writeError } from '../../src/output/index.ts';
import { isOfLostTerminal, replaceLostTerminal } from './lost-terminal.ts';
import { rootPlugin } from './plugin.ts';
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
export async function runCommandLine(root: string, given: string[]): Promise<void> {
  const argv = withHelpFlag(given);
  const pkg = pjson as unknown as PJSON;
  const plugin = rootPlugin(root, pkg, argv);
  try {
    await run(argv, { root, pjson: pkg, plugins: new Map([[plugin.name, plugin]]) });
    await flush();
  } catch (thrown) {
    if (isHelpShown(thrown)) return;
    const { printUnknown, unknownCommand } = await import('./unknown-command.ts');
    const failure = unknownCommand(thrown) ?? toFailure(thrown);
    endWith(failure);
    await printUnknown(failure, argv);
  }
}

/** `help init` is `init --help`. */
const withHelpFlag = (argv: string[]): string[] => (argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv);

function endWith(failure: Failure): void {
  writeError(`${renderFailure(failure)}\n`);
  process.exitCode = failure.exitCode;
}

/** Ends the process on an uncaught exception. The journal tells the next command about an open transaction. */
function exitOnUncaught(error: unknown): void {
  endWith(isOfLostTerminal(error) ? new Failure('terminated', 'the terminal is gone') : toFailure(error));
  if (process.env['DEBUG'] && error instanceof Error) writeError(`${error.stack}\n`);
  process.exit();
}

const isHelpShown = (thrown: unknown): boolean =>
  thrown instanceof Error && 'oclif' in thrown && (thrown.oclif as { exit?: number }).exit === 0;
