import { checkCniConf, checkNetConf, type NetConfOptions, parseSource } from '../../src/config/index.ts';

/** What a problem says, and where: `error 2:15 SubnetLen …`. */
interface Line {
  readonly severity: string;
  readonly message: string;
  readonly location?: { readonly line: number; readonly column: number };
}

export const inShort = ({ severity, message, location }: Line): string =>
  `${severity} ${location?.line}:${location?.column} ${message}`;

/** Checks a net-conf, given as text or as a value, the way `validate` does. */
export async function netConf(conf: unknown, options?: NetConfOptions) {
  const text = typeof conf === 'string' ? conf : JSON.stringify(conf);
  const { source, root, problems } = await parseSource('net-conf.json', text, 'json');
  const checked = root === undefined ? { problems: [] } : checkNetConf(root, source, options);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** Checks a CNI conf, given as text or as a value. */
export async function cniConf(conf: unknown) {
  const text = typeof conf === 'string' ? conf : JSON.stringify(conf);
  const { source, root, problems } = await parseSource('cni-conf.json', text, 'json');
  const checked = root === undefined ? { problems: [] } : checkCniConf(root, source);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** The problems of a severity, as `message` and `hint` in one text. */
export const words = (
  { problems }: { readonly problems: readonly { severity: string; message: string; hint?: string }[] },
  severity: 'error' | 'warning',
): string[] =>
  problems
    .filter((problem) => problem.severity === severity)
    .map(({ message, hint = '' }) => `${message} | ${hint}`);
