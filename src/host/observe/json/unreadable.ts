import { Failure, messageOf } from '../../../errors/index.ts';
import { runTool } from '../../exec/tool.ts';
import type { Unreadable } from './fields.ts';

/** What a tool says of itself, on one line; nothing if it doesn't. */
async function versionOf(tool: string): Promise<string> {
  const option = tool === 'ip' || tool === 'bridge' ? '-V' : '--version';
  const said = await runTool([tool, option]).then(({ stdout, stderr }) => `${stdout}${stderr}`, messageOf);
  return said.trim().split('\n')[0] ?? '';
}

/** The failure of a tool that ended well and said something that can't be read: it may be another version than those that are known. */
export async function unreadable(command: readonly string[], { message }: Unreadable): Promise<Failure> {
  const [tool = ''] = command;
  const version = (await versionOf(tool)) || 'it does not say';
  return new Failure('unavailable', `what ${command.join(' ')} printed can't be read: ${message}`, {
    hint: `Version of ${tool}: ${version}. See what it says by hand; is it another program of that name?`,
  });
}
