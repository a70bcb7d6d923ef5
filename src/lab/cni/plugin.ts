import path from 'node:path';
import { Failure } from '../../errors/index.ts';
import { isExecutable, type RunResult, run } from '../../host/index.ts';
import { inNamespace } from '../base/namespaces.ts';
import type { Attachment } from './attachment.ts';

export type Verb = 'ADD' | 'DEL';

/** The path of a plugin's program; undefined if none of the folders has it. */
export async function findPlugin(type: string, pluginPath: readonly string[]): Promise<string | undefined> {
  for (const folder of pluginPath) {
    const file = path.join(folder, type);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

export const pluginMissing = (types: readonly string[], pluginPath: readonly string[]): Failure =>
  new Failure('unavailable', `CNI plugins not found in ${pluginPath.join(', ')}: ${types.join(', ')}`, {
    hint: 'apt-get install containernetworking-plugins (or say where they are: CNI_PATH)',
  });

/**
 * Runs a plugin in the node's network namespace, as the CNI specification (section 2) says: parameters in the
 * environment, the conf on stdin. Returns what the plugin printed. If it fails, throws a Failure with the plugin's own
 * message.
 */
export async function runPlugin(
  verb: Verb,
  type: string,
  conf: object,
  attachment: Attachment,
): Promise<string> {
  const program = await findPlugin(type, attachment.pluginPath);
  if (program === undefined) throw pluginMissing([type], attachment.pluginPath);
  const result = await run(inNamespace(attachment.nodeNamespace, [program]), {
    input: JSON.stringify(conf),
    mutates: true,
    env: {
      ...attachment.env,
      CNI_COMMAND: verb,
      CNI_CONTAINERID: attachment.containerId,
      CNI_NETNS: attachment.netns,
      CNI_IFNAME: attachment.ifName,
      CNI_PATH: attachment.pluginPath.join(':'),
      CNI_ARGS: attachment.args.join(';'),
    },
  });
  if (result.exitCode === 0) return result.stdout;
  const what = `CNI plugin ${type}, ${verb} of ${attachment.containerId}`;
  throw new Failure('rolledBack', `${what}: ${errorText(result)}`);
}

/** A plugin that fails prints an error object on stdout (CNI specification, section 5). */
function errorText({ stdout, stderr, exitCode }: RunResult): string {
  try {
    const { msg, details, code } = JSON.parse(stdout) as Record<string, unknown>;
    const text = [msg, details].filter((part) => typeof part === 'string' && part !== '').join('; ');
    if (text !== '') return typeof code === 'number' ? `${text} (code ${code})` : text;
  } catch {
    // The plugin did not print an error object, which violates the protocol. Its whole output is the message then.
  }
  return stderr.trim() || stdout.trim() || `it ended with ${exitCode} and said nothing`;
}
