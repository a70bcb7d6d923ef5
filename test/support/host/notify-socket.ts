import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

/** Node has no datagram sockets of its own. */
const LISTEN = `
use IO::Socket::UNIX; use Socket; $| = 1;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
print "ready\\n";
while (defined($socket->recv(my $text, 65536))) { $text =~ s/\\n/ | /g; print "$text\\n"; }
`;

/** A socket as systemd has for a service (sd_notify(3)), and what it was told: a message a line. */
export async function notifySocket(): Promise<{ readonly path: string; readonly messages: string[] }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-notify-'));
  const socket = path.join(folder, 'notify');
  const child = execa('perl', ['-e', LISTEN, socket], { reject: false, buffer: false });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
    await rm(folder, { recursive: true, force: true });
  });
  const messages: string[] = [];
  await new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'ready') resolve();
      // systemd-notify asks so whether all before it was read.
      else if (line !== 'BARRIER=1') messages.push(line);
    });
  });
  return { path: socket, messages };
}
