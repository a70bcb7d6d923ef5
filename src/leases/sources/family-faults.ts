import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import { FAMILY_NAMES, FAMILY_OF } from '../../net/index.ts';
import type { SourceEntry } from '../codec/types.ts';

/** The problems of single families of records, as warnings; with a net-conf only those of its families. */
export const familyFaults = (entries: readonly SourceEntry[], netConf: NetConf | undefined): Problem[] =>
  entries.flatMap(({ faults = {} }) =>
    FAMILY_NAMES.flatMap((family): Problem[] => {
      const fault = faults[family];
      if (fault === undefined || (netConf !== undefined && netConf[family] === undefined)) return [];
      const name = `IPv${FAMILY_OF[family]}`;
      const hint = `A network with ${name} leaves this node out; one without ${name} does not read it.`;
      return [{ ...fault, severity: 'warning', hint }];
    }),
  );
