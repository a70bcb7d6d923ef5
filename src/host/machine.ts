import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors/index.ts';
import type { Batch } from '../state/index.ts';
import { answering } from './answers.ts';
import { applyBatch, StepFailure } from './apply.ts';
import { bootId } from './boot.ts';
import { startInBackground } from './exec/background.ts';
import { invocation } from './exec/invocation.ts';
import { kill } from './exec/kill.ts';
import { awaitProcesses } from './exec/marked-processes.ts';
import { networkNamespace, placeOfNamespace } from './exec/namespace.ts';
import type { RunResult } from './exec/run.ts';
import { ignoreSignals, interruptible } from './exec/signals.ts';
import { runTool, toolSeconds } from './exec/tool.ts';
import type { ApplyContext } from './files/change-file.ts';
import { createFile } from './files/create-file.ts';
import { DISK, type Disk } from './files/disk.ts';
import { askHolder, hold } from './files/exclusive.ts';
import {
  append,
  listFolder,
  removeFile,
  removeIfEmpty,
  removeTemporaries,
  removeTemporary,
  syncFolder,
  writeAtomically,
  writeOrOverwrite,
} from './files/files.ts';
import { openText } from './files/open-text.ts';
import { makePrivateFolder, readTrusted, requireTrustedFolder } from './files/trusted.ts';
import { lookUp } from './look-up.ts';
import { readDependents } from './observe/foreign/dependents.ts';
import { observe } from './observe/observe.ts';
import { writeSystemLog } from './system-log.ts';

/** The reason why a batch failed, in one line. */
function refusalOf(error: unknown): string {
  if (!(error instanceof StepFailure)) return messageOf(error);
  const { command, message } = error;
  // The message of a timeout contains the command already.
  return message.startsWith(command) ? message : `${command}: ${message}`;
}

const NETWORK = {
  observe,
  lookUp,
  dependents: readDependents,
  apply: async (batch: Batch, context: ApplyContext): Promise<void> =>
    applyBatch(batch, context).catch((error: unknown) => {
      throw new Error(refusalOf(error), { cause: error });
    }),
  ip: async (words: readonly string[]): Promise<RunResult> => runTool(['ip', ...words], { mutates: true }),
  answering,
};

/** The files of a disk. */
export const filesOn = (disk: Disk) => ({
  append: async (file: string, text: string, isDurable: boolean) => append(file, text, isDurable, disk),
  createFile: async (file: string, content: string, mode: number, tag: string) =>
    createFile(file, content, mode, tag, disk),
  listFolder: async (folder: string) => listFolder(folder, disk),
  makePrivateFolder: async (folder: string) => makePrivateFolder(folder, disk),
  openText: async (file: string) => openText(file, disk),
  readTrusted: async (file: string) => readTrusted(file, disk),
  removeFile: async (file: string) => removeFile(file, disk),
  removeIfEmpty: async (folder: string) => removeIfEmpty(folder, disk),
  removeTemporaries: async (folder: string) => removeTemporaries(folder, disk),
  removeTemporary: async (file: string, tag?: string) => removeTemporary(file, tag, disk),
  requireTrustedFolder: async (folder: string) => requireTrustedFolder(folder, disk),
  syncFolder: async (folder: string) => syncFolder(folder, disk),
  writeOrOverwrite: async (file: string, content: string, mode: number) =>
    writeOrOverwrite(file, content, mode, disk),
  writeAtomically: async (file: string, content: string, mode: number) =>
    writeAtomically(file, content, mode, disk),
});

/** This machine as transactions use it: what src/reconcile calls a ReconcileHost. @param root put before every file's path */
export const machineAt = (root: string) => ({
  root,
  network: NETWORK,
  files: filesOn(DISK),
  clock: {
    now: () => new Date(),
    uptime: () => os.uptime(),
    sleep: async (milliseconds: number, stop?: AbortSignal): Promise<void> =>
      sleep(milliseconds, undefined, stop === undefined ? {} : { signal: stop }),
  },
  processes: {
    pid: process.pid,
    invocation,
    parent: () => process.ppid,
    interruptible,
    ignoreSignals: () => ignoreSignals(),
    awaitProcesses,
    toolSeconds,
    kill,
    startInBackground,
    hold,
    askHolder,
  },
  kernel: { bootId, networkNamespace, placeOfNamespace },
  // Below another root is another machine's network, or a trial.
  log: (line: string): void => {
    if (root === '/') writeSystemLog(line);
  },
});
