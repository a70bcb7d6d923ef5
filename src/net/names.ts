/** A valid network interface name. */
export type LinkName = string & { readonly __brand: 'LinkName' };

/** A node name: a DNS subdomain (RFC 1123), as in Kubernetes. */
export type NodeName = string & { readonly __brand: 'NodeName' };

/** The longest interface name: IFNAMSIZ is 16 including the closing zero byte. */
export const LINK_NAME_MAX = 15;

const LINK_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$/;
const NODE_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Parses an interface name. Stricter than the kernel, which accepts everything but slash and white space. */
export const parseLinkName = (text: string): LinkName | undefined =>
  text.length <= LINK_NAME_MAX && LINK_NAME.test(text) ? (text as LinkName) : undefined;

/** Reads a node name: at most 253 lower-case letters, digits, dots and dashes, no dash or dot at an end. */
export const parseNodeName = (text: string): NodeName | undefined =>
  text.length <= 253 && NODE_NAME.test(text) ? (text as NodeName) : undefined;
