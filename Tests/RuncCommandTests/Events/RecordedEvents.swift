/// Events as runtimes print them.
enum RecordedEvents {
    /// What runc 1.1.5 printed for `events --stats` about a busybox that sleeps, on a host with version 1.
    static let versionOne = """
        {"type":"stats","id":"c1","data":{"cpu":{"usage":{"total":17112455,"percpu":[5308647,11803808],\
        "percpu_kernel":[0,12000000],"percpu_user":[4000000,4000000],"kernel":10000000,"user":0},"throttling":{}},\
        "cpuset":{"cpus":[0,1],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,\
        "memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":1,\
        "sched_relax_domain_level":-1},"memory":{"usage":{"limit":9223372036854771712,"usage":290816,"max":2138112,\
        "failcnt":0},"swap":{"limit":9223372036854771712,"usage":290816,"max":2138112,"failcnt":0},\
        "kernel":{"limit":9223372036854771712,"usage":212992,"max":610304,"failcnt":0},\
        "kernelTCP":{"limit":9223372036854771712,"failcnt":0},"raw":{"active_anon":4096,"active_file":0,"cache":0,\
        "dirty":0,"hierarchical_memory_limit":9223372036854771712,"hierarchical_memsw_limit":9223372036854771712,\
        "inactive_anon":45056,"inactive_file":0,"mapped_file":0,"pgfault":731,"pgmajfault":0,"pgpgin":384,\
        "pgpgout":372,"rss":49152,"rss_huge":0,"shmem":0,"swap":0,"swapcached":0,"total_active_anon":4096,\
        "total_active_file":0,"total_cache":0,"total_dirty":0,"total_inactive_anon":45056,"total_inactive_file":0,\
        "total_mapped_file":0,"total_pgfault":731,"total_pgmajfault":0,"total_pgpgin":384,"total_pgpgout":372,\
        "total_rss":49152,"total_rss_huge":0,"total_shmem":0,"total_swap":0,"total_swapcached":0,\
        "total_unevictable":0,"total_workingset_refault_anon":0,"total_workingset_refault_file":0,\
        "total_writeback":0,"unevictable":0,"workingset_refault_anon":0,"workingset_refault_file":0,"writeback":0}},\
        "pids":{"current":1},"blkio":{},"hugetlb":{},"intel_rdt":{},"network_interfaces":null}}

        """

    /// The same for version 2, where the runtime adds pressure, by types/events.go of runc 1.3.
    static let versionTwo = """
        {"type":"stats","id":"c2","data":{
          "cpu":{"usage":{"total":2500000,"kernel":1500000,"user":1000000},
            "throttling":{"periods":7,"throttledPeriods":2,"throttledTime":123000},
            "psi":{"some":{"avg10":1.5,"avg60":0.25,"avg300":0,"total":4711},
              "full":{"avg10":0,"avg60":0,"avg300":0.01,"total":12}}},
          "cpuset":{"cpus":[0,3],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,
            "memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,
            "sched_relax_domain_level":0},
          "memory":{"cache":4096,
            "usage":{"limit":18446744073709551615,"usage":290816,"max":2138112,"failcnt":3},
            "swap":{"limit":18446744073709551615,"usage":290816,"failcnt":0},
            "kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":0,"failcnt":0},
            "raw":{"anon":49152,"file":4096,"pgfault":731},
            "psi":{"some":{"avg10":0,"avg60":0,"avg300":0,"total":5},"full":{"avg10":0,"avg60":0,"avg300":0,"total":4}},
            "event_count":{"low":0,"high":0,"max":3,"oom":1,"oom_kill":1}},
          "pids":{"current":1,"limit":7},
          "blkio":{
            "ioServiceBytesRecursive":[{"major":8,"op":"Read","value":8192},{"major":8,"op":"Write"},
              {"major":8,"minor":16,"op":"Discard","value":512}],
            "ioServicedRecursive":[{"major":8,"op":"Read","value":2},{"major":8,"op":"Write","value":1}],
            "psi":{"some":{"avg10":0,"avg60":0,"avg300":0,"total":6},"full":{"avg10":0,"avg60":0,"avg300":0,"total":6}}},
          "hugetlb":{"2MB":{"usage":2097152,"failcnt":1},"1GB":{"failcnt":0}},
          "intel_rdt":{},"network_interfaces":null}}
        """

    /// What only some hosts have, with a figure of its own in each place.
    static let rarities = """
        {"type":"stats","id":"c3","data":{
          "blkio":{
            "ioServiceBytesRecursive":[{"major":1,"minor":2,"op":"Total","value":1}],
            "ioServicedRecursive":[{"major":1,"minor":2,"op":"Total","value":2}],
            "ioQueueRecursive":[{"major":1,"minor":2,"op":"Total","value":3}],
            "ioServiceTimeRecursive":[{"major":1,"minor":2,"op":"Total","value":4}],
            "ioWaitTimeRecursive":[{"major":1,"minor":2,"op":"Total","value":5}],
            "ioMergedRecursive":[{"major":1,"minor":2,"op":"Total","value":6}],
            "ioTimeRecursive":[{"major":1,"minor":2,"value":7}],
            "sectorsRecursive":[{"major":1,"minor":2,"value":8}]},
          "intel_rdt":{"l3_cache_info":{"cbm_mask":"fffff","min_cbm_bits":1,"num_closids":16},
            "l3_cache_schema_root":"L3:0=fffff","l3_cache_schema":"L3:0=f",
            "mem_bw_info":{"bandwidth_gran":10,"delay_linear":1,"min_bandwidth":11,"num_closids":8},
            "mem_bw_schema_root":"MB:0=100","mem_bw_schema":"MB:0=20","schemata":["MB:0=20","L3:0=f"],
            "mbm_stats":[{"mbm_total_bytes":1}],"cmt_stats":[{"llc_occupancy":2}]},
          "network_interfaces":[{"Name":"eth0","RxBytes":1,"RxPackets":2,"RxErrors":3,"RxDropped":4,
            "TxBytes":5,"TxPackets":6,"TxErrors":7,"TxDropped":8}]}}
        """
}
