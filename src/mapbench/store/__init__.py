"""What a workspace remembers and nobody reviews: samples, requests, runs, quotas, in one SQLite file per project."""
