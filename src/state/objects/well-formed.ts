import { isAddress, isCidr, isLinkName } from '../base/values.ts';
import type { ForeignObject } from './foreign.ts';

/** Whether the values of a foreign object have valid forms. */
export function isWellFormedForeign(object: ForeignObject): boolean {
  switch (object.kind) {
    case 'port':
      return isLinkName(object.name) && isLinkName(object.master);
    case 'link':
      return isLinkName(object.name) && isLinkName(object.lower);
    case 'address':
      return isLinkName(object.dev) && isCidr(object.address);
    case 'proxy':
      return isLinkName(object.dev) && isAddress(object.dst);
    case 'nexthop':
    case 'route':
      return true;
  }
}
