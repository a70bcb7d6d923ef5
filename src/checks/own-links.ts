import { type BackendInput, overlayLink } from '../backends/index.ts';
import { FAMILY_OF, type Family } from '../net/index.ts';

/** The links of the overlay, one per family; none without an overlay. */
export const overlayNames = ({ families, backend }: BackendInput): string[] =>
  families.flatMap(({ name }) => overlayLink(backend, name) ?? []);

/** The links that pods' packets go by: the overlay's, the pod bridge, the uplink. */
export const ownLinks = (network: BackendInput): string[] => [
  ...overlayNames(network),
  network.bridge,
  network.uplink.name,
];

/** The families of a network by their numbers. */
export const familyNumbers = ({ families }: BackendInput): Family[] =>
  families.map(({ name }) => FAMILY_OF[name]);
