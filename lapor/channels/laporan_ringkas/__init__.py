"""The official export "Laporan Ringkas" of SP4N-LAPOR: read (parse), understood (mapping), taken over (load)."""
