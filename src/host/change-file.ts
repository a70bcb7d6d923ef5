import { chmod, mkdir } from 'node:fs/promises';
import { errorCode } from '../errors/index.ts';
import type { HostObject, Instruction } from '../state/index.ts';
import { removeIfEmpty, temporaryOf } from './files.ts';
import { type FolderLinks, inHeldFolder } from './held-folder.ts';
import { placeAnyhow, placeFile, placeLink, refuseTaken, takeFile } from './place-file.ts';

/** Where steps are applied, and for whom. */
export interface ApplyContext {
  /** Put before every file's path. */
  readonly root: string;
  /** The transaction: what it starts may outlive us, and what it writes first has its name. */
  readonly transaction: string;
  /** Whether files must be put back even on a full disk: their contents are in the journal. */
  readonly isRollback: boolean;
  /** What the steps were worked out from. */
  readonly observed: readonly HostObject[];
}

type FileInstruction = Extract<
  Instruction,
  { readonly tool: 'write' | 'symlink' | 'mkdir' | 'rmdir' | 'unlink' }
>;

/** Does one step on a file; what was not there, or not so, when the host was looked at is left alone, and is an Error. */
export async function changeFile(instruction: FileInstruction, context: ApplyContext): Promise<void> {
  const { tool, path } = instruction;
  try {
    await inHeldFolder(context.root, path, linksIn(context.observed), async (file) =>
      act(instruction, file, context),
    );
  } catch (error) {
    const isGone = errorCode(error) === 'ENOENT' && (tool === 'unlink' || tool === 'rmdir');
    if (!isGone) throw error;
  }
}

async function act(instruction: FileInstruction, file: string, context: ApplyContext): Promise<void> {
  const temporary = temporaryOf(file, context.transaction);
  switch (instruction.tool) {
    case 'write': {
      const place = context.isRollback ? placeAnyhow : placeFile;
      return place(file, instruction.content, instruction.mode, { seen: instruction.from, temporary });
    }
    case 'symlink':
      return placeLink(file, instruction.target, { seen: instruction.from, temporary });
    case 'mkdir':
      await mkdir(file, { mode: instruction.mode }).catch(refuseTaken);
      return chmod(file, instruction.mode); // the umask may have taken bits away
    case 'unlink':
      return takeFile(file, instruction.from);
    case 'rmdir':
      return removeIfEmpty(file);
  }
}

/** The observed folders that are symbolic links, with where they lead. */
const linksIn = (observed: readonly HostObject[]): FolderLinks =>
  new Map(
    observed.flatMap((object) =>
      object.kind === 'file' && object.type === 'directory' && object.content !== ''
        ? [[object.path, object.content] as const]
        : [],
    ),
  );
