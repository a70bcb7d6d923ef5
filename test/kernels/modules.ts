import type { Machine } from '../machines/machine.ts';

/** Puts modules where the kernel does not find them. What is loaded stays loaded. */
export async function withhold(machine: Machine, ...names: string[]): Promise<void> {
  for (const name of names)
    await machine.sh(
      `mkdir -p /withheld; for file in $(find /lib/modules/ -name '${name}.ko*'); do ` +
        `echo "$file" > /withheld/${name}; mv "$file" /withheld/${name}.ko; done`,
    );
}

/** Puts a module back where it was. */
export async function giveBack(machine: Machine, ...names: string[]): Promise<void> {
  for (const name of names)
    await machine.sh(
      `[ ! -e /withheld/${name} ] || { mv /withheld/${name}.ko "$(cat /withheld/${name})"; rm /withheld/${name}; }`,
    );
}
