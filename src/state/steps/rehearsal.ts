import { words } from '../../words/index.ts';
import { type Instruction, ip } from '../base/instruction.ts';
import type { Diff } from '../diff/change.ts';
import type { Ruleset } from '../firewall/rules.ts';
import type { Link } from '../kinds/link.ts';
import { linkTypeOf } from '../link-types/registry.ts';
import type { HostObject } from '../objects/objects.ts';
import { kindOf } from '../objects/registry.ts';

/** The objects of a diff that a kernel may lack a feature for: new links and rules. */
function madeBy({ changes }: Diff): HostObject[] {
  return changes.flatMap((change) => {
    if (change.action === 'delete' || change.action === 'conflict') return [];
    const isNew = change.action === 'create' || change.action === 'replace';
    return change.to.kind === 'ruleset' || (change.to.kind === 'link' && isNew) ? [change.to] : [];
  });
}

/** A stand-in for each link that others are on; a bridge, because every node has that type. */
const standIns = (objects: readonly HostObject[], mtuOf: (dev: string) => number): Instruction[] => {
  const devs = objects.flatMap((object) =>
    object.kind === 'link' ? (linkTypeOf(object.spec).lower(object.spec) ?? []) : [],
  );
  return [...new Set(devs)].map((dev) =>
    ip('link', words`link add name ${dev} mtu ${mtuOf(dev)} type bridge`),
  );
};

const make = (object: Link | Ruleset): readonly Instruction[] => kindOf(object).create(object);

/**
 * The instructions that create the links and rules of a diff in an empty network namespace, as on the host, but
 * without setting links up, which would need their addresses.
 */
export function rehearsalOf(diff: Diff, mtuOf: (dev: string) => number): Instruction[] {
  const objects = madeBy(diff);
  const lines = objects.flatMap((object) =>
    object.kind === 'link' || object.kind === 'ruleset' ? make(object) : [],
  );
  return [...standIns(objects, mtuOf), ...lines.filter(({ phase }) => phase !== 'up')];
}
