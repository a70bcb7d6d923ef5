import { expect, it } from 'vitest';
import { ingressLinksIn } from '../../../src/host/facts/ingress-links.ts';

it('reads the links of chains at an ingress, one or several, and of no other hook', () => {
  const words = `table netdev fw {
	chain one {
		type filter hook ingress device "eth0" priority filter; policy accept;
		udp dport 8472 drop
	}

	chain two {
		type filter hook ingress devices = { eth0, flannel.1 } priority filter + 1; policy accept;
	}

	chain other {
		type filter hook egress device "eth0" priority filter; policy accept;
	}
}
`;
  expect(Object.fromEntries(ingressLinksIn(words))).toEqual({ one: ['eth0'], two: ['eth0', 'flannel.1'] });
});
