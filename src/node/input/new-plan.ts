import { type NewPlan, type PlanInputs, planFromFiles } from '../../leases/index.ts';
import { readAsGiven } from '../../validate/index.ts';

/** Makes a plan of files (`planFromFiles`); a Failure names a file that is a document of another kind. */
export function planFromInputs(inputs: PlanInputs): Promise<NewPlan> {
  const { nodes, previous } = inputs;
  const documents = [
    { ...nodes, role: 'nodes' as const },
    ...(previous === undefined ? [] : [{ ...previous, role: 'previous' as const }]),
  ];
  return readAsGiven(documents, () => planFromFiles(inputs));
}
