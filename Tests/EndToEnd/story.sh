# shellcheck shell=bash
# What stories are told with; each begins by reading this file. An assertion that does not hold ends the story, with what
# the machine and the agent have to say. Nothing sleeps for a fixed time: a story waits for a state, with a deadline.
set -u

SPEC=/run/cdi/apus.dev-gpu.json
SLICES=/var/lib/apus/slices
CONFIG=/etc/apus/config.yaml
FUNCTIONS=/sys/bus/pci/devices
# An emulated machine that shares its processors with other work is slow; a state that is reached is seen at once.
PATIENCE=${PATIENCE:-40}
# shellcheck disable=SC2034
# The one GPU with a render node that the usual machine boots with.
GPU=0000-02-00-0-0x1050
GPU_ADDRESS=0000:02:00.0
# The physical function that passes for an H100, and its seven virtual ones.
PF=0000:04:00.0
PF_DEVICE=0000-04-00-0-0x2330
VF() { echo "0000:04:00.$(($1 + 1))"; }
VF_DEVICE() { echo "0000-04-00-$(($1 + 1))-0x2331"; }

# ---------------------------------------------------------------------------------------------- telling and judging
uptime() { read -r up _ </proc/uptime; echo "$up"; }
say() { echo "[$(uptime)] $*"; }
# For whoever ran the story to see even if it passes.
note() { echo "@ note $*"; }

skip() {
    echo "skip: $*"
    exit 77
}

fail() {
    say "NOT SO: $*"
    echo "--- $SPEC"
    jq -c '.devices[] | [.name, [.containerEdits.deviceNodes[]?.path]]' "$SPEC" 2>&1
    echo "--- $SLICES"
    ls -l "$SLICES" 2>&1
    published 2>&1
    echo "--- apus inventory"
    apus inventory --all -o wide 2>&1
    echo "--- apusd"
    systemctl --no-pager --lines 0 status apusd 2>&1
    journalctl --unit apusd --no-pager --output short-monotonic --lines 60 2>&1
    echo "--- processes, and where each waits in the kernel"
    ps -e --forest -o pid,stat,wchan:30,args | grep -v '\['
    echo "--- kernel"
    dmesg | tail -n 15
    exit 1
}

# WHAT COMMAND...: holds now.
expect() {
    local what=$1
    shift
    "$@" || fail "$what"
    say "$what"
}

# WHAT COMMAND...: holds within PATIENCE seconds.
eventually() {
    local what=$1 deadline=$((SECONDS + PATIENCE))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || fail "$what (waited $PATIENCE s)"
        pause
    done
    say "$what"
}

# A tenth of a second without a process.
exec {silence}<> <(:)
pause() { read -rt 0.1 -u "$silence" || :; }

not() { ! "$@"; }

