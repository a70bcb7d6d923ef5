import type { LabListDocument } from '../../generated/types.d.ts';
import type { DocumentBody } from '../../text/index.ts';
import { labNames, readLab } from '../base/state.ts';

/** The labs on this machine, as they were made; of an incomplete one there may be no more than its name. */
export async function listLabs(): Promise<DocumentBody<LabListDocument>> {
  const names = await labNames();
  const labs = await Promise.all(
    names.map(async (name) => {
      const lab = await readLab(name);
      return lab === undefined
        ? { name, complete: false }
        : { name, complete: lab.finished, nodes: lab.nodes, pods: lab.pods, backend: lab.backend.type };
    }),
  );
  return { kind: 'LabList', labs };
}
