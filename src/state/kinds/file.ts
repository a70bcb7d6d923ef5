import { isFlannelConfList, isSubnetEnv } from '../../flannel/index.ts';
import type { Instruction, Phase, SeenFile } from '../base/instruction.ts';
import { type Fields, haveEqual, type Kind, LEADS_NOWHERE } from '../base/kind.ts';
import { isPath } from '../base/values.ts';

export interface FileObject extends SeenFile {
  readonly kind: 'file';
  readonly path: string;
  /** The form of flanneld's own file that it may replace, though foreign. */
  readonly like?: 'subnet.env' | 'conflist';
  /** subnet.env is written last, because CNI takes its existence for "ready". */
  readonly ready?: boolean;
}

const phaseOf = ({ ready }: FileObject): Phase => (ready ? 'ready' : 'file');

const seen = ({ type, mode, content }: FileObject): SeenFile => ({ type, mode, content });

/** @param before what is replaced; undefined: there is nothing */
function write(before: FileObject | undefined, file: FileObject): readonly Instruction[] {
  const { path, type, mode, content } = file;
  const phase = phaseOf(file);
  const from = before === undefined ? {} : { from: seen(before) };
  switch (type) {
    case 'file':
      return [{ phase, tool: 'write', path, content, mode, ...from }];
    case 'directory':
      return [{ phase, tool: 'mkdir', path, mode }];
    case 'symlink':
      return [{ phase, tool: 'symlink', path, target: content, ...from }];
    case 'other':
      return []; // a FIFO or socket: it can't be made again
  }
}

/** Two conf lists are equal if their JSON is, however it is laid out. */
function textOf({ path, content }: FileObject): string {
  if (!path.endsWith('.conflist')) return content;
  try {
    return `${JSON.stringify(JSON.parse(content), null, 2)}\n`;
  } catch {
    return content;
  }
}

/** A folder's mode is its owner's choice, and a symbolic link has none. */
function fields(file: FileObject): Fields {
  const { type, content, mode } = file;
  if (type === 'file') return { type, content: textOf(file), mode: octal(mode) };
  return type === 'symlink' ? { type, content } : { type };
}

const isSame = (a: FileObject, b: FileObject): boolean => haveEqual(fields(a), fields(b));

const octal = (mode: number): string => `0${mode.toString(8)}`;

const FORMS = { 'subnet.env': isSubnetEnv, conflist: isFlannelConfList } as const;

const isLike = ({ like }: FileObject, { type, content }: FileObject): boolean =>
  like !== undefined && type === 'file' && FORMS[like](content);

const show = ({ path, type, content }: FileObject): string =>
  type === 'symlink'
    ? `symlink ${path} -> ${content}`
    : `${type === 'other' ? 'special file' : type} ${path}`;

const parentOf = (file: string): string => file.replace(/\/[^/]*$/, '') || '/';

/** The fields by which a foreign file differs: its line shows only its type and path. */
function conflictDetail(from: FileObject, to: FileObject): string {
  if (from.type !== to.type) return '';
  const [has, wanted] = [fields(from), fields(to)];
  const others = Object.keys(wanted).filter((field) => has[field] !== wanted[field]);
  return `, which flannelctl did not write, with another ${others.join(' and another ')}`;
}

function isEdited(file: FileObject, made: Fields): boolean {
  if (made['type'] !== file.type) return true;
  return file.type === 'directory' ? file.content !== '' : fields(file)['content'] !== made['content'];
}

const EDIT_TEXTS: { readonly [T in SeenFile['type']]?: (path: string) => string } = {
  file: (path) => `file ${path} was written to`,
  directory: (path) => `directory ${path} has files in it that flannelctl did not create`,
};

export const fileKind: Kind<FileObject> = {
  kind: 'file',
  key: ({ path }) => path,
  name: show,
  show,
  isWellFormed: ({ path, mode }) => isPath(path) && mode <= 0o7777,
  fields,
  isSame,
  fixed: () => ['type'],
  isOurs: ({ path }, { paths }) => paths.has(path),
  isRecorded: () => false,
  foreign: (desired, observed) => {
    const same = isSame(desired, observed);
    if (desired.type === 'directory' && same) return 'keep';
    return same || isLike(desired, observed) ? 'adopt' : 'conflict';
  },
  resolution: ({ path }) => `If nobody needs it, move it out of ${parentOf(path)}.`,
  filePath: ({ path }) => path,
  folderPath: ({ type, path }) => (type === 'directory' ? path : undefined),
  conflictDetail,
  isWrittenWhole: true,
  // A change of the mode alone can be reverted without losing anything.
  isDecisive: (field) => field !== 'mode',
  isEdited,
  editText: ({ type, path }) => EDIT_TEXTS[type]?.(path),
  isTrace: ({ path, content }, { paths }) => !paths.has(path) && isSubnetEnv(content),
  needs: () => [],
  loses: () => [],
  ...LEADS_NOWHERE,
  create: (file) => write(undefined, file),
  update: write,
  remove: (file) => [
    file.type === 'directory'
      ? { phase: phaseOf(file), tool: 'rmdir', path: file.path }
      : { phase: phaseOf(file), tool: 'unlink', path: file.path, from: seen(file) },
  ],
};
