import { errorCode, Failure } from '../../errors/index.ts';
import { endReading, readOnce } from './reading.ts';
import { outputOf, type RunOptions, type RunResult, run } from './run.ts';

const DEFAULT_SECONDS = 30;
/** The longest timeout. Node fires a timer of more than 25 days at once. */
const LONGEST_SECONDS = 24 * 60 * 60;

/**
 * The timeout of one call of a tool, in seconds: FLANNELCTL_COMMAND_TIMEOUT if it is a number above 0, a day at most.
 */
export function toolSeconds(): number {
  const seconds = Number(process.env['FLANNELCTL_COMMAND_TIMEOUT']);
  return seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : DEFAULT_SECONDS;
}

/**
 * Runs `ip`, `bridge`, `nft` or the like. A command that only reads runs once per reading (`oneReading`). Throws a
 * Failure if it does not finish within the timeout.
 */
export async function runTool(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  // Not where this process is: by that path, another folder may be mounted, or none be left.
  const cwd = '/';
  const ask = async (): Promise<RunResult> => run(command, { cwd, ...options, seconds: toolSeconds() });
  if (options.mutates) endReading();
  return options.mutates || options.input !== undefined ? ask() : readOnce(command, ask);
}

/** Runs a tool; undefined if it is not installed. Throws a Failure if it does not finish within the timeout. */
export async function runIfInstalled(command: readonly string[]): Promise<RunResult | undefined> {
  try {
    return await runTool(command);
  } catch (error) {
    if (error instanceof Failure && errorCode(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs a tool and returns its output. Throws a Failure with the command and its error if it fails. */
export const askTool = async (command: readonly string[]): Promise<string> =>
  outputOf(await runTool(command));
