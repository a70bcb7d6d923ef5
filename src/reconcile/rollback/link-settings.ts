import { kindOf } from '../../state/index.ts';
import type { AttributedChanges } from './foreign-changes.ts';

/**
 * Leaves out settings of links that stay. A setting is there as long as its link, so that nothing can delete it: where it
 * was not there before, another program was deleting the link at the moment when the host was read.
 */
export function withoutLinkSettings({ ours, foreign }: AttributedChanges): AttributedChanges {
  const going = new Set<string>(
    ours.flatMap((change) =>
      change.action === 'delete' && change.from.kind === 'link' ? change.from.name : [],
    ),
  );
  const isOfStayingLink = (change: AttributedChanges['ours'][number]): boolean => {
    if (change.action !== 'delete') return false;
    const link = kindOf(change.from).goesOnlyWith?.(change.from);
    return link !== undefined && !going.has(link);
  };
  return { ours: ours.filter((change) => !isOfStayingLink(change)), foreign };
}
