import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

/** Where journald and every syslog daemon listen. */
const SYSTEM_LOG = '/dev/log';

const isSocket = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isSocket() ?? false;

/**
 * Writes a line to the system's log, by `logger`, because Node.js has no datagram sockets of that family. Does not wait
 * for it and ignores its failure.
 */
export function writeSystemLog(line: string, socket = SYSTEM_LOG): void {
  try {
    if (!isSocket(socket)) return;
    const where = socket === SYSTEM_LOG ? [] : ['-u', socket];
    const args = ['-t', 'flannelctl', '-p', 'daemon.notice', ...where, '--', line];
    const child = spawn('logger', args, { detached: true, cwd: '/', stdio: 'ignore' });
    child.on('error', () => {});
    child.unref();
  } catch {
    // Without a log there is still the history.
  }
}
