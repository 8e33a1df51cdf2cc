/** Goes to a line of the student's program; without a file, of its only or first one. */
export type GoToLine = (line: number, file?: string) => void;
