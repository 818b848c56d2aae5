import JSON
import Libcontainer
import OCI
import SystemPackage

/// Documents to begin with.
enum Samples {
    static func options(_ id: String = "c1") throws -> TranslationOptions {
        TranslationOptions(id: try ContainerID(id), bundle: "/bundle")
    }

    /// The default document, translated.
    static func configuration(_ change: (inout RuntimeSpec) -> Void = { _ in }) throws -> Configuration {
        var spec = DefaultSpecification.document()
        change(&spec)
        return try Configuration(spec, options: options())
    }

    /// One mount of the default document's, with these options.
    static func mount(
        type: String = "tmpfs", source: String = "tmpfs", _ options: [String]
    ) throws -> MountConfiguration {
        let configuration = try configuration { spec in
            spec.mounts = [OCIMount(destination: "/m", type: type, source: source, options: options)]
        }
        return configuration.mounts[0]
    }

    /// A document in which everything is said.
    static func fullSpec() throws -> RuntimeSpec { try RuntimeSpec(json: JSONValue(parsing: fullText)) }

    static let fullText = """
        {
          "ociVersion": "1.3.0",
          "process": {
            "terminal": true,
            "consoleSize": {"height": 24, "width": 80},
            "user": {"uid": 1000, "gid": 1000, "umask": 18, "additionalGids": [5, 6]},
            "args": ["/bin/sh", "-c", "true"],
            "env": ["PATH=/bin", "A=b", "A=c"],
            "cwd": "/work",
            "capabilities": {
              "bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "inheritable": ["CAP_KILL"],
              "permitted": ["CAP_CHOWN"], "ambient": ["CAP_KILL"]
            },
            "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 18446744073709551615, "soft": 512}],
            "noNewPrivileges": true,
            "apparmorProfile": "garden",
            "oomScoreAdj": 100,
            "selinuxLabel": "system_u:system_r:svirt_t:s0",
            "scheduler": {
              "policy": "SCHED_DEADLINE", "flags": ["SCHED_FLAG_RESET_ON_FORK"],
              "runtime": 10, "deadline": 20, "period": 30
            },
            "ioPriority": {"class": "IOPRIO_CLASS_BE", "priority": 4},
            "execCPUAffinity": {"initial": "0-3", "final": "1,3"}
          },
          "root": {"path": "rootfs", "readonly": true},
          "hostname": "web-1",
          "domainname": "example",
          "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "hidepid=2"]},
            {
              "destination": "/data", "type": "none", "source": "src",
              "options": ["rbind", "ro", "suid", "rro", "rnoatime", "rprivate", "ridmap"]
            },
            {
              "destination": "/own", "type": "bind", "source": "/src", "options": ["bind"],
              "uidMappings": [{"containerID": 0, "hostID": 1, "size": 2}],
              "gidMappings": [{"containerID": 0, "hostID": 3, "size": 4}]
            },
            {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup", "size=1m"]},
            {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid"]}
          ],
          "hooks": {
            "prestart": [{"path": "/bin/hook", "args": ["hook", "1"], "env": ["A=b"], "timeout": 3}],
            "createRuntime": [{"path": "/bin/hook2"}], "createContainer": [{"path": "/bin/hook3"}],
            "startContainer": [{"path": "/bin/hook4"}], "poststart": [{"path": "/bin/hook5"}],
            "poststop": [{"path": "/bin/hook6"}]
          },
          "annotations": {"b": "2=3", "a": "1"},
          "linux": {
            "namespaces": [
              {"type": "pid"}, {"type": "network", "path": "/run/netns/x"}, {"type": "mount"}, {"type": "ipc"},
              {"type": "uts"}, {"type": "user"}, {"type": "cgroup"}, {"type": "time"}
            ],
            "uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}],
            "gidMappings": [{"containerID": 0, "hostID": 200000, "size": 65536}],
            "devices": [
              {"path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 8630, "uid": 1, "gid": 2},
              {"path": "/dev/null", "type": "u", "major": 1, "minor": 3},
              {"path": "/dev/pipe", "type": "p"}, {"path": "/dev/sda", "type": "b", "major": 8, "minor": 0}
            ],
            "netDevices": {"eth1": {"name": "data0"}, "eth2": {}},
            "cgroupsPath": "/guardian/containers/web-1",
            "resources": {
              "devices": [{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "major": 136, "access": "rw"}],
              "memory": {
                "limit": 9223372036854775807, "swap": -1, "reservation": 5, "swappiness": 7, "disableOOMKiller": true,
                "checkBeforeUpdate": true
              },
              "cpu": {
                "shares": 1024, "quota": 1000, "burst": 2, "period": 100000, "realtimeRuntime": 3, "realtimePeriod": 4,
                "cpus": "0-1", "mems": "0", "idle": 1
              },
              "pids": {"limit": 7},
              "blockIO": {
                "weight": 10, "leafWeight": 20,
                "weightDevice": [{"major": 8, "minor": 0, "weight": 500, "leafWeight": 300}],
                "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 600}],
                "throttleWriteIOPSDevice": [{"major": 8, "minor": 1, "rate": 700}]
              },
              "hugepageLimits": [{"pageSize": "2MB", "limit": 9}],
              "network": {"classID": 1048577, "priorities": [{"name": "eth0", "priority": 500}]},
              "rdma": {"mlx5_1": {"hcaHandles": 3, "hcaObjects": 10000}},
              "unified": {"cpu.weight": "100"}
            },
            "seccomp": {
              "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
              "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_OTHER"], "flags": ["SECCOMP_FILTER_FLAG_LOG"],
              "listenerPath": "/run/agent.sock", "listenerMetadata": "m",
              "syscalls": [
                {
                  "names": ["clone", "clone3"], "action": "SCMP_ACT_ALLOW",
                  "args": [{"index": 0, "value": 2114060288, "valueTwo": 1, "op": "SCMP_CMP_MASKED_EQ"}]
                },
                {"names": ["mount"], "action": "SCMP_ACT_NOTIFY", "errnoRet": 1}
              ]
            },
            "maskedPaths": ["/proc/kcore"],
            "readonlyPaths": ["/proc/sys"],
            "mountLabel": "system_u:object_r:svirt_file_t:s0",
            "rootfsPropagation": "rslave",
            "sysctl": {"net.ipv4.tcp_retries1": "3"},
            "intelRdt": {
              "closID": "x", "schemata": ["L3:0=f"], "l3CacheSchema": "L3:0=ff", "memBwSchema": "MB:0=20",
              "enableMonitoring": true
            },
            "memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0-1", "flags": ["MPOL_F_STATIC_NODES"]},
            "personality": {"domain": "LINUX32"},
            "timeOffsets": {"monotonic": {"secs": -5, "nanosecs": 6}, "boottime": {"secs": 7}}
          }
        }
        """
}
