import { type Address, addressIn, type Prefix, prefixesOverlap } from '../net/index.ts';

/**
 * What the nodes of a lab are connected by; the second where the pod network is in the way of the first. A lab is
 * closed, so it doesn't matter who else uses them. They differ in their first bit, so only 0.0.0.0/0 overlaps both,
 * and that is no network to flannel (flannel-facts 1.1).
 */
const USUAL = '192.168.77.0/24' as Prefix;
const OTHER = '10.77.77.0/24' as Prefix;

/** A network for the nodes that the pod network leaves free. */
export const chooseUnderlay = (podNetwork: Prefix): Prefix =>
  prefixesOverlap(USUAL, podNetwork) ? OTHER : USUAL;

/** The underlay address of the k-th node, counted from 1. */
export const nodeAddress = (underlay: Prefix, k: number): Address => addressIn(underlay, k);

/** The switch's own address, which is the nodes' default gateway. */
export const switchAddress = (underlay: Prefix): Address => addressIn(underlay, 254);
