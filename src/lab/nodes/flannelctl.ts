import { EXIT, type ExitName, Failure } from '../../errors/index.ts';
import type { ErrorDocument } from '../../generated/types.d.ts';
import { validateErrorDocument } from '../../generated/validators.js';
import { type RunOptions, type RunResult, run } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';

/** The script in bin/ to run, and the lab that its processes belong to. */
export interface Flannelctl {
  readonly lab: LabName;
  readonly script: string;
}

/** Runs flannelctl, in a network namespace if one is given. */
export async function runFlannelctl(
  { lab, script }: Flannelctl,
  args: readonly string[],
  options: RunOptions & { readonly namespace?: string } = {},
): Promise<RunResult> {
  const { namespace, env, ...rest } = options;
  const command = [process.execPath, script, ...args];
  return run(namespace === undefined ? command : inNamespace(namespace, command), {
    ...rest,
    env: { ...env, ...labEnvironment(lab) },
  });
}

/**
 * The Failure of a flannelctl process, from the error document it printed (`-o json` or `-o yaml`): same exit status,
 * same problems.
 */
export async function failureOf({ exitCode, stdout, stderr }: RunResult, what: string): Promise<Failure> {
  const error = await parseError(stdout);
  const exit = error === undefined ? exitNameOf(exitCode) : exitNameOf(error.exitCode);
  const message = error?.message ?? (stderr.trim() || `it ended with ${exitCode}`);
  return new Failure(exit, `${what}: ${message}`, {
    ...(error?.hint === undefined ? {} : { hint: error.hint }),
    problems: error?.problems ?? [],
  });
}

/** Parses the error document in JSON or YAML. YAML is a superset of JSON, so one parser does for both. */
async function parseError(text: string): Promise<ErrorDocument['error'] | undefined> {
  const { parse } = await import('yaml');
  try {
    const document: unknown = parse(text);
    return validateErrorDocument(document) ? (document as ErrorDocument).error : undefined;
  } catch {
    return undefined;
  }
}

function exitNameOf(code: number): ExitName {
  const names = Object.keys(EXIT) as ExitName[];
  return names.find((name) => EXIT[name] === code && name !== 'ok') ?? 'unexpected';
}
