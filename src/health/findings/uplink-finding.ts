import { type NamedFinding, UPLINK_CHECK } from '../../checks/index.ts';
import type { Failure } from '../../errors/index.ts';

/** The finding of a node without an uplink. Its check is told by its name, which the failure's message begins with. */
export const noUplink = (
  failure: (Partial<Pick<Failure, 'hint'>> & Pick<Failure, 'message'>) | undefined,
): NamedFinding[] =>
  failure === undefined
    ? []
    : [
        {
          check: UPLINK_CHECK,
          severity: 'error',
          effect: 'outage',
          message: failure.message.replace(/^Uplink: /, ''),
          hint: failure.hint ?? '',
        },
      ];
