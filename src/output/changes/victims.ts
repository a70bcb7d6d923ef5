import type { ChangesDocument } from '../../generated/types.d.ts';
import { type Collateral, type Diff, showForeign } from '../../state/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';

/** A diff as it is shown: with what of others goes along with its changes. */
export interface ShownDiff extends Diff {
  readonly victims?: readonly Collateral[];
}

/** Past this many that go with the same object, one line stands for all of them. */
const VICTIMS_LISTED = 20;

const line = (text: string): string => paint.brightRed(`   !- ${printable(text)}`);

/** What goes with one object of ours. */
function linesWith(lostWith: string, victims: readonly Collateral[], verbose: boolean): string[] {
  if (verbose || victims.length <= VICTIMS_LISTED)
    return victims.map(({ foreign }) =>
      line(`${showForeign(foreign)}  (not created by flannelctl; goes with ${lostWith})`),
    );
  return [line(`${victims.length} objects of others go with ${lostWith} (-v lists them)`)];
}

/** What of others goes along, as text: a line for each, or for all that go with the same object of ours. */
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

/** How many that are, for the line of counts. */
export const victimCount = ({ victims = [] }: ShownDiff): string[] =>
  victims.length === 0 ? [] : [`${victims.length} of others to go along`];

/** The same for programs; left out where there are none. */
export const victimDocument = ({ victims = [] }: ShownDiff): Pick<ChangesDocument, 'victims'> =>
  victims.length === 0
    ? {}
    : { victims: victims.map(({ foreign, lostWith }) => ({ object: showForeign(foreign), lostWith })) };
