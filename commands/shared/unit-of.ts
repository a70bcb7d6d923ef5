import path from 'node:path';
import { Failure } from '../../src/errors/index.ts';
import { hostFacts, programPaths } from '../../src/host/index.ts';
import { agentUnit } from '../../src/node/index.ts';
import { FILE_FLAGS } from './agent-flags.ts';

type FlagValue = string | number | boolean | readonly string[] | undefined;

/** What is said of this command alone, or is put into the unit by other means. */
const NOT_IN_UNIT = ['print-unit', 'root', 'output', 'json'];

/**
 * The systemd unit of an agent with these flags, those of its variables among them.
 * @throws Failure `usage` for a password, because everybody can read units
 */
export async function unitOf(flags: {
  readonly root: string;
  readonly 'etcd-password'?: string | undefined;
}) {
  if (flags['etcd-password'] !== undefined) throw passwordGiven();
  const words = Object.entries(flags as Readonly<Record<string, FlagValue>>)
    .filter(([name]) => !NOT_IN_UNIT.includes(name))
    .flatMap(([name, value]) => wordsOf(name, value));
  return agentUnit({ ...(await hostFacts()(programPaths)), root: flags.root }, words);
}

function wordsOf(name: string, value: FlagValue): string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
  // A service runs in another folder.
  const isFile = FILE_FLAGS.includes(name);
  return [value].flat().map((one) => `--${name}=${isFile ? path.resolve(`${one}`) : one}`);
}

const passwordGiven = (): Failure =>
  new Failure('usage', 'a password is not written into a unit, which everybody can read', {
    hint: 'Leave it out here, and write FLANNELD_ETCD_PASSWORD=… into /etc/default/flannelctl-agent, mode 0600.',
  });
