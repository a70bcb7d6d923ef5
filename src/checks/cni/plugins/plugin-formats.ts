import { confListOf } from '../../../config/index.ts';
import { hostArchitecture, type ProgramFormat, pluginFormats } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { neededPlugins } from './needed.ts';

/** The machines (elf(5), e_machine) whose programs run on each architecture: kernels of 64 bits mostly run those of 32, too. */
const MACHINES: Readonly<Record<string, readonly number[]>> = {
  x64: [62, 3],
  ia32: [3],
  arm64: [183, 40],
  arm: [40],
  ppc64: [21],
  s390x: [22],
  riscv64: [243],
  loong64: [258],
};

const NAMES: Readonly<Record<number, string>> = {
  3: 'x86',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

function flawOf({ kind, machine, size }: ProgramFormat, architecture: string): string | undefined {
  if (size === 0) return 'is empty';
  if (kind === 'other') return 'is no program';
  const machines = MACHINES[architecture];
  if (machine === undefined || machines === undefined || machines.includes(machine)) return undefined;
  return `is a program for ${NAMES[machine] ?? `machine ${machine}`}, and this host is ${architecture}`;
}

function needed({ network }: CheckedNode): string[] {
  const conf = confListOf(network);
  return Array.isArray(conf.plugins) ? neededPlugins(conf) : [];
}

const findings = (formats: readonly ProgramFormat[], architecture: string): Finding[] =>
  formats.flatMap((format) => {
    const flaw = flawOf(format, architecture);
    if (flaw === undefined) return [];
    return [
      warning(`the CNI plugin ${format.path} ${flaw}`, 'Install it again, built for this architecture.', {
        evidence: [`${format.path}: ${format.size} bytes, ${format.kind}`],
        impact: 'New pods can’t be attached: exec format error.',
      }),
    ];
  });

/** Whether the kernel can run the plugins that the CNI conf names. */
export const pluginFormat = nodeCheck({
  name: 'PluginFormat',
  symptom: 'Pods stay in ContainerCreating: exec format error',
  when: [],
  needs: (node) => ({ formats: pluginFormats(node.root, needed(node)), architecture: hostArchitecture }),
  run: (_, { formats, architecture }) => findings(formats, architecture),
});
