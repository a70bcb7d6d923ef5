#!/bin/bash
# The first process of a guest: its whole system is in the kernel's first file system. The agent speaks on the second
# serial line; the first is the console.
# An emulated machine is slow, and how long a tool takes is not what is tried.
export FLANNELCTL_COMMAND_TIMEOUT=300
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root NO_COLOR=1 LC_ALL=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
for link in fd:/proc/self/fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do ln -s "${link#*:}" "/dev/${link%%:*}"; done
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
ip link set lo up
for ip in ip ip6; do
  for part in '' -save -restore; do ln -sf xtables-nft-multi "/usr/sbin/${ip}tables$part"; done
done
stty -F /dev/ttyS1 raw -echo
node /flannelctl/test/machines/agent.cjs < /dev/ttyS1 > /dev/ttyS1
echo o > /proc/sysrq-trigger
sleep 60
