/// A `config.json` with every member that is understood, and in each place one that is not.
enum ExampleSpec {
    static let text = """
        {
          "ociVersion": "1.1.0",
          "process": {
            "terminal": true,
            "consoleSize": {"height": 24, "width": 80},
            "user": {"uid": 1000, "gid": 1000, "umask": 18, "additionalGids": [5, 6]},
            "args": ["/tmp/garden-init"],
            "env": ["A=b"],
            "cwd": "/work",
            "capabilities": {
              "bounding": ["CAP_CHOWN"], "effective": ["CAP_CHOWN"], "inheritable": ["CAP_KILL"],
              "permitted": ["CAP_CHOWN"], "ambient": ["CAP_KILL"], "later": ["CAP_KILL"]
            },
            "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 18446744073709551615, "soft": 512, "later": 1}],
            "noNewPrivileges": true,
            "apparmorProfile": "garden",
            "oomScoreAdj": 100,
            "scheduler": {
              "policy": "SCHED_DEADLINE", "nice": -5, "priority": 1, "flags": ["SCHED_FLAG_RECLAIM"], "runtime": 10,
              "deadline": 20, "period": 18446744073709551615, "later": 1
            },
            "selinuxLabel": "a:b:c",
            "ioPriority": {"class": "IOPRIO_CLASS_BE", "priority": 4, "later": 1},
            "execCPUAffinity": {"initial": "0-3", "final": "1", "later": 1}
          },
          "root": {"path": "/rootfs", "readonly": true, "later": 1},
          "hostname": "web-1",
          "domainname": "example",
          "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid"]},
            {
              "destination": "/data", "type": "bind", "source": "/src", "options": ["bind", "ro"],
              "uidMappings": [{"containerID": 0, "hostID": 1, "size": 2}],
              "gidMappings": [{"containerID": 0, "hostID": 3, "size": 4}]
            }
          ],
          "hooks": {
            "prestart": [{"path": "/bin/hook", "args": ["hook"], "env": ["A=b"], "timeout": 3, "later": 1}],
            "createRuntime": [{"path": "/1"}], "createContainer": [{"path": "/2"}, {"path": "/3"}],
            "startContainer": [{"path": "/4"}], "poststart": [{"path": "/5"}], "poststop": [{"path": "/6"}],
            "later": [{"path": "/7"}]
          },
          "annotations": {"a": "b"},
          "linux": {
            "namespaces": [{"type": "pid", "later": 1}, {"type": "network", "path": "/proc/1/ns/net"}],
            "uidMappings": [{"containerID": 0, "hostID": 4294967294, "size": 1, "later": 1}],
            "gidMappings": [{"containerID": 0, "hostID": 4294967294, "size": 1}],
            "devices": [
              {"path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 438, "uid": 0, "gid": 0}
            ],
            "cgroupsPath": "/guardian/containers/web-1",
            "resources": {
              "devices": [
                {"allow": false, "access": "rwm"},
                {"allow": true, "type": "c", "major": 136, "access": "rw", "later": 1}
              ],
              "memory": {"limit": 9223372036854775807, "swap": -1, "reservation": 5, "disableOOMKiller": true},
              "cpu": {"shares": 18446744073709551615, "quota": 1000, "period": 100000, "cpus": "0-1"},
              "pids": {"limit": 7, "later": 1},
              "blockIO": {"weight": 10, "leafWeight": 20},
              "unified": {"cpu.weight": "100"},
              "hugepageLimits": [{"pageSize": "2MB", "limit": 9}]
            },
            "seccomp": {
              "defaultAction": "SCMP_ACT_ERRNO",
              "defaultErrnoRet": 38,
              "architectures": ["SCMP_ARCH_X86_64"],
              "flags": ["SECCOMP_FILTER_FLAG_LOG"],
              "listenerPath": "/run/agent.sock",
              "listenerMetadata": "m",
              "syscalls": [
                {
                  "names": ["clone"], "action": "SCMP_ACT_ALLOW",
                  "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]
                },
                {"names": ["mount"], "action": "SCMP_ACT_KILL_PROCESS", "errnoRet": 1, "later": 1}
              ]
            },
            "maskedPaths": ["/proc/kcore"],
            "readonlyPaths": ["/proc/sys"],
            "rootfsPropagation": "private",
            "sysctl": {"net.ipv4.tcp_retries1": "3"},
            "mountLabel": "a:b:c",
            "intelRdt": {
              "closID": "x", "schemata": ["L3:0=f"], "l3CacheSchema": "L3:0=ff", "memBwSchema": "MB:0=20",
              "enableMonitoring": true, "later": 1
            },
            "memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0-1", "flags": ["MPOL_F_STATIC_NODES"], "later": 1},
            "personality": {"domain": "LINUX32", "flags": ["X"], "later": 1},
            "timeOffsets": {"monotonic": {"secs": -5, "nanosecs": 6, "later": 1}, "boottime": {"secs": 7}},
            "netDevices": {"eth1": {"name": "data0", "later": 1}, "eth2": {}},
            "later": {"later": 1}
          },
          "vm": {"kernel": {"path": "/k"}}
        }
        """
}
