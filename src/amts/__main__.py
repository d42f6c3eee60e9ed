"""`python -m amts` is the command line."""

from amts.cli.app import main

main()
