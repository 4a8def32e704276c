"""Case conferences: called by code, each member told what the person agreed to for it, decisions that become tasks."""
