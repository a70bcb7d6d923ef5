import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { EXIT, toFailure } from '../../../src/errors/index.ts';

/** As Node makes it: `CODE: words, call 'path'`. */
const systemError = (code: string, syscall: string, path?: string): Error =>
  Object.assign(new Error(`${code}: words of the kernel, ${syscall} '${path}'`), { code, syscall, path });

describe('an error of the system', () => {
  it.each(Object.keys(os.constants.errno))('%s has an exit status, and says what to do', (code) => {
    const { exit, message, hint } = toFailure(systemError(code, 'open', '/etc/a'));
    expect(['permission', 'preflight', 'unavailable']).toContain(exit);
    expect(message).toMatch(new RegExp(`^cannot (?:read|write) /etc/a: \\S.*\\(${code}\\)$`));
    expect(hint).not.toMatch(/not foreseen/);
  });

  it.each([
    ['EACCES', 'open', '/a', 77, 'cannot read /a: permission denied (EACCES)'],
    ['ENOSPC', 'write', undefined, 4, 'cannot write: no space left on device (ENOSPC)'],
    ['EIO', 'fsync', undefined, 69, 'cannot write: input/output error (EIO)'],
    ['ESRCH', 'kill', undefined, 69, 'cannot end: words of the kernel (ESRCH)'],
    ['EMFILE', 'scandir', '/proc', 69, 'cannot read /proc: too many open files (EMFILE)'],
    ['EAGAIN', 'spawn ip', 'ip', 69, 'cannot start ip: no process can be started now (EAGAIN)'],
    ['EROFS', 'open', '/a', 4, 'cannot write /a: the file system is read-only (EROFS)'],
    ['ENOSPC', 'open', '/a', 4, 'cannot write /a: no space left on device (ENOSPC)'],
    ['EROFS', 'mkdir', '/a', 4, 'cannot make /a: the file system is read-only (EROFS)'],
  ])('%s of %s is said in words', (code, syscall, path, exitCode, words) => {
    const { exit, message } = toFailure(systemError(code, syscall, path));
    expect([EXIT[exit], message]).toEqual([exitCode, words]);
  });

  it('is not what has a code of another kind', () => {
    expect(toFailure(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })).exit).toBe(
      'unexpected',
    );
  });
});
