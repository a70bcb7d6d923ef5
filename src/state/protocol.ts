/** The routing protocol number that marks our routes, nexthops and neighbours. Free in iproute2's rt_protos. */
export const PROTOCOL = 140;
