import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Sysctl } from './objects.ts';

const write = ({ path, value, dev }: Sysctl): readonly Instruction[] => [
  { phase: dev === undefined ? 'sysctl' : 'link-sysctl', tool: 'sysctl', path, value },
];

/** A setting always exists and is never deleted: undoing it is wanting the value of before. */
export const sysctlKind: Kind<Sysctl> = {
  key: ({ path }) => path,
  fields: ({ value }) => ({ value }),
  fixed: [],
  isOurs: () => true,
  foreign: () => 'keep',
  create: write,
  update: (_, to) => write(to),
  remove: () => [],
  show: ({ path, value }) => `sysctl ${path} = ${value}`,
};
