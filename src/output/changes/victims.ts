import type { ChangesDocument } from '../../generated/types.d.ts';
import { type Collateral, type Diff, showForeign } from '../../state/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';

/** A diff with the foreign objects that its changes remove. */
export interface ShownDiff extends Diff {
  readonly victims?: readonly Collateral[];
}

/** The limit of foreign objects listed per removed object; more are folded into one line. */
const VICTIMS_LISTED = 20;

const line = (text: string): string => paint.brightRed(`   !- ${printable(text)}`);

/** The foreign objects removed by one of our changes. */
function linesWith(lostWith: string, victims: readonly Collateral[], verbose: boolean): string[] {
  if (verbose || victims.length <= VICTIMS_LISTED)
    return victims.map(({ foreign }) =>
      line(`${showForeign(foreign)}  (not created by flannelctl; goes with ${lostWith})`),
    );
  return [line(`${victims.length} objects not created by flannelctl go with ${lostWith} (-v lists them)`)];
}

/** The foreign objects that a diff removes, as text: one line each, or folded by the object they go with. */
export function victimLines({ victims = [] }: ShownDiff, verbose: boolean): string[] {
  const causes = [...new Set(victims.map(({ lostWith }) => lostWith))];
  return causes.flatMap((cause) =>
    linesWith(
      cause,
      victims.filter(({ lostWith }) => lostWith === cause),
      verbose,
    ),
  );
}

/** The number of foreign objects removed, for the line of counts. */
export const victimCount = ({ victims = [] }: ShownDiff): string[] =>
  victims.length === 0 ? [] : [`${victims.length} to be lost (not created by flannelctl)`];

/** The foreign objects removed, as a part of a document; absent if there are none. */
export const victimDocument = ({ victims = [] }: ShownDiff): Pick<ChangesDocument, 'victims'> =>
  victims.length === 0
    ? {}
    : { victims: victims.map(({ foreign, lostWith }) => ({ object: showForeign(foreign), lostWith })) };
