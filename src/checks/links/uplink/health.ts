import { type LinkCounters, linkCounters, uptime } from '../../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { isMuch, shareText } from '../../share.ts';

const DAY = 24 * 60 * 60;

/** A start of the host, and of the switch, take a few. */
const FEW_CHANGES = 20;

function flaps({ ifname, carrierChanges }: LinkCounters, seconds: number): Finding[] {
  const days = Math.max(1, seconds / DAY);
  if (carrierChanges < FEW_CHANGES || carrierChanges / days < 2) return [];
  return [
    warning(
      `${ifname} lost or found its carrier ${carrierChanges} times in ${days < 2 ? 'a day' : `${days.toFixed(0)} days`}`,
      `See when: dmesg -T | grep -w ${ifname}. Change the cable, the transceiver or the switch port.`,
      {
        evidence: [`/sys/class/net/${ifname}/carrier_changes: ${carrierChanges}`],
        impact:
          'All packets to other nodes are lost meanwhile; routes by its gateways may go with the carrier.',
      },
    ),
  ];
}

/** Errors alone: what a driver drops may be of protocols that nobody here speaks. */
function errors({ ifname, rx, tx }: LinkCounters): Finding[] {
  return (['rx', 'tx'] as const)
    .filter((way) => isMuch({ rx, tx }[way].errors, { rx, tx }[way].packets, { least: 1000, percent: 0.1 }))
    .map((way) => {
      const { errors: wrong, packets } = { rx, tx }[way];
      return warning(
        `${ifname} ${way === 'rx' ? 'received' : 'sent'} ${shareText(wrong, packets + wrong)} packets with errors since boot`,
        `See of which kind, and whether it grows: ip -s -s link show ${ifname}; ethtool -S ${ifname}. Look at cable, duplex and driver.`,
        {
          evidence: [`ip -s link show ${ifname}: ${way} errors ${wrong}, packets ${packets}`],
          impact: 'Packets of pods to and from other nodes are lost; TCP gets slow.',
        },
      );
    });
}

/** Whether the uplink loses packets by itself. */
export const uplinkHealth = nodeCheck({
  name: 'UplinkHealth',
  symptom: 'Packets between nodes are lost at times, or connections are slow',
  when: [],
  needs: () => ({ counters: linkCounters, seconds: uptime }),
  run: ({ uplink }, { counters, seconds }) =>
    counters
      .filter(({ ifname }) => ifname === uplink.name)
      .flatMap((link) => [...flaps(link, seconds), ...errors(link)]),
});
