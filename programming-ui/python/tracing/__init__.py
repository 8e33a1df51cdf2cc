"""Records what a program does, step by step, in the form of src/features/replay/trace.ts."""