# COMMAND...: what is to be undone when the story ends, last first.
undoing=()
at_end() { undoing+=("$(printf '%q ' "$@")"); }
undo() {
    local index
    for ((index = ${#undoing[@]} - 1; index >= 0; index--)); do
        eval "${undoing[index]}" >/dev/null 2>&1
    done
}
trap undo EXIT

# -------------------------------------------------------------------------------------------------------- the machine
write() { printf '%s\n' "$1" >"$2"; }

# ID PORT DRIVER [KEY=VALUE...]: plugs a card into an empty port.
plug() {
    local id=$1 port=$2 driver=$3
    shift 3
    at_end power_off "$port"
    qmp device_add driver="$driver" id="$id" bus="$port" "$@" >/dev/null || fail "QEMU plugs $driver into $port"
}

# PORT: takes its card away in the orderly way; the attention button's five seconds are left out.
power_off() { write 0 "/sys/bus/pci/slots/$(slot_of "$1")/power"; }
slot_of() { case $1 in hp4) echo 21 ;; *) echo $((${1#hp} + 5)) ;; esac; }

# ADDRESS: takes a function away with no warning to anyone but the kernel.
pull() { write 1 "$FUNCTIONS/$1/remove"; }
rescan() { write 1 /sys/bus/pci/rescan; }

present() { [ -e "$FUNCTIONS/$1" ]; }
driver_of() { basename "$(readlink "$FUNCTIONS/$1/driver" || echo none)"; }
driven_by() { [ "$(driver_of "$1")" = "$2" ]; }
group_of() { basename "$(readlink "$FUNCTIONS/$1/iommu_group")"; }

# ADDRESS DRIVER: takes a function from the driver that it has, and gives it to another.
bind() {
    release "$1"
    write "$2" "$FUNCTIONS/$1/driver_override"
    write "$1" /sys/bus/pci/drivers_probe
    driven_by "$1" "$2" || fail "the kernel binds $1 to $2"
}

# ADDRESS: leaves a function without driver, free for any.
release() {
    [ ! -e "$FUNCTIONS/$1/driver" ] || write "$1" "$FUNCTIONS/$1/driver/unbind"
    write '' "$FUNCTIONS/$1/driver_override"
}

# COUNT: makes virtual functions of the physical one, which stay without driver.
virtual_functions() {
    if ! driven_by $PF pci-pf-stub; then
        modprobe pci-pf-stub
        bind $PF pci-pf-stub
        at_end release $PF
    fi
    at_end write 0 "$FUNCTIONS/$PF/sriov_numvfs"
    write "$1" "$FUNCTIONS/$PF/sriov_numvfs" || fail "the kernel makes $1 virtual functions"
}

# ADDRESS: names of its DRM nodes, as the kernel has them.
drm_of() {
    local entry names=()
    for entry in "$FUNCTIONS/$1"/drm/card? "$FUNCTIONS/$1"/drm/renderD*; do
        [ ! -e "$entry" ] || names+=("${entry##*/}")
    done
    echo "${names[*]}"
}

# GROUP: whether the kernel lets a program open this IOMMU group (VFIO_GROUP_GET_STATUS).
viable() {
    perl -e 'open(my $group, "+<", "/dev/vfio/$ARGV[0]") or exit 2; my $status = pack("LL", 8, 0);
        defined(ioctl($group, 0x3b67, $status)) or exit 2; exit !((unpack("LL", $status))[1] & 1)' "$1"
}

# ---------------------------------------------------------------------------------------------------------- the agent
# Full device names in the CDI spec, in order; nothing where there is no spec.
offered() {
    [ ! -e "$SPEC" ] || 2>/dev/null jq -r '[.devices[].name | select(test("^[0-9a-f]{4,8}-[0-9a-f]{2}-"))] | sort | join(" ")' "$SPEC"
}

# The same in the published slices.
published() {
    local files=("$SLICES"/*.json)
    [ -e "${files[0]}" ] || return 0
    jq -rs '[.[].spec.devices[]?.name] | sort | join(" ")' "${files[@]}"
}

# NAME...: the spec and the slices announce these devices, and no other.
announces() { [ "$(offered)" = "$*" ] && [ "$(published)" = "$*" ]; }

# NAME: paths of its nodes in the spec.
nodes() { jq -r --arg name "$1" '[.devices[] | select(.name == $name).containerEdits.deviceNodes[].path] | join(" ")' "$SPEC"; }

# NAME ATTRIBUTE: the value in the slices.
attribute() {
    jq -rs --arg name "$1" --arg key "$2" \
        '[.[].spec.devices[]? | select(.name == $name).attributes[$key] // {} | .[]] | first // empty' "$SLICES"/*.json
}

is() { [ "$1" = "$2" ]; }
attribute_is() { is "$(attribute "$1" "$2")" "$3"; }
nodes_are() {
    local name=$1
    shift
    is "$(nodes "$name")" "$*"
}

valid() { apus cdi validate "$SPEC" >/dev/null; }

# TEXT: the agent has logged a line with it since the story began; where that is not said, since the machine booted.
beginning=0
logged() { journalctl --unit apusd --since "@$beginning" --output cat --no-pager | grep -qF -- "$1"; }

# SERIES: the value of a metric; 0 for one that is not there.
metric() {
    curl --silent --unix-socket /run/apus/apusd.sock http://localhost/metrics |
        awk -v series="$1" '$1 == series { value = $2 } END { print value + 0 }'
}
metric_is() { is "$(metric "$1")" "$2"; }
metric_exceeds() { [ "$(metric "$1")" -gt "$2" ]; }

property() { systemctl show apusd --property "$1" --value; }
restarts() { property NRestarts; }
active() { systemctl --quiet is-active "${1:-apusd}"; }
# PID: another process is the agent's now, and ready.
replaced() { is "$(property SubState)" running && ! is "$(property MainPID)" "$1" && ready; }
ready() {
    is "$(curl --silent --unix-socket /run/apus/apusd.sock --output /dev/null --write-out '%{http_code}' http://localhost/readyz)" 200
}

# Configuration on standard input, besides what every story needs.
configure() {
    { cat /e2e/config.yaml && cat; } >"$CONFIG"
    at_end reset
    systemctl reload apusd || fail "apusd takes its configuration"
}
reset() {
    cp /e2e/config.yaml "$CONFIG"
    systemctl reload apusd
}

# The agent says that it is ready when the specs are there, and units like a container runtime's start after it.
ready_before_the_runtime() {
    local ready started
    eventually "the stand-in for a runtime has started" active containerd
    eventually "apusd is active" active
    ready=$(property ActiveEnterTimestampMonotonic)
    started=$(systemctl show containerd --property ExecMainStartTimestampMonotonic --value)
    expect "apusd was ready ($ready µs) before the runtime started ($started µs)" test "$ready" -lt "$started"
    expect "the agent says so on /readyz" ready
    expect "and in its metrics" metric_is apus_ready 1
}

# Where every story begins: the agent runs, and announces what the machine has.
begin() {
    beginning=$EPOCHREALTIME
    udevadm settle
    [ -e "$FUNCTIONS/$GPU_ADDRESS" ] || rescan
    eventually "apusd runs and announces the GPU" announces "$GPU"
    at_start=$(restarts)
}

# What a story takes away is warned of, and rightly so.
complaints() {
    journalctl --unit apusd --since "@$beginning" --priority warning --output cat --no-pager | grep -v '^- .* gone$' || true
}

# Where every story ends: the agent has not been restarted meanwhile, and has warned of nothing else.
end() {
    expect "apusd has run all the while" is "$(restarts)" "$at_start"
    local warned
    warned=$(complaints)
    [ -z "$warned" ] || say "$warned"
    expect "and had nothing to complain of" is "$warned" ""
}
