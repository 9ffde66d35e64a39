in sync
