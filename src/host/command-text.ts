import path from 'node:path';
import type { Instruction } from '../state/index.ts';

/** An instruction as a person would type it, with a root before the paths of files. */
export function commandText(instruction: Instruction, root: string): string {
  switch (instruction.tool) {
    case 'ip':
    case 'bridge':
      return `${instruction.tool} ${instruction.line}`;
    case 'nft':
      return `nft -f - <<'EOF'\n${instruction.script}\nEOF`;
    case 'iptables-restore':
    case 'ip6tables-restore':
      return `${instruction.tool} --noflush <<'EOF'\n${instruction.script}\nEOF`;
    case 'sysctl':
      return `sysctl -w ${instruction.path}=${instruction.value}`;
    case 'write':
      return `cat > ${path.join(root, instruction.path)} <<'EOF'\n${instruction.content.trimEnd()}\nEOF`;
    case 'symlink':
      return `ln -sfn ${instruction.target} ${path.join(root, instruction.path)}`;
    case 'mkdir':
      return `mkdir ${path.join(root, instruction.path)}`;
    case 'rmdir':
      return `rmdir ${path.join(root, instruction.path)}`;
    case 'unlink':
      return `rm ${path.join(root, instruction.path)}`;
  }
}
