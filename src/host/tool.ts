import { errorCode, Failure } from '../errors/index.ts';
import { endReading, readOnce } from './reading.ts';
import { outputOf, type RunOptions, type RunResult, run } from './run.ts';

const DEFAULT_SECONDS = 30;
/** A timer of Node that is to take more than 25 days goes off at once. */
const LONGEST_SECONDS = 24 * 60 * 60;

/** How long one call of a tool may take, in seconds: FLANNELCTL_COMMAND_TIMEOUT, where it is a number above 0; a day at most. */
export function toolSeconds(): number {
  const seconds = Number(process.env['FLANNELCTL_COMMAND_TIMEOUT']);
  return seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : DEFAULT_SECONDS;
}

/**
 * Runs `ip`, `bridge`, `nft` or the like; what only reads is run once a reading (`oneReading`). One that does not end in time
 * is killed, and is a Failure.
 */
export async function runTool(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const ask = async (): Promise<RunResult> => run(command, { ...options, seconds: toolSeconds() });
  if (options.mutates) endReading();
  return options.mutates || options.input !== undefined ? ask() : readOnce(command, ask);
}

/** The same of a tool that may not be installed: undefined then. One that does not answer in time is there, and is a Failure. */
export async function runIfInstalled(command: readonly string[]): Promise<RunResult | undefined> {
  try {
    return await runTool(command);
  } catch (error) {
    if (error instanceof Failure && errorCode(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What a tool that has to succeed printed; otherwise a Failure with its command and what it said. */
export const askTool = async (command: readonly string[]): Promise<string> =>
  outputOf(await runTool(command));
