/** What `course check` must know about an exercise, as keys of assignment.yaml. */
export interface KnownExercise {
  readonly smoke?: readonly string[];
  readonly judge?: 'shared';
}

/** Why an exercise is judged in one process: for its assignment.yaml and the report. */
export const whyShared =
  'its tests inspect the stack of their own process to find the program, so both share a process; verdicts can be forged';

/** Exercises of the track with unusual tests. */
export const knownExercises: Readonly<Record<string, KnownExercise>> = {
  // Only has to raise nothing.
  'queen-attack': { smoke: ['QueenAttackTest.test_queen_with_a_valid_position'] },
  // A mock of `super` looks for the frame of the `__init__` that calls it.
  paasio: { judge: 'shared' },
  // Its assertions are below `if type == 1:`, which compares a class with a number.
  'chaitanas-colossal-coaster': {
    smoke: ['ListMethodsTest.test_add_me_to_the_queue_validate_queue'],
  },
};
