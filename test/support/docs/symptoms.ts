/** What operators see first, and the checks that may tell why: each check is in one of them. */
export const SYMPTOMS: Readonly<Record<string, string>> = {
  'Pods reach no pod of other nodes': `
    OverlayLink OverlayAddress Settings Sysctls LinkForwarding Uplink UplinkMaster Enslaved StaleMac RandomMac ZeroChecksum
    SameEverywhere Output Firewall EarlyDrop LateDrop Redirects Xdp ForeignObjects`,
  'Pods of some nodes are not reached': `
    PeerNexthops PeerRoutes PeerNeighbors PeerFdb Peers PeerPaths PeerLinks UnderlayNeighbors SharedVtep OwnMac Routes Ways
    MainRule StaleRoutes StaleNeighbors Leftovers OldOverlays TimeToLive ReversePath ArpIgnored EchoIgnored DuplicateAddress
    PassingAddress`,
  'Single pods are cut off, also on their own node': `
    BridgeLink BridgeAddress BridgePorts IsolatedPorts VlanFiltering SpanningTree Pods Veths LostVeths PodsOutside
    UnreservedAddresses PodAddressTwice LocalRoutes OtherTables PodsToNode OtherCni`,
  'Pods do not reach Services, DNS or themselves': `
    BridgeNetfilter ModulesAtBoot ConntrackRace UdpChecksums ChecksumOffload HairpinPorts HairpinConf RuleEngine Untracked
    ServiceAddresses PodRoutes`,
  'Pods reach each other, and nothing outside': `
    FlannelRules Masquerade DefaultRoute RouterAdvertisement Ipv6Disabled PublicNetwork`,
  'Servers see another address than that of the pod': 'PodMasquerade DoubleMasquerade ClusterCidr RulesTwice',
  'Small packets pass, large ones do not, or transfers are slow': `
    PodMtu LowerLinks OuterFragments PathDiscovery Fragments Reassembly TunnelOffload BondMode ReceiveOffload`,
  'Packets are lost at random or under load': `
    BlackholeRoutes UplinkHealth Netem NeighborTable ConntrackTable Backlog Multipath SharedNetwork`,
  'New pods do not start, or the node is NotReady': `
    SubnetEnv CniConf CniConfs BrokenConfs RuntimeFolders CniNetwork SubnetFile CniPlugins PluginFormat Addresses BridgeFull
    AddressPool LeakedAddresses GonePods`,
  'It worked until a reboot, a restart or a reload': `
    Files Service SettingsAtBoot FlushedRules NetworkManager Networkd Flanneld FlannelMemory Clock`,
  'flannelctl or flanneld can’t set the network up':
    'Tools Kernel ModulesFolder Vxlan LinkNames IptablesVariants',
};
