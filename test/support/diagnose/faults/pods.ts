import { edited, type Fault, firstPort, ipAdded, PORTS_ON_BRIDGE } from '../fault.ts';

const CONF = '/etc/cni/net.d/10-flannel.conflist';
const SUBNET_ENV = '/run/flannel/subnet.env';
const RESERVATIONS = '$FLANNELCTL_ROOT/var/lib/cni/networks/cbr0';

/** Commands for the first port of the bridge, and those that undo them. */
const onPort = (broken: string, mended: string) => ({
  broken: firstPort(broken),
  mended: firstPort(mended),
});

/** Another file among the CNI confs. */
const otherConf = (name: string, text: string) => ({
  broken: `echo '${text}' > $FLANNELCTL_ROOT/etc/cni/net.d/${name}`,
  mended: `rm $FLANNELCTL_ROOT/etc/cni/net.d/${name}`,
});

const BRIDGE_FAULTS: readonly Fault[] = [
  { name: 'bridge down', broken: 'ip link set cni0 down', first: 'BridgeLink', mended: 'fix', alone: true },
  {
    name: 'bridge with another address',
    broken: 'ip address del 10.244.3.1/24 dev cni0; ip address add 10.244.9.1/24 dev cni0',
    first: 'BridgeAddress',
    mended: 'ip address del 10.244.9.1/24 dev cni0; flannelctl join --yes',
    elsewhere: 'PeerBridge',
    alone: true,
  },
  {
    name: 'bridge without an address',
    broken: 'ip address del 10.244.3.1/24 dev cni0',
    first: 'BridgeAddress',
    mended: 'fix',
    alone: true,
  },
  {
    name: 'bridge with a second address',
    ...ipAdded('address', '10.99.0.1/24 dev cni0'),
    first: 'Addresses',
  },
  {
    name: 'bridge with a second address in its subnet',
    broken: 'ip address add 10.244.3.9/24 dev cni0',
    first: 'Leftovers',
    mended: 'fix',
  },
  {
    name: 'bridge with spanning tree',
    broken: 'ip link set cni0 type bridge stp_state 1',
    first: 'SpanningTree',
    mended: 'ip link set cni0 type bridge stp_state 0',
  },
  {
    name: 'ports isolated',
    broken: 'for p in $(ls /sys/class/net/cni0/brif); do bridge link set dev $p isolated on; done',
    first: 'IsolatedPorts',
    mended: 'for p in $(ls /sys/class/net/cni0/brif); do bridge link set dev $p isolated off; done',
  },
  {
    name: 'port without hairpin mode',
    ...onPort(
      'bridge link set dev $p hairpin off',
      'for q in $(ls /sys/class/net/cni0/brif); do bridge link set dev $q hairpin on; done',
    ),
    first: 'HairpinPorts',
  },
  {
    name: 'port disabled',
    ...onPort('bridge link set dev $p state 0', 'bridge link set dev $p state 3'),
    first: 'BridgePorts',
  },
  {
    name: 'port down',
    ...onPort('ip link set $p down', 'ip link set $p up'),
    first: 'BridgePorts',
  },
  {
    name: 'pod with a larger MTU',
    ...onPort('ip link set $p mtu 1500', 'ip link set $p mtu 1450'),
    first: 'PodMtu',
  },
  {
    name: 'a pod off the bridge',
    broken: firstPort('ip link set $p nomaster'),
    first: 'Pods',
    mended: PORTS_ON_BRIDGE,
    elsewhere: 'nothing',
    alone: true,
  },
  {
    name: 'bridge recreated below running pods',
    broken: 'ip link del cni0; flannelctl join --yes',
    first: 'Pods',
    mended: PORTS_ON_BRIDGE,
    elsewhere: 'nothing',
    alone: true,
  },
];

const CNI_FAULTS: readonly Fault[] = [
  {
    name: 'subnet.env gone',
    broken: `rm $FLANNELCTL_ROOT${SUBNET_ENV}`,
    first: 'SubnetEnv',
    mended: 'fix',
    elsewhere: 'nothing',
  },
  {
    name: 'subnet.env with another subnet',
    ...edited('s/10.244.3.1/10.244.9.1/', SUBNET_ENV),
    first: 'SubnetEnv',
  },
  { name: 'subnet.env with another MTU', ...edited('s/1450/1500/', SUBNET_ENV), first: 'SubnetEnv' },
  { name: 'CNI conf list gone', broken: `rm $FLANNELCTL_ROOT${CONF}`, first: 'CniConf', mended: 'fix' },
  { name: 'CNI conf list is no JSON', ...edited('1d', CONF), first: 'CniConf' },
  {
    name: 'CNI conf list masquerades',
    ...edited('s/"ipMasq": false/"ipMasq": true/', CONF),
    first: 'CniConf',
  },
  { name: 'CNI conf list with another MTU', ...edited('s/1450/1500/', CONF), first: 'CniConf' },
  { name: 'CNI conf list with another range', ...edited('s/10.244.3.0/10.244.9.0/', CONF), first: 'CniConf' },
  {
    name: 'another CNI conf comes first',
    ...otherConf('05-x.conf', '{"name":"x","cniVersion":"0.3.1","type":"ptp"}'),
    first: 'CniConfs',
  },
  {
    name: 'addresses reserved for containers that are gone',
    broken: `for i in 100 101 102; do printf 'gone\\r\\neth0' > ${RESERVATIONS}/10.244.3.$i; touch -d '2 hours ago' ${RESERVATIONS}/10.244.3.$i; done`,
    first: 'LeakedAddresses',
    mended: `rm ${RESERVATIONS}/10.244.3.10[0-2]`,
  },
  {
    name: 'address of a pod not reserved',
    broken: `mv ${RESERVATIONS}/10.244.3.2 $FLANNELCTL_ROOT/kept`,
    first: 'UnreservedAddresses',
    mended: `mv $FLANNELCTL_ROOT/kept ${RESERVATIONS}/10.244.3.2`,
  },
];

/** Faults of the pod bridge, its ports, and of what CNI goes by. */
export const POD_FAULTS: readonly Fault[] = [...BRIDGE_FAULTS, ...CNI_FAULTS];
