"""The ground floor: clock, codes, crypto, keys, leases, rate limits, texts and files; it imports nothing of ours."""
