import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { need } from './apt.ts';
import { kernel } from './guest-parts.ts';
import { connect, type Machine } from './machine.ts';
import type { Release } from './releases.ts';

export interface Guest extends Machine {
  readonly version: string;
}

/** One archive after the other, which is how the kernel takes several. */
async function join(archives: readonly string[], file: string): Promise<void> {
  for (const archive of archives)
    await pipeline(createReadStream(archive), createWriteStream(file, { flags: 'a' }));
}

/**
 * An old processor costs less to emulate than one with all that qemu knows, such as five levels of page tables; what the
 * kernel does against the faults of a real one costs more than all else.
 */
const wired = (scratch: string, image: string, words: readonly string[]): string[] => [
  ...['-accel', 'tcg', '-cpu', 'Nehalem', '-smp', '1', '-m', '1536'],
  ...['-display', 'none', '-nodefaults', '-no-reboot', '-nic', 'none'],
  ...['-serial', `file:${scratch}/console`, '-chardev', 'stdio,id=agent,signal=off'],
  ...['-serial', 'chardev:agent', '-kernel', image, '-initrd', `${scratch}/initrd`],
  ...[
    '-append',
    ['console=ttyS0', 'quiet', 'panic=-1', 'no_timer_check', 'mitigations=off', ...words].join(' '),
  ],
];

/** Boots the kernel of a release in an emulated machine, which has no network and no disk. */
export async function guest(release: Release, words: readonly string[] = []): Promise<Guest> {
  await need({ 'qemu-system-x86_64': 'qemu-system-x86' });
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-guest-'));
  const { version, image, archives } = await kernel(release, scratch);
  await join(archives, path.join(scratch, 'initrd'));
  const emulator = execa('qemu-system-x86_64', wired(scratch, image, words), {
    reject: false,
    buffer: { stdout: false },
  });
  let noise = '';
  emulator.stderr.on('data', (text: Buffer) => {
    noise += text.toString();
  });
  const close = async (): Promise<void> => {
    emulator.kill('SIGKILL');
    await emulator;
    await rm(scratch, { recursive: true, force: true });
  };
  const wires = {
    output: emulator.stdin,
    input: emulator.stdout,
    noise: async () => noise + (await readFile(path.join(scratch, 'console'), 'utf8').catch(() => '')),
    seconds: 600,
    close,
  };
  return { version, ...(await connect(wires)) };
}
