import type { ChangesDocument } from '../../generated/types.d.ts';
import { type Collateral, type Diff, showForeign } from '../../state/index.ts';
import { printable } from '../../text/index.ts';
import { paint } from '../paint.ts';

/** A diff with the foreign objects that its changes remove. */
export interface ShownDiff extends Diff {
  readonly collateral?: readonly Collateral[];
}

/** The limit of foreign objects listed per removed object; more are folded into one line. */
const COLLATERAL_LISTED = 20;

const line = (text: string): string => paint.brightRed(`   !- ${printable(text)}`);

/** The foreign objects removed by one of our changes. */
function linesWith(removedBy: string, collateral: readonly Collateral[], verbose: boolean): string[] {
  if (verbose || collateral.length <= COLLATERAL_LISTED)
    return collateral.map(({ foreign }) =>
      line(`${showForeign(foreign)}  (not created by flannelctl; deleted with ${removedBy})`),
    );
  return [
    line(
      `${collateral.length} objects not created by flannelctl are deleted with ${removedBy} (-v lists them)`,
    ),
  ];
}

/** The foreign objects that a diff removes, as text: one line each, or folded by the object that they are deleted with. */
export function collateralLines({ collateral = [] }: ShownDiff, verbose: boolean): string[] {
  const causes = [...new Set(collateral.map(({ removedBy }) => removedBy))];
  return causes.flatMap((cause) =>
    linesWith(
      cause,
      collateral.filter(({ removedBy }) => removedBy === cause),
      verbose,
    ),
  );
}

/** The number of foreign objects removed, for the line of counts. */
export const collateralCount = ({ collateral = [] }: ShownDiff): string[] =>
  collateral.length === 0 ? [] : [`${collateral.length} to be lost (not created by flannelctl)`];

/** The foreign objects removed, as a part of a document; absent if there are none. */
export const collateralDocument = ({ collateral = [] }: ShownDiff): Pick<ChangesDocument, 'collateral'> =>
  collateral.length === 0
    ? {}
    : {
        collateral: collateral.map(({ foreign, removedBy }) => ({ object: showForeign(foreign), removedBy })),
      };
