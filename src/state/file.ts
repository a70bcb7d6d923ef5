import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { FileObject } from './objects.ts';

function write({ path, type, mode, content, ready }: FileObject): readonly Instruction[] {
  if (type === 'other') return []; // what it was made of is not known
  const phase = ready ? 'ready' : 'file';
  return [
    type === 'directory'
      ? { phase, tool: 'mkdir', path, mode }
      : { phase, tool: 'write', path, content, mode },
  ];
}

const octal = (mode: number): string => `0${mode.toString(8)}`;

export const fileKind: Kind<FileObject> = {
  key: ({ path }) => path,
  // A folder's mode is whatever its owner made it.
  fields: ({ type, content, mode }) => (type !== 'file' ? { type } : { type, content, mode: octal(mode) }),
  fixed: ['type'],
  isOurs: ({ path }, { paths }) => paths.has(path),
  foreign: (desired, _, same) =>
    desired.type === 'directory' && same ? 'keep' : same ? 'adopt' : 'conflict',
  create: write,
  update: (_, to) => write(to),
  remove: ({ path, type, ready }) => [
    { phase: ready ? 'ready' : 'file', tool: type === 'directory' ? 'rmdir' : 'unlink', path },
  ],
  show: ({ path, type }) => `${type === 'other' ? 'link or special file' : type} ${path}`,
};
