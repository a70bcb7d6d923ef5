import { dirname } from 'node:path';
import { errorCode } from '../../errors/index.ts';
import type { HostObject, Instruction } from '../../state/index.ts';
import { DISK, type Disk } from './disk.ts';
import { removeIfEmpty, syncFolder, temporaryOf } from './files.ts';
import { type FolderLinks, inHeldFolder } from './held-folder.ts';
import { deleteFile, placeFile, placeLink, placeOrOverwrite, refuseTaken } from './place-file.ts';

/** The context in which steps are applied. */
export interface ApplyContext {
  /** The prefix of every file's path. */
  readonly root: string;
  /**
   * The transaction's id. It marks the processes that the transaction starts, which may outlive this one, and its
   * temporary files.
   */
  readonly transaction: string;
  /**
   * Whether this is a rollback. A rollback restores files even on a full disk, because their contents are in the
   * journal.
   */
  readonly isRollback: boolean;
  /** The observed objects from which the steps were computed. */
  readonly observed: readonly HostObject[];
}

type FileInstruction = Extract<
  Instruction,
  { readonly tool: 'write' | 'symlink' | 'mkdir' | 'rmdir' | 'unlink' }
>;

/** Does one step on a file; what was not there, or not so, when the host was looked at is left alone, and is an Error. */
export async function changeFile(
  instruction: FileInstruction,
  context: ApplyContext,
  disk: Disk = DISK,
): Promise<void> {
  const { tool, path } = instruction;
  try {
    await inHeldFolder(context.root, path, linksIn(context.observed), disk, async (file) =>
      act(instruction, file, context, disk),
    );
  } catch (error) {
    const isGone = errorCode(error) === 'ENOENT' && (tool === 'unlink' || tool === 'rmdir');
    if (!isGone) throw error;
  }
}

async function act(
  instruction: FileInstruction,
  file: string,
  context: ApplyContext,
  disk: Disk,
): Promise<void> {
  const temporary = temporaryOf(file, context.transaction);
  const folder = dirname(file);
  switch (instruction.tool) {
    case 'write': {
      const place = context.isRollback ? placeOrOverwrite : placeFile;
      return place(file, instruction.content, instruction.mode, { disk, seen: instruction.from, temporary });
    }
    case 'symlink':
      return placeLink(file, instruction.target, { disk, seen: instruction.from, temporary });
    case 'mkdir':
      await disk.mkdir(file, { mode: instruction.mode }).catch(refuseTaken);
      await disk.chmod(file, instruction.mode); // the umask may have taken bits away
      return syncFolder(folder, disk);
    case 'unlink':
      await deleteFile(file, instruction.from, disk);
      return syncFolder(folder, disk);
    case 'rmdir':
      await removeIfEmpty(file, disk);
      return syncFolder(folder, disk);
  }
}

/** The observed folders that are symbolic links, with their targets. */
const linksIn = (observed: readonly HostObject[]): FolderLinks =>
  new Map(
    observed.flatMap((object) =>
      object.kind === 'file' && object.type === 'directory' && object.content !== ''
        ? [[object.path, object.content] as const]
        : [],
    ),
  );
