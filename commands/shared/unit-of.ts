import path from 'node:path';
import { Failure } from '../../src/errors/index.ts';
import { hostFacts, programPaths } from '../../src/host/index.ts';
import { agentUnit } from '../../src/node/index.ts';
import { FILE_FLAGS } from './agent-flags.ts';

type FlagValue = string | number | boolean | readonly string[] | undefined;

/** What is said of this command alone, or is put into the unit by other means. */
const NOT_IN_UNIT = ['print-unit', 'enable-service', 'yes', 'dry-run', 'root', 'output', 'json'];

interface UnitFlags {
  readonly root: string;
  readonly 'etcd-password'?: string | undefined;
}

/** The systemd unit of an agent with these flags, those of its variables among them. @throws as `unitWords` */
export const unitOf = async (flags: UnitFlags): Promise<string> =>
  agentUnit({ ...(await hostFacts()(programPaths)), root: flags.root }, unitWords(flags));

/**
 * The words after `agent` in a unit.
 * @throws Failure `usage` for a password, because everybody can read units
 */
export function unitWords(flags: UnitFlags): readonly string[] {
  if (flags['etcd-password'] !== undefined) throw passwordGiven();
  return Object.entries(flags as UnitFlags & Readonly<Record<string, FlagValue>>)
    .filter(([name]) => !NOT_IN_UNIT.includes(name))
    .flatMap(([name, value]) => wordsOf(name, value));
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
