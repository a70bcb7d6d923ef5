import path from 'node:path';
import { CNI_CONF } from '../../flannel/index.ts';
import { listFolder } from '../../host/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { type Finding, warning } from './check.ts';

/** The endings that libcni takes for a conf. */
const ENDINGS: readonly string[] = ['.conf', '.conflist', '.json'];

/** Of all confs container runtimes take the first in the order of their names. */
export async function checkCniConfs({ root }: Prepared): Promise<Finding[]> {
  const { dir, base } = path.parse(CNI_CONF);
  const names = await listFolder(path.join(root, dir));
  const earlier = names.filter((name) => ENDINGS.includes(path.extname(name)) && name < base).toSorted();
  if (earlier.length === 0) return [];
  const which = earlier.map((name) => path.join(dir, name)).join(', ');
  return [
    warning(
      `container runtimes take the first CNI conf in ${dir}, and before ${base} comes ${which}`,
      'Move it out of there, unless it hands on to this one, as that of Multus does: else pods are attached to another network.',
    ),
  ];
}
