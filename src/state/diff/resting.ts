import type { HostIndex } from '../objects/host-index.ts';
import type { HostObject } from '../objects/objects.ts';
import { kindOf } from '../objects/registry.ts';
import type { HasNeeds } from './cascade.ts';

/** An object of ours as a cascade sees it. */
interface RestingObject extends HasNeeds {
  readonly itself: HostObject;
}

/** An object with what it depends on and what is lost with it. @param among the objects of its host */
export const resting = (itself: HostObject, among: HostIndex): RestingObject => {
  const kind = kindOf(itself);
  return { itself, needs: kind.needs(itself), offers: kind.loses(itself, undefined, among) };
};
