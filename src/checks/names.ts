/** The names of checks whose findings other rooms treat apart. */
export const UPLINK_CHECK = 'Uplink';
export const PEERS_CHECK = 'Peers';
export const FLANNELD_CHECK = 'Flanneld';
