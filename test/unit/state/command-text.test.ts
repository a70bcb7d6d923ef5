import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/state/base/instruction.ts';
import { commandHead, commandText } from '../../../src/state/steps/command-text.ts';

/** An instruction without its phase, which no command shows. */
const instruction = (rest: object): Instruction => ({ phase: 'file', ...rest }) as unknown as Instruction;

describe('an instruction as it is typed', () => {
  it.each<[object, string]>([
    [
      { tool: 'ip', args: ['link', 'set', 'dev', 'cni0', 'alias', 'a b'] },
      'ip link set dev cni0 alias "a b"',
    ],
    [{ tool: 'bridge', args: ['fdb', 'add'] }, 'bridge fdb add'],
    [{ tool: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' }, 'sysctl -w net/ipv4/ip_forward=1'],
    [{ tool: 'symlink', path: '/etc/a', target: 'b' }, 'ln -sfn b /root/etc/a'],
    [{ tool: 'mkdir', path: '/etc/a', mode: 0o755 }, 'mkdir /root/etc/a'],
    [{ tool: 'rmdir', path: '/etc/a' }, 'rmdir /root/etc/a'],
    [{ tool: 'unlink', path: '/etc/a' }, 'rm /root/etc/a'],
  ])('%j is %s', (rest, expected) => {
    expect(commandText(instruction(rest), '/root')).toBe(expected);
    expect(commandHead(instruction(rest), '/root')).toBe(expected);
  });

  it.each<[object, string, string]>([
    [{ tool: 'nft', script: 'add table ip a' }, 'nft -f -', 'add table ip a'],
    [{ tool: 'iptables-restore', script: '*nat' }, 'iptables-restore --noflush', '*nat'],
    [{ tool: 'ip6tables-restore', script: '*nat' }, 'ip6tables-restore --noflush', '*nat'],
    [{ tool: 'write', path: '/etc/a', content: 'text\n', mode: 0o644 }, 'cat > /root/etc/a', 'text'],
  ])('%j begins with %s, and has its input', (rest, head, input) => {
    expect(commandHead(instruction(rest), '/root')).toBe(head);
    const text = commandText(instruction(rest), '/root');
    expect(text.startsWith(`${head} `)).toBe(true);
    expect(text.split('\n')).toContain(input);
  });
});
