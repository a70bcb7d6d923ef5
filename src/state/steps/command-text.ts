import path from 'node:path';
import { shellCommand, shellInput } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';

/** The words of an instruction's command as typed in a shell, and its standard input. */
function typed(instruction: Instruction, root: string): { words: readonly string[]; input?: string } {
  const file = 'path' in instruction ? path.join(root, instruction.path) : '';
  switch (instruction.tool) {
    case 'ip':
    case 'bridge':
      return { words: [instruction.tool, ...instruction.args] };
    case 'nft':
      return { words: ['nft', '-f', '-'], input: `${instruction.script}\n` };
    case 'iptables-restore':
    case 'ip6tables-restore':
      return { words: [instruction.tool, '--noflush'], input: `${instruction.script}\n` };
    case 'sysctl':
      return { words: ['sysctl', '-w', `${instruction.path}=${instruction.value}`] };
    case 'write':
      return { words: ['cat', file], input: instruction.content };
    case 'symlink':
      return { words: ['ln', '-sfn', instruction.target, file] };
    case 'mkdir':
      return { words: ['mkdir', file] };
    case 'rmdir':
      return { words: ['rmdir', file] };
    case 'unlink':
      return { words: ['rm', file] };
  }
}

/** The command without its standard input. */
export function commandHead(instruction: Instruction, root: string): string {
  const [program = '', ...rest] = typed(instruction, root).words;
  const words = shellCommand(rest);
  return instruction.tool === 'write' ? `${program} > ${words}` : `${program} ${words}`;
}

/** An instruction as typed in a shell, with a root before the paths of files. */
export function commandText(instruction: Instruction, root: string): string {
  const head = commandHead(instruction, root);
  const { input } = typed(instruction, root);
  return input === undefined ? head : shellInput(head, input);
}
