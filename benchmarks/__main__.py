"""`python -m benchmarks`: recognition against the reference loop."""

from benchmarks.bench import main

main()
