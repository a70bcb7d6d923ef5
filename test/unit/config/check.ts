import { checkCniConf, checkNetConf, type NetConfOptions } from '../../../src/config/index.ts';
import { parseSource } from '../../../src/text/index.ts';

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

const VXLAN = { Type: 'vxlan' };

/** An IPv4 net-conf with vxlan, and more. */
export const v4 = (more: object): object => ({ Network: '10.3.0.0/16', Backend: VXLAN, ...more });

/** An IPv6 net-conf with vxlan, and more. */
export const v6 = (more: object): object => ({
  EnableIPv4: false,
  EnableIPv6: true,
  IPv6Network: 'fc00::/48',
  Backend: VXLAN,
  ...more,
});

/** An IPv4 net-conf with these keys of vxlan. */
export const vxlan = (values: object, more: object = {}): object =>
  v4({ Backend: { ...VXLAN, ...values }, ...more });

/** What makes an IPv4 net-conf one of two families. */
export const DUAL = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' } as const;
