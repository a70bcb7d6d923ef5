/** How many different packets with a pattern a capture has seen. */
export interface MarkedPackets {
  readonly requests: number;
  readonly replies: number;
}

/** The types of echo requests and of their replies (RFC 792, RFC 4443). */
const REQUESTS = ['08', '80'];
const REPLIES = ['00', '81'];

/** The ICMP header, and the time that iputils puts before the pattern, in digits. */
const BEFORE_PATTERN = 2 * (8 + 16);
/** Where the sequence number is in the ICMP header, in digits. */
const SEQUENCE = [12, 16] as const;

/** The packets in what `tcpdump -x` prints: a line each, and below it its bytes. */
const packetsIn = (text: string): string[] =>
  text
    .split(/^(?=\S)/m)
    .map((packet) =>
      [...packet.matchAll(/^\s+0x[0-9a-f]+:((?: +[0-9a-f]+)+)/gm)]
        .map(([, bytes = '']) => bytes.replaceAll(' ', ''))
        .join(''),
    );

/** Reads what tcpdump printed of echo requests and replies that are filled with a pattern, also inside a tunnel. */
export function markedPackets(text: string, pattern: string): MarkedPackets {
  const [requests, replies] = [new Set<string>(), new Set<string>()];
  for (const bytes of packetsIn(text)) {
    const start = bytes.indexOf(pattern) - BEFORE_PATTERN;
    if (start < 0) continue;
    const header = bytes.slice(start, start + BEFORE_PATTERN);
    const type = header.slice(0, 2);
    if (REQUESTS.includes(type)) requests.add(header.slice(...SEQUENCE));
    if (REPLIES.includes(type)) replies.add(header.slice(...SEQUENCE));
  }
  return { requests: requests.size, replies: replies.size };
}
